// @ts-check
/** The list behind "Shop this scene": now on screen, seen earlier, and how much is still to come, unspoilt. */

import { clockTime, el, icon, thumb } from './draw.js';
import { bar } from './sheet.js';
import { goneWords, laterWords } from './shelf.js';
import { t } from './words.js';

/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./shapes.js').Card} Card */
/** @typedef {{now: Moment[], earlier: Moment[], later: number}} Shelf */

/** @param {Shelf} shelf @param {Record<string, Card> | undefined} cards none: the shop can't be reached
 * @param {(moment: Moment) => void} pick
 * @param {() => void} close @returns {import('./sheet.js').View} */
export function listView(shelf, cards, pick, close) {
  /** @param {Moment[]} moments @param {string} title @param {string} [kind] */
  const group = (moments, title, kind = '') => moments.length > 0 && [
    el(`h3.kind${kind}`, {}, title),
    el('ul', {}, ...moments.map(moment => el('li', {}, row(moment, /** @type {Record<string, Card>} */ (cards)[moment.variant], pick)))),
  ];
  const groups = [group(shelf.now, t('On screen now'), '.now'), group(shelf.earlier, t('Seen earlier'))];
  const body = groups.flatMap(part => part || []);
  if (!body.length) body.push(cards ? none(t('Nothing to shop right here.'), t('Products appear in this list as the story shows them.'))
    : none(t('The shop can’t be reached just now.'), t('The film plays on. We ask again by ourselves.')));
  if (shelf.later) body.push(el('p.meta.small', {}, laterWords(shelf.later)));
  return { name: 'list', bar: bar(t('Shop this scene'), close), body, foot: [] };
}

/** @param {Moment} moment @param {Card} card @param {(moment: Moment) => void} pick */
function row(moment, card, pick) {
    return el(card.available ? 'button.row' : 'button.row.sold', { type: 'button', onclick: () => pick(moment) },
    thumb(card.image),
    el('span.grow', {}, el('span.name', {}, card.title), el('span.meta', {}, [card.brand, clockTime(moment.starts_ms)].filter(Boolean).join(' · '))),
    card.available ? el('b.fig', {}, card.price) : el('span.pill', {}, goneWords(card)), icon('more'));
}

/** @param {string} fact @param {string} rest */
function none(fact, rest) {
  return el('div.none', {}, thumb(null, '', 'blank'), el('p', {}, el('b', {}, fact)), el('p.meta', {}, rest));
}
