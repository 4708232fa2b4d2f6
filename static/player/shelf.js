// @ts-check
/** "Shop this scene (n)": the button that is always there, the way in for keyboards and screen readers. */

import { el, icon } from './draw.js';

/** @param {() => void} press */
export function shelfButton(press) {
  const count = el('span.count.fig', { 'aria-hidden': 'true' }, '0');
  const words = el('span.sr');
  const button = el('button.shop.film', { type: 'button', onclick: press }, icon('bag'), 'Shop this scene', count, words);
  return {
    node: el('div.shelf', {}, button),
    button,
    /** @param {number} n */
    update(n) {
      count.textContent = String(n);
      words.textContent = `, ${n} on screen`;
    },
  };
}

/** @param {number} n */
export function laterWords(n) {
  const word = ['', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'][n] ?? n;
  return n === 1 ? 'One more thing comes later. We won’t spoil it.'
    : `${word} more things come later. We won’t spoil them.`;
}
