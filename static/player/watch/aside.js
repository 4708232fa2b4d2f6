// @ts-check
/** Beside and after the film: what is on screen, what was seen, each a button that opens its sheet. */

import { clockTime, el, icon, thumb } from '../draw.js';
import { goneWords, laterWords } from '../shelf.js';
import { t } from '../words.js';

/** @typedef {import('../shapes.js').Moment} Moment */
/** @typedef {import('../shapes.js').Card} Card */
/** @typedef {(id: string) => void} Open */

/** @param {HTMLElement} place
 * @param {{now: Moment[], earlier: Moment[], later: number, cards: Record<string, Card>}} shelf @param {Open} open */
export function drawAside(place, { now, earlier, later, cards }, open) {
  const focused = place.contains(document.activeElement)
    ? /** @type {HTMLElement} */ (document.activeElement).dataset.variant : null;
  /** @param {Moment[]} moments */
  const list = moments => el('ul', {}, ...moments.map(moment => el('li', {}, row(moment, cards[moment.variant], open))));
  place.replaceChildren(
    el('section.case', {}, el(now.length ? 'h2.lit' : 'h2', {}, now.length ? t('On screen now') : t('Nothing on screen right now')),
      now.length ? list(now) : el('p.meta', {}, t('Products appear here as the story shows them.'))),
    earlier.length ? el('section.past', {}, el('h2', {}, t('Seen earlier')), list(earlier)) : '',
    later ? el('p.meta.past', {}, laterWords(later)) : '');
  if (focused) /** @type {HTMLElement | null} */ (place.querySelector(`[data-variant="${CSS.escape(focused)}"]`))?.focus();
}

/** The film plays on without its shop. @param {HTMLElement} place */
export function drawMissing(place) {
  place.replaceChildren(el('section.case', {}, el('h2', {}, t('The shop can’t be reached just now.')),
    el('p.meta', {}, t('The film plays on. We ask again by ourselves.'))));
}

/** @param {Moment} moment @param {Card} card @param {Open} open */
function row(moment, card, open) {
  return el(card.available ? 'button.item' : 'button.item.sold', { type: 'button', 'data-variant': moment.variant,
    onclick: () => open(moment.id) }, thumb(card.image),
  el('span.grow', {}, el('span.name', {}, card.title),
    el('span.meta', {}, [card.brand, clockTime(moment.starts_ms)].filter(Boolean).join(' · '))),
  card.available ? el('b.fig', {}, card.price) : el('span.pill', {}, goneWords(card)), icon('more'));
}

/** @param {HTMLElement} place @param {import('../shapes.js').Manifest} manifest @param {Open} open */
export function drawSeen(place, { moments, cards }, open) {
  const once = [...new Map(moments.map(moment => [moment.variant, moment])).values()].slice(0, 5);
  place.hidden = !once.length;
  place.querySelector('ul')?.replaceChildren(...once.map(moment => {
    const card = cards[moment.variant];
    return el('li', {}, el('button.seen-one', { type: 'button', onclick: () => open(moment.id) },
      thumb(card.image), el('span.name', {}, card.title), el('span.fig', {}, card.available ? card.price : goneWords(card))));
  }));
}
