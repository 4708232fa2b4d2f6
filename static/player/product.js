// @ts-check
/** One product in the sheet: picture, price, who paid for it to be here, whether it can be had, and Buy. */

import { drawing, el, thumb } from './draw.js';
import { closeButton, bar, noteBox } from './sheet.js';

/** @typedef {import('./timeline.js').Moment} Moment */
/** @typedef {import('./timeline.js').Card} Card */
/** @typedef {import('./checkout.js').Purchase} Purchase */

const PREVIEW = { bold: 'This is a preview.', rest: 'Nothing is sold here. Viewers get the payment form at this point.',
  kind: '' };
const SLOW = { bold: 'The shop is slow to answer.', rest: 'Nothing is charged before you press Pay.', kind: 'warn' };

/** @param {Moment} moment @param {{buy: () => void, close: () => void, back: (() => void) | null}} acts */
export function productView(moment, acts) {
  const said = el('div', { role: 'alert' });
  const pic = el('span.pic');
  const [brand, title, price, tax, about] = ['p.meta', 'h2', 'p.price', 'p.meta', 'p.about'].map(what => el(what));
  title.id = 'title';
  title.tabIndex = -1;
  const tags = el('div.tags');
  const buy = el('button.btn.primary', { type: 'button', onclick: acts.buy });
  const leave = el('button.btn.primary', { type: 'button', onclick: acts.close }, 'Keep watching');
  const top = el(acts.back ? 'div.bar.deep' : 'div.bar', {});
  if (acts.back) top.append(bar('', acts.close, { back: acts.back, backTo: 'the list' }).children[0]);
  top.append(el('span.grow', {}, brand), closeButton(acts.close));

  const view = {
    name: 'product', bar: top,
    body: [said, el('div.hero', {}, openCase(pic), el('div.grow', {}, title, price, tax)), tags, about],
    foot: [buy, leave],
    /** @param {Card} card @param {Purchase | null} purchase @param {boolean} previewed Buy was pressed in a preview */
    update(card, purchase, previewed) {
      if (view.card !== card) fill(card);
      view.card = card;
      const busy = purchase?.phase === 'starting';
      const gone = !card.available || purchase?.phase === 'soldout';
      const note = previewed ? PREVIEW : busy ? purchase?.late && SLOW : purchase?.note;
      said.replaceChildren(...(note ? [noteBox(note)] : []));
      stock(tags, moment, card, gone);
      buy.hidden = gone;
      leave.hidden = !gone;
      buy.setAttribute('aria-disabled', String(busy));
      buy.replaceChildren(...(busy ? [el('span.spin'), 'Setting it aside'] : [purchase?.note ? 'Try again'
        : moment.action || 'Buy now', el('span.price', {}, card.price)]));
      if (gone && buy.matches(':focus')) leave.focus();
    },
    /** @type {Card | null} */
    card: null,
  };
  /** @param {Card} card */
  function fill(card) {
    [brand, title, price, tax, about].forEach((node, i) => {
      const text = [card.brand, card.title, card.price, card.tax, card.description][i] ?? '';
      node.textContent = text;
      node.hidden = !text && node !== brand;
    });
    pic.replaceChildren(...thumb(card.image, card.title).childNodes);
  }
  return view;
}

/** @param {HTMLElement} tags @param {Moment} moment @param {Card} card @param {boolean} gone */
function stock(tags, moment, card, gone) {
  const [kind, words] = gone ? ['', 'Sold out'] : card.left != null ? ['.warn', `${card.left} left`] : ['.ok', 'In stock'];
  tags.replaceChildren(...(moment.disclosure ? [el('span.pill', {}, moment.disclosure)] : []),
    el(`span.pill.dot${kind}`, {}, words));
}

/** The case round the picture: thin, one corner open, the glint in the gap. @param {HTMLElement} pic */
function openCase(pic) {
  return el('div.case', {}, drawing('0 0 122 142', [
    ['M100 .5H10.5A10 10 0 0 0 .5 10.5v121a10 10 0 0 0 10 10h101a10 10 0 0 0 10-10V22'],
    ['M110.5 13L122-2', 'glint']]), pic);
}
