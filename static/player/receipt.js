// @ts-check
/** How a purchase ends in the sheet: on its way, paid, under review, or not held any longer. */

import { drawing, el, icon, thumb } from './draw.js';
import { closeButton, noteBox } from './sheet.js';
import { locale, t } from './words.js';

/** @typedef {import('./checkout.js').Purchase} Purchase */
/** @typedef {import('./shapes.js').Card} Card */
/** @typedef {{close: () => void, again: () => void}} Acts */

const CASE = 'M46 6H14a8 8 0 0 0-8 8v56a8 8 0 0 0 8 8h40a8 8 0 0 0 8-8V26';
const GLINT = 'M52 19L64 3';

/** @param {Purchase} purchase @param {Card} card @param {Acts} acts @returns {import('./sheet.js').View} */
export function endView(purchase, card, acts) {
  const view = { waiting, paid, held, expired }[/** @type {'paid'} */ (purchase.phase)](purchase, card, acts);
  return { name: purchase.phase, bar: el('div.bar', {}, el('span.grow'), closeButton(acts.close)), ...view };
}

/** @param {Purchase} purchase @param {Card} card @param {Acts} acts */
function paid(purchase, card, { close }) {
  const checkout = /** @type {import('./till.js').Checkout} */ (purchase.checkout);
  const receipt = checkout.receipt;
  // What was typed here is the buyer's own; after a bank's page only the shop's masked one is known.
  const email = purchase.email || receipt?.email;
  const keep = el('button.btn.primary', { type: 'button', onclick: close }, icon('play'), t('Keep watching'));
  return {
    focus: keep,
    body: [
      head(sign('tick'), t('Paid. It’s yours.'), email ? t('Ordered by {email}', { email }) : t('Keep this order number.')),
      el('div.paper', {}, bought(card, checkout.price),
        el('dl.lines', {}, el('div.total', {}, el('dt', {}, t('Paid')), el('dd', {}, checkout.price)))),
      el('dl.lines', {}, pair(t('Sold by'), checkout.seller), pair(t('Order'), receipt?.number),
        pair(t('Paid on'), receipt && day(receipt.paid_at))),
    ],
    foot: [keep, ...(checkout.sandbox ? [el('p.meta.small', {}, t('Sandbox: no real money moves'))] : [])],
  };
}

/** @param {Purchase} purchase @param {Card} card @param {Acts} acts */
function waiting(purchase, card, { close }) {
  const { note, late, checkout } = purchase;
  return {
    body: [
      el('div', { role: 'status' }, ...(note ? [noteBox(note)] : []),
        head(el('span.spin'), t('Your payment is going through'), late
          ? t('It takes longer than usual. You can keep watching: when it is through, we say so here.')
          : t('The receipt is being written.'))),
      el('div.paper', {}, bought(card, checkout?.price ?? card.price)),
    ],
    foot: [el('button.btn', { type: 'button', onclick: close }, t('Keep watching'))],
  };
}

/** @param {Purchase} purchase @param {Card} card @param {Acts} acts */
function held({ checkout }, card, { close }) {
  return {
    body: [head(sign(), t('We are looking at this payment'),
      t('The seller gives it a second look. If it can’t be sold, you get your money back. Keep this number.')),
    el('div.paper', {}, bought(card, card.price)),
    el('dl.lines', {}, pair(t('Sold by'), checkout?.seller), pair(t('Order'), checkout?.receipt?.number ?? checkout?.id))],
    foot: [el('button.btn.primary', { type: 'button', onclick: close }, t('Keep watching'))],
  };
}

/** @param {Purchase} purchase @param {Card} card @param {Acts} acts */
function expired(purchase, card, { close, again }) {
  return {
    body: [head(sign(), t('The hold has ended'), t('Nothing was charged. We only keep a piece aside for a while.')),
      el('div.paper', {}, bought(card, card.price))],
    foot: [el('button.btn.primary', { type: 'button', onclick: again }, t('Hold it again')),
      el('button.btn', { type: 'button', onclick: close }, t('Keep watching'))],
  };
}

/** @param {Element} figure @param {string} title @param {string} words */
function head(figure, title, words) {
  return el('div.end', {}, figure, el('div', {}, el('h2', { id: 'title', tabindex: '-1' }, title),
    el('p.quiet', {}, words)));
}

/** @param {string} [tick] */
function sign(tick) {
  return drawing('0 0 72 84', [[CASE], [GLINT, 'glint'], ...(tick
    ? [/** @type {[string, string]} */ (['M22 44l9 9 18-21', 'tick'])] : [])], tick ? '' : 'plain');
}

/** @param {Card} card @param {string} price */
function bought(card, price) {
  return el('div.line', {}, thumb(card.image), el('span.grow', {}, el('span.name', {}, card.title),
    el('span.meta', {}, card.brand)), el('b.fig', {}, price));
}

/** @param {string} name @param {string | null | undefined} value */
function pair(name, value) {
  return value ? el('div', {}, el('dt.quiet', {}, name), el('dd', {}, value)) : null;
}

/** @param {number} ms */
function day(ms) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}
