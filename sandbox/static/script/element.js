// The Payment Element: the frame that holds the card form.

/** The card form: an iframe of the sandbox, so that the page never sees the number. */
class PaymentElement extends Emitter {
  #frame = null;
  #port = null;
  #waiting = new Map();
  #last = 0;
  #look;
  #onChange;

  constructor(look, onChange) {
    super();
    this.#look = look;
    this.#onChange = onChange;
  }

  get isMounted() {
    return Boolean(this.#frame?.isConnected);
  }

  mount(target) {
    const place = typeof target === "string" ? document.querySelector(target) : target;
    if (!place) throw new IntegrationError(`The selector you specified (${target}) applies to no element.`);
    this.unmount();
    const frame = document.createElement("iframe");
    frame.src = `${base}/js/form`;
    frame.title = "Card details (sandbox)";
    frame.name = "sandbox-payment-element";
    // The same scheme as the form's own document: otherwise the browser paints it an opaque ground.
    // Wider by the room for the focus ring, so that the box lines up with the page's own fields.
    frame.style.cssText =
      "display:block;width:calc(100% + 6px);max-width:none;height:192px;margin:-3px;border:0;" +
      "background:transparent;color-scheme:light;overflow:hidden";
    frame.addEventListener("load", () => this.#connect(frame));
    this.#frame = frame;
    place.replaceChildren(frame);
    return this;
  }

  unmount() {
    this.#port?.close();
    this.#frame?.remove();
    for (const done of this.#waiting.values()) {
      done({ error: { message: "The card form was closed before the payment was made.", code: "form_closed" } });
    }
    this.#waiting.clear();
    this.#frame = this.#port = null;
    return this;
  }

  destroy() {
    this.unmount();
    this.emit("destroyed");
  }

  focus() {
    this.#frame?.focus();
    this.#tell({ type: "focus" });
    return this;
  }

  blur() {
    this.#tell({ type: "blur" });
    return this;
  }

  clear() {
    this.#tell({ type: "clear" });
    return this;
  }

  collapse() {
    return this;
  }

  update() {
    return this;
  }

  restyle(look) {
    this.#look = look;
    this.#tell({ type: "look", look });
  }

  /** Pay with what is in the form. */
  confirm(wanted) {
    if (!this.#port) {
      return Promise.resolve({ error: { message: "The card form is still loading.", code: "form_not_ready" } });
    }
    const id = ++this.#last;
    return new Promise((done) => {
      this.#waiting.set(id, done);
      this.#tell({ type: "confirm", id, ...wanted });
    });
  }

  #connect(frame) {
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#hear(data);
    frame.contentWindow.postMessage({ type: "sandbox:connect", look: this.#look }, base, [port2]);
  }

  #hear(said) {
    if (said.type === "resize") this.#frame.style.height = `${Math.ceil(said.height)}px`;
    else if (said.type === "result") {
      this.#waiting.get(said.id)?.(said.answer);
      this.#waiting.delete(said.id);
    } else if (said.type === "submit") this.#frame.closest("form")?.requestSubmit();
    else if (said.type === "change") {
      this.#onChange(said.complete);
      const { complete, empty } = said;
      this.emit("change", { elementType: "payment", complete, empty, collapsed: false, value: { type: "card" } });
    } else this.emit(said.type, { elementType: "payment" });
  }

  #tell(message) {
    this.#port?.postMessage(message);
  }
}
