// Stripe(): what the page calls first.

function Stripe(key) {
  if (typeof key !== "string" || !key.startsWith("pk_")) {
    throw new IntegrationError("Stripe() takes a publishable key, which starts with pk_test_.");
  }
  if (key.startsWith("pk_live_")) {
    throw new IntegrationError("This is a sandbox, where no money moves: it never takes a live key.");
  }
  return {
    initCheckoutElementsSdk(options) {
      if (!options?.clientSecret) throw new IntegrationError("initCheckoutElementsSdk needs a clientSecret.");
      return new Checkout(key, options);
    },
  };
}

Stripe.version = "sandbox";
window.Stripe = Stripe;
