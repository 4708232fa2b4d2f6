// The inspector's small parts: what may be chosen, and what is wrong with a field.
// @ts-check
import { byId, h, icon } from './dom.js';

/** What may be said about who paid for it. @param {import('./store.js').Variant | undefined} variant */
export const disclosures = (variant) =>
  variant?.brand
    ? [`Paid placement by ${variant.brand}`, `Ad for ${variant.brand}`, `Our own product`]
    : ['Paid placement', 'Our own product'];

/** @param {HTMLInputElement} field @param {string} sentence */
export function wrong(field, sentence) {
  const error = byId(`${field.id}-wrong`);
  field.classList.toggle('is-bad', Boolean(sentence));
  field.setAttribute('aria-invalid', String(Boolean(sentence)));
  error.hidden = !sentence;
  error.replaceChildren(...(sentence ? [icon('stop', 's'), h('span', {}, sentence)] : []));
}
