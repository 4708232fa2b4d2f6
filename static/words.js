// @ts-check
/** Texts of our own pages in the reader's language. The player brings its own: it also runs on other people's pages. */

const spoken = document.documentElement.lang || 'en';
const rooms = ['site', ...(/(^|\/)studio(\/|$)/.test(location.pathname) ? ['studio'] : [])];

const TURNS = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** @type {Record<string, string | string[]>} */
const known = {};
if (spoken !== 'en') {
  const found = await Promise.allSettled(rooms.map((room) => import(`/words/${room}.${spoken}.js`)));
  for (const one of found) if (one.status === 'fulfilled') Object.assign(known, one.value.default);
}

/** A text in the reader's language; `{name}` in it is filled from `values`.
 * @param {string} text @param {Record<string, string | number>} [values] @returns {string} */
export function t(text, values) {
  const one = known[text];
  return filled(typeof one === 'string' ? one : text, values);
}

/** A text for one or for many; `{n}` is the number.
 * @param {string} one @param {string} many @param {number} n @param {Record<string, string | number>} [values] */
export function tn(one, many, n, values) {
  const forms = known[one];
  const text = Array.isArray(forms) ? forms[n === 1 ? 0 : 1] : n === 1 ? one : many;
  return filled(text, { n, ...values });
}

/** @param {string} text @param {Record<string, string | number>} [values] */
function filled(text, values) {
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => isolated(String(values[name] ?? whole))) : text;
}

/** What runs from right to left, or turns round what follows, stays within itself. @param {string} words */
const isolated = (words) => (TURNS.test(words) ? `\u2068${words.replace(/[\u2066-\u2069]/g, '')}\u2069` : words);
