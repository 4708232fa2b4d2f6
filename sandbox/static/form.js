// The card form: formats as one types, says what is wrong at the field, and pays when the page asks for it.
(() => {
  "use strict";

  const { digits, brandOf, grouped, expiry, wrong } = window.card;
  const form = document.getElementById("form");
  const fields = ["number", "expiry", "cvc"];
  const input = Object.fromEntries(fields.map((name) => [name, document.getElementById(name)]));
  // Which field a refusal of the bank is about; whatever isn't here is about the card itself.
  const BLAMED = { exp_month: "expiry", exp_year: "expiry", cvc: "cvc" };
  const CONNECTION_LOST = {
    message: "We couldn't reach the payment service. Check your connection and try again.",
    code: "api_connection_error",
  };
  let page = null;
  let last = "";

  const checks = {
    number: () => wrong.number(input.number.value),
    expiry: () => wrong.expiry(input.expiry.value),
    cvc: () => wrong.cvc(input.cvc.value, input.number.value),
  };

  window.addEventListener("message", function connect({ data, source, ports }) {
    if (data?.type !== "sandbox:connect" || source !== window.parent || !ports[0]) return;
    window.removeEventListener("message", connect);
    page = ports[0];
    page.onmessage = ({ data: said }) => hear(said);
    wear(data.look);
    new ResizeObserver(measure).observe(form);
    measure();
    page.postMessage({ type: "ready" });
  });

  function hear(said) {
    if (said.type === "confirm") pay(said);
    else if (said.type === "focus") (fields.map((name) => input[name]).find((one) => !one.value) || input.number).focus();
    else if (said.type === "blur") document.activeElement?.blur();
    else if (said.type === "clear") clear();
    else if (said.type === "look") wear(said.look);
  }

  async function pay({ id, key, client_secret, email }) {
    const answer = await attempt(key, client_secret, email);
    page.postMessage({ type: "result", id, answer });
  }

  async function attempt(key, client_secret, email) {
    const first = fields.filter((name) => show(name, checks[name]()))[0];
    if (first) {
      input[first].focus();
      return { error: checks[first]() };
    }
    busy(true);
    const given = digits(input.expiry.value);
    const card = {
      number: digits(input.number.value),
      exp_month: Number(given.slice(0, 2)),
      exp_year: 2000 + Number(given.slice(2)),
      cvc: digits(input.cvc.value),
    };
    try {
      const answer = await fetch("/js/confirm", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ key, client_secret, email, card }),
      });
      const body = await answer.json();
      if (body.error?.type === "card_error") refuse(body.error);
      return body;
    } catch {
      return { error: CONNECTION_LOST };
    } finally {
      busy(false);
    }
  }

  function refuse(error) {
    const name = error.code === "incorrect_cvc" ? "cvc" : BLAMED[error.param] || "number";
    show(name, error);
  }

  function busy(is) {
    form.setAttribute("aria-busy", String(is));
    for (const name of fields) input[name].readOnly = is;
  }

  function show(name, error) {
    const place = document.getElementById(`${name}-error`);
    place.textContent = error ? error.message : "";
    place.hidden = !error;
    input[name].setAttribute("aria-invalid", String(Boolean(error)));
    input[name].closest(".cell").classList.toggle("invalid", Boolean(error));
    return error;
  }

  function tell() {
    const complete = fields.every((name) => !checks[name]());
    const empty = fields.every((name) => !input[name].value);
    const now = `${complete} ${empty}`;
    if (now !== last) page?.postMessage({ type: "change", complete, empty });
    last = now;
  }

  /** Rewrite a field, with the caret behind the same digit as before. */
  function rewrite(field, text) {
    const before = digits(field.value.slice(0, field.selectionStart ?? field.value.length)).length;
    const atEnd = (field.selectionStart ?? 0) >= field.value.length;
    field.value = text;
    if (atEnd || document.activeElement !== field) return;
    let seen = 0;
    let caret = 0;
    while (caret < text.length && seen < before) if (/\d/.test(text[caret++])) seen++;
    field.setSelectionRange(caret, caret);
  }

  input.number.addEventListener("input", () => {
    rewrite(input.number, grouped(digits(input.number.value)));
    const brand = brandOf(digits(input.number.value));
    document.getElementById("brand").textContent = brand.name;
    input.cvc.maxLength = brand.code;
    input.cvc.placeholder = "1234".slice(0, brand.code);
  });

  input.expiry.addEventListener("input", (event) => {
    const deleting = event.inputType?.startsWith("delete");
    // Deleting the slash deletes the digit before it, or one could never get back over it.
    const text = deleting ? input.expiry.value.replace(/^(\d)\d? ?\/?$/, "$1") : input.expiry.value;
    if (!deleting || digits(text).length > 2) rewrite(input.expiry, expiry(text));
    else input.expiry.value = text;
  });

  input.cvc.addEventListener("input", () => {
    rewrite(input.cvc, digits(input.cvc.value).slice(0, input.cvc.maxLength));
  });

  for (const name of fields) {
    const field = input[name];
    field.addEventListener("input", () => {
      show(name, null);
      tell();
      const next = input[fields[fields.indexOf(name) + 1]];
      const done = !checks[name]() && field.selectionStart === field.value.length;
      if (done && next && !next.value && document.activeElement === field) next.focus();
    });
    field.addEventListener("blur", () => {
      if (field.value) show(name, checks[name]());
    });
  }

  form.addEventListener("focusin", () => page?.postMessage({ type: "focus" }));
  form.addEventListener("focusout", () => page?.postMessage({ type: "blur" }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape") page?.postMessage({ type: "escape" });
    if (key === "Enter" && target.tagName === "INPUT") page?.postMessage({ type: "submit" });
  });

  document.getElementById("fill").addEventListener("click", () => {
    const year = String((new Date().getFullYear() + 3) % 100).padStart(2, "0");
    for (const [name, text] of [["number", "4242424242424242"], ["expiry", `08${year}`], ["cvc", "314"]]) {
      input[name].value = text;
      input[name].dispatchEvent(new Event("input"));
    }
  });

  function clear() {
    for (const name of fields) {
      input[name].value = "";
      input[name].dispatchEvent(new Event("input"));
    }
  }

  function measure() {
    page.postMessage({ type: "resize", height: form.getBoundingClientRect().height });
  }

  /** The host's look: variables and rules of Stripe's Appearance API. */
  function wear({ appearance = {}, fonts = [] } = {}) {
    const root = document.documentElement;
    root.dataset.theme = appearance.theme || "stripe";
    root.removeAttribute("style");
    for (const [name, value] of Object.entries(appearance.variables || {})) {
      root.style.setProperty(`--${name}`, String(value));
    }
    const sheet = new CSSStyleSheet();
    for (const [selector, rules] of Object.entries(appearance.rules || {})) {
      const own = SELECTORS[selector];
      if (!own) continue;
      const rule = sheet.cssRules[sheet.insertRule(`${own} {}`, sheet.cssRules.length)];
      for (const [name, value] of Object.entries(rules)) {
        rule.style.setProperty(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), String(value));
      }
    }
    document.adoptedStyleSheets = [sheet];
    for (const { family, src, ...descriptors } of fonts) {
      if (!family || !src) continue;
      new FontFace(family, src, descriptors).load().then((font) => document.fonts.add(font), () => {});
    }
  }

  // The fields share one box here, so the box wears what an input wears.
  const SELECTORS = {
    ".Input": ".box",
    ".Input:focus": ".cell:focus-within",
    ".Input--invalid": ".cell.invalid",
    ".Label": "label",
    ".Error": ".errors p",
  };
})();
