// @ts-check
/** The overlay's texts in the reader's language, and prices as the reader writes them. English is built in; another
 * language comes from the shop, and nothing waits for it. */

// Those the shop has words for, beside English. A test holds it against the server's list.
export const SPOKEN = ['de'];
// Where Stripe's smallest unit isn't the currency's own. https://docs.stripe.com/currencies
/** @type {Record<string, number>} */
const DIGITS = { ISK: 2, UGX: 2, MGA: 0 };

/** @type {Record<string, string | string[]>} */
const known = {};
let tag = 'en';

/** A text in the reader's language; `{name}` in it is filled from `values`.
 * @param {string} text @param {Record<string, string | number>} [values] @returns {string} */
export function t(text, values) {
  const one = known[text];
  return filled(typeof one === 'string' ? one : text, values);
}

/** A text for one or for many; `{n}` is the number. @param {string} one @param {string} many @param {number} n */
export function tn(one, many, n) {
  const forms = known[one];
  return filled((Array.isArray(forms) ? forms : [one, many])[n === 1 ? 0 : 1], { n });
}

/** Who paid for a placement, in the viewer's language where it is one of the studio's own phrases.
 * @param {string} text */
export function disclosed(text) {
  const [, brand] = /^(?:Ad for|Paid placement by) (.+)$/.exec(text) ?? [];
  if (!brand) return text === 'Paid placement' ? t('Paid placement') : text === 'Our own product' ? t('Our own product') : text;
  return text.startsWith('Ad') ? t('Ad for {brand}', { brand }) : t('Paid placement by {brand}', { brand });
}

/** @param {string} text @param {Record<string, string | number>} [values] */
function filled(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)) : text;
}

/** The locale texts, prices and dates are in now. */
export function locale() {
  return tag;
}

/** Learns the language of an overlay: its own, its page's, the browser's; written as in the reader's country.
 * @param {Element & {base: string}} element base: where the shop speaks @returns {Promise<void> | undefined} settled when its words are here */
export function listen(element) {
  const wanted = element.closest('[lang]')?.getAttribute('lang') || navigator.language;
  const short = (/** @type {string} */ of) => of.split('-')[0].toLowerCase();
  const language = short(wanted);
  try {
    [tag] = Intl.getCanonicalLocales(navigator.languages.find(own => short(own) === language) ?? wanted);
  } catch {
    // A page may say anything of its language; then it is English.
  }
  for (const text in known) delete known[text];
  if (!SPOKEN.includes(language)) return;
  // Read, never run: another site trusts the shop with what is shown, not with what is done.
  return fetch(`${element.base}/words/player.${language}.js`, { credentials: 'omit' }).then(answer => answer.text())
    .then(text => void Object.assign(known, JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))))
    .catch(() => {});
}

/** @param {number} amount in the currency's smallest unit, by Stripe's rules @param {string} currency */
export function money(amount, currency) {
  const style = /** @type {const} */ ('currency');
  const digits = DIGITS[currency]
    ?? new Intl.NumberFormat('en', { style, currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return new Intl.NumberFormat(tag, { style, currency, minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(amount / 10 ** digits);
}
