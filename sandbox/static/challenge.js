// The bank's question: tells the sandbox what the buyer answered, and the page what came of it.
(() => {
  "use strict";

  const buttons = [document.getElementById("confirm"), document.getElementById("deny")];
  const main = document.getElementById("main");
  let page = null;
  let given = null;

  window.addEventListener("message", function connect({ data, source, ports }) {
    if (data?.type !== "sandbox:connect" || source !== window.parent || !ports[0]) return;
    window.removeEventListener("message", connect);
    page = ports[0];
    given = { key: data.key, client_secret: data.client_secret };
    document.getElementById("total").textContent = data.total;
    const { fontFamily, borderRadius } = data.appearance?.variables || {};
    if (fontFamily) document.documentElement.style.setProperty("--fontFamily", fontFamily);
    if (borderRadius) document.documentElement.style.setProperty("--borderRadius", borderRadius);
    page.onmessage = ({ data: said }) => said.type === "deny" && answer(false);
    new ResizeObserver(measure).observe(main);
    buttons[0].focus();
  });

  buttons[0].addEventListener("click", () => answer(true));
  buttons[1].addEventListener("click", () => answer(false));
  window.addEventListener("keydown", ({ key }) => key === "Escape" && answer(false));

  async function answer(authenticated) {
    if (!page || buttons[0].disabled) return;
    for (const button of buttons) button.disabled = true;
    try {
      const reply = await fetch("/js/authenticate", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...given, authenticated }),
      });
      page.postMessage({ type: "result", answer: await reply.json() });
    } catch {
      const place = document.getElementById("error");
      place.textContent = "The bank didn't answer. Check your connection and try again.";
      place.hidden = false;
      for (const button of buttons) button.disabled = false;
    }
  }

  function measure() {
    page.postMessage({ type: "resize", height: main.getBoundingClientRect().height });
  }
})();
