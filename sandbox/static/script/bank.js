// 3D Secure: the bank's question, in a dialog over everything else.

let sheet = null;

function backdrop() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync("dialog[data-sandbox]::backdrop { background: rgb(8 16 16 / 0.6); }");
  }
  return sheet;
}

/** 3D Secure: the bank's question, in a dialog over everything else. Ends with the bank's answer. */
function challenge(given) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", "Your bank asks you to confirm (sandbox)");
  dialog.style.cssText =
    "width:min(384px,calc(100vw - 32px));padding:0;border:0;border-radius:14px;overflow:hidden;background:#fff;" +
    "box-shadow:0 24px 64px rgb(0 0 0/.4);margin:auto";
  const frame = document.createElement("iframe");
  frame.src = `${base}/js/challenge`;
  frame.title = "Your bank's question (sandbox)";
  frame.name = "sandbox-challenge";
  frame.style.cssText = "display:block;width:100%;height:304px;border:0;color-scheme:light";
  dialog.append(frame);
  dialog.dataset.sandbox = "challenge";
  document.adoptedStyleSheets = [...new Set([...document.adoptedStyleSheets, backdrop()])];
  document.body.append(dialog);
  const before = document.activeElement;
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    const close = (answer) => {
      port1.close();
      dialog.remove();
      before?.focus?.();
      done(answer);
    };
    frame.addEventListener("load", () => {
      frame.contentWindow.postMessage({ type: "sandbox:connect", ...given }, base, [port2]);
      frame.focus();
    });
    port1.onmessage = ({ data }) => {
      if (data.type === "resize") frame.style.height = `${Math.ceil(data.height)}px`;
      if (data.type === "result") close(data.answer);
    };
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      port1.postMessage({ type: "deny" });
    });
    // A sheet's own Escape must not close it under the question.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.showModal();
  });
}
