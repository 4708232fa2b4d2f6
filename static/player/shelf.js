// @ts-check
/** "Shop this scene (n)": the button that is always there, the way in for keyboards and screen readers; and how a
 * piece that can't be bought says so in few words. */

import { el, icon } from './draw.js';
import { t, tn } from './words.js';

/** @param {() => void} press */
export function shelfButton(press) {
  const count = el('span.count.fig', { part: 'count', 'aria-hidden': 'true' }, '0');
  const [name, words] = [el('span'), el('span.sr')];
  const button = el('button.shop.film', { part: 'shop', type: 'button', onclick: press }, icon('bag'), name, count, words);
  const made = {
    node: el('div.shelf', {}, button),
    button,
    speak() {
      name.textContent = t('Shop this scene');
    },
    /** @param {number} n */
    update(n) {
      count.textContent = String(n);
      words.textContent = `, ${t('{n} on screen', { n })}`;
    },
  };
  made.speak();
  return made;
}

/** @param {number} n */
export function laterWords(n) {
  return tn('One more thing comes later. We won’t spoil it.', '{n} more things come later. We won’t spoil them.', n);
}

/** Sold, or only in somebody else's hands just now. @param {import('./shapes.js').Card} card */
export function goneWords(card) {
  return card.held_until ? t('On hold') : t('Sold out');
}
