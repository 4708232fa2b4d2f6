// The sandbox's own page that pays: what a shop's page does with Stripe.js, at its shortest.
(async () => {
  "use strict";

  const form = document.getElementById("pay");
  const button = document.getElementById("submit");
  const error = document.getElementById("error");
  const { secret, key, next } = form.dataset;
  const appearance = { variables: { colorPrimary: "#0f5c50", borderRadius: "8px" } };
  const checkout = window.Stripe(key).initCheckoutElementsSdk({ clientSecret: secret, elementsOptions: { appearance } });
  const element = checkout.createPaymentElement();
  const say = (message) => {
    error.textContent = message || "";
    error.hidden = !message;
  };

  element.on("ready", () => {
    button.disabled = false;
  });
  element.mount("#card");
  const loaded = await checkout.loadActions();
  if (loaded.type === "error") return say(loaded.error.message);
  const { actions } = loaded;
  button.textContent = `Pay ${actions.getSession().total.total.amount}`;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    say("");
    const email = await actions.updateEmail(document.getElementById("email").value);
    const result = email.type === "error" ? email : await actions.confirm({ redirect: "if_required" });
    button.disabled = false;
    if (result.type === "error") return say(result.error.message);
    form.hidden = true;
    document.getElementById("done").hidden = false;
    if (next) location.assign(next.replace("{CHECKOUT_SESSION_ID}", result.session.id));
  });
})();
