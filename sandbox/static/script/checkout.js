// Checkout Elements: the session, its actions, and paying.

class Checkout extends Emitter {
  #key;
  #secret;
  #raw = null;
  #loading = null;
  #element = null;
  #look;
  #cardComplete = false;
  #totalSeen = false;
  #confirming = false;

  constructor(key, { clientSecret, elementsOptions = {} }) {
    super();
    this.#key = key;
    this.#secret = Promise.resolve(typeof clientSecret === "function" ? clientSecret() : clientSecret);
    this.#look = { appearance: elementsOptions.appearance || {}, fonts: elementsOptions.fonts || [] };
  }

  async loadActions() {
    this.#loading ??= this.#load();
    const answer = await this.#loading;
    if (answer.error) {
      this.#loading = null;
      return refusal(answer.error);
    }
    return {
      type: "success",
      actions: {
        getSession: () => this.#session(),
        updateEmail: (email) => this.#updateEmail(email),
        confirm: (options) => this.#confirm(options || {}),
      },
    };
  }

  createPaymentElement() {
    if (this.#element) throw new IntegrationError("There is a Payment Element already; destroy it first.");
    const element = new PaymentElement(this.#look, (complete) => {
      const changed = complete !== this.#cardComplete;
      this.#cardComplete = complete;
      if (changed && this.#raw) this.emit("change", this.#session());
    });
    element.once("destroyed", () => {
      this.#element = null;
    });
    this.#element = element;
    return element;
  }

  getPaymentElement() {
    return this.#element;
  }

  changeAppearance(appearance) {
    this.#look = { ...this.#look, appearance };
    this.#element?.restyle(this.#look);
  }

  async #load() {
    const answer = await ask("session", { key: this.#key, client_secret: await this.#secret });
    if (!answer.error) this.#raw = answer;
    return answer;
  }

  async #take() {
    const answer = await this.#load();
    if (!answer.error) this.emit("change", this.#session());
    return answer;
  }

  async #updateEmail(email) {
    const answer = await ask("email", { key: this.#key, client_secret: await this.#secret, email });
    if (answer.error) return refusal(answer.error);
    this.#raw = answer;
    this.emit("change", this.#session());
    return { type: "success", session: this.#session() };
  }

  async #confirm({ redirect = "always", returnUrl, email }) {
    // As at Stripe: a buyer confirms only a total that the page has read, to show it.
    if (!this.#totalSeen) {
      const message =
        "confirm: read session.total.total.amount (or minorUnitsAmount) from getSession() and show it first.";
      // A page that catches everything would never see why.
      console.error(message);
      throw new IntegrationError(message);
    }
    if (!this.#element?.isMounted) throw new IntegrationError("confirm: mount a Payment Element first.");
    if (this.#confirming) return refusal({ message: "This payment is being made already.", code: "in_progress" });
    this.#confirming = true;
    try {
      return await this.#pay(redirect, returnUrl, email);
    } finally {
      this.#confirming = false;
    }
  }

  async #pay(redirect, returnUrl, email) {
    const given = { key: this.#key, client_secret: await this.#secret };
    let answer = await this.#element.confirm({ ...given, email: email || this.#raw.email });
    if (answer.status === "requires_action") {
      const { appearance } = this.#look;
      answer = await challenge({ ...given, appearance, total: written(this.#raw, this.#raw.total.total) });
    }
    const before = this.#raw;
    // An answer may be lost after the payment was made: what the session says is true.
    if (answer.error) {
      const now = await this.#take();
      if (now.status?.type !== "complete") {
        return refusal(answer.error);
      }
    } else {
      this.#raw = answer.session;
      this.emit("change", this.#session());
    }
    const next = returnUrl || before.returnUrl;
    if (redirect !== "if_required" && next) {
      location.assign(next.replace("{CHECKOUT_SESSION_ID}", this.#raw.id));
      return new Promise(() => {});
    }
    return { type: "success", session: this.#session() };
  }

  /** The session as a page may read it, with amounts written as people write them. */
  #session() {
    const { returnUrl, ...raw } = structuredClone(this.#raw);
    const open = raw.status.type === "open";
    const withText = (value) => {
      if (Array.isArray(value)) return value.map(withText);
      if (!value || typeof value !== "object") return value;
      if ("minorUnitsAmount" in value) return { amount: written(raw, value), ...value };
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withText(inner)]));
    };
    const session = { ...withText(raw), canConfirm: open && this.#cardComplete && Boolean(raw.email) };
    const { total } = session.total;
    const seen = () => {
      this.#totalSeen = true;
    };
    session.total.total = Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(total).map(([name, value]) => [
          name,
          { enumerable: true, get: () => (seen(), value) },
        ]),
      ),
    );
    return session;
  }
}

function written(session, { minorUnitsAmount }) {
  const { currency, minorUnitsAmountDivisor: units } = session;
  const digits = Math.round(Math.log10(units));
  return new Intl.NumberFormat(document.documentElement.lang || undefined, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(minorUnitsAmount / units);
}
