// The inspector's small parts: what may be chosen, and what is wrong with a field.
// @ts-check
import { t } from '../words.js';
import { byId, h, icon } from './dom.js';

/** What the chip's button may say. These words go out with the film, so they are kept as they are here. */
export const ACTIONS = ['Buy now', 'See it', 'Shop this piece'];

/** What may be said about who paid for it; kept as it is here too. @param {import('./store.js').Variant | undefined} variant */
export const disclosures = (variant) =>
  variant?.brand
    ? [`Paid placement by ${variant.brand}`, `Ad for ${variant.brand}`, `Our own product`]
    : ['Paid placement', 'Our own product'];

/** One of them in the editor's own language. @param {string} value */
export function said(value) {
  const [, kind, brand] = /^(Paid placement by|Ad for) (.+)$/.exec(value) ?? [];
  if (kind === 'Ad for') return t('Ad for {brand}', { brand });
  if (kind) return t('Paid placement by {brand}', { brand });
  return plain.get(value) ?? value;
}

const plain = new Map([
  ['', t('None')],
  ['Buy now', t('Buy now')],
  ['See it', t('See it')],
  ['Shop this piece', t('Shop this piece')],
  ['Paid placement', t('Paid placement')],
  ['Our own product', t('Our own product')],
]);

/** @param {HTMLInputElement} field @param {string} sentence */
export function wrong(field, sentence) {
  const error = byId(`${field.id}-wrong`);
  field.classList.toggle('is-bad', Boolean(sentence));
  field.setAttribute('aria-invalid', String(Boolean(sentence)));
  error.hidden = !sentence;
  error.replaceChildren(...(sentence ? [icon('stop', 's'), h('span', {}, sentence)] : []));
}
