// @ts-check
/** The shop's side of a purchase, over HTTP: start one, look at one, load the payment script. */

/** @typedef {{id: string, status: 'open' | 'processing' | 'paid' | 'expired' | 'held', client_secret: string,
 *   amount: number, currency: string, price: string, held_until: number, seller: string, sandbox: boolean,
 *   lines: {variant: string, title: string, quantity: number, amount: number, price: string, image: string | null}[],
 *   stripe: {script: string, key: string},
 *   receipt?: {number: string, paid_at: number, email: string | null}}} Checkout */

import { locale, money, t } from './words.js';

const PATIENCE_MS = 20000;

/** No, with a sentence for the viewer. `soldOut` and `offline` are the two that have a state of their own. */
export class Refused extends Error {
  /** @param {string} sentence @param {{soldOut?: boolean, heldUntil?: number, offline?: boolean}} [kind] */
  constructor(sentence, { soldOut = false, heldUntil = 0, offline = false } = {}) {
    super(sentence);
    this.soldOut = soldOut;
    this.heldUntil = heldUntil;
    this.offline = offline;
  }
}

export class Till {
  /** @param {{base: string, channel: string | null, viewer: string | null, tap?: string, fonts?: object[]}} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {{variant: string, token?: string}} line @param {string} key one for each wish to buy
   * @returns {Promise<Checkout>} */
  start({ variant, token }, key) {
    const body = { lines: [{ variant, quantity: 1, token }], channel: this.host.channel ?? undefined,
      viewer: this.host.viewer ?? undefined, trace: this.host.viewer ? this.host.tap : undefined };
    return this.ask('/v1/checkouts', { method: 'POST', body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'Accept-Language': locale(), 'Idempotency-Key': key } });
  }

  /** @param {string} id @returns {Promise<Checkout>} */
  look(id) {
    return this.ask(`/v1/checkouts/${encodeURIComponent(id)}`, { cache: 'no-store' });
  }

  /** @param {string} path @param {RequestInit} how @returns {Promise<any>} */
  async ask(path, how) {
    let response;
    try {
      response = await fetch(this.host.base + path, { ...how, credentials: 'omit', signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch {
      throw new Refused(t('The shop could not be reached.'), { offline: true });
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return priced(answer);
    throw new Refused(answer?.detail || t('The shop is out of order.'), { soldOut: response.status === 409,
      heldUntil: answer?.held_until, offline: !answer || response.status >= 500 });
  }
}

/** @param {Checkout} checkout */
const priced = checkout => ({ ...checkout, price: money(checkout.amount, checkout.currency) });

/** @type {Map<string, Promise<any>>} */
const scripts = new Map();

/** Stripe's script, fetched when somebody first buys; a failed try is forgotten so that the next can work.
 * @param {string} src @returns {Promise<(key: string, options?: object) => any>} */
export function loadStripe(src) {
  const loading = scripts.get(src) ?? new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve(/** @type {any} */ (window).Stripe);
    script.onerror = () => {
      script.remove();
      scripts.delete(src);
      reject(new Refused(t('The payment form could not be loaded.'), { offline: true }));
    };
    document.head.append(script);
  });
  scripts.set(src, loading);
  return loading;
}
