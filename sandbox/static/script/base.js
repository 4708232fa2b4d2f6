// Where the sandbox is, how it is asked, and what its objects have in common.

const here = document.currentScript || document.querySelector('script[src*="/js/stripe.js"]');
const base = new URL(here.src).origin;
const CONNECTION_LOST = {
  message: "We couldn't reach the payment service. Check your connection and try again.",
  code: "api_connection_error",
};

class IntegrationError extends Error {
  name = "IntegrationError";
}

class Emitter {
  #handlers = new Map();

  on(event, handler) {
    this.#handlers.set(event, [...(this.#handlers.get(event) || []), handler]);
    return this;
  }

  once(event, handler) {
    const first = (...values) => {
      this.off(event, first);
      handler(...values);
    };
    return this.on(event, first);
  }

  off(event, handler) {
    const kept = handler ? (this.#handlers.get(event) || []).filter((one) => one !== handler) : [];
    this.#handlers.set(event, kept);
    return this;
  }

  emit(event, value) {
    for (const handler of this.#handlers.get(event) || []) handler(value);
  }
}

async function ask(path, given) {
  try {
    const answer = await fetch(`${base}/js/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
    return await answer.json();
  } catch {
    return { error: CONNECTION_LOST };
  }
}

/** A refusal as Stripe.js words it: code is "paymentFailed" when the bank said no, a field's own code, or null. */
function refusal({ type, code, message, decline_code }) {
  const byBank = type === "card_error" || code === "payment_intent_authentication_failure";
  if (!byBank) return { type: "error", error: { message, code: EMAIL_CODES[code] ?? null } };
  const declineCode = decline_code ?? null;
  const error = { message, code: "paymentFailed", paymentFailed: { declineCode }, decline_code: declineCode };
  return { type: "error", error };
}

const EMAIL_CODES = { email_invalid: "invalidEmail", email_incomplete: "incompleteEmail" };

