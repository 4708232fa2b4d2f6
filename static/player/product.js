// @ts-check
/** One product in the sheet: picture, price, who paid for it to be here, whether it can be had, and Buy. */

import { drawing, el, thumb } from './draw.js';
import { closeButton, bar, noteBox } from './sheet.js';
import { disclosed, t } from './words.js';

/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./shapes.js').Card} Card */
/** @typedef {import('./checkout.js').Purchase} Purchase */

const preview = () => ({ bold: t('This is a preview.'),
  rest: t('Nothing is sold here. Viewers get the payment form at this point.'), kind: '' });
const slow = () => ({ bold: t('The shop is slow to answer.'), rest: t('Nothing is charged before you press Pay.'),
  kind: 'warn' });

/** @param {Moment} moment @param {{buy: () => void, close: () => void, back: (() => void) | null}} acts */
export function productView(moment, acts) {
  const said = el('div', { role: 'alert' });
  const pic = el('span.pic');
  const [brand, title, price, tax, about] = ['p.meta', 'h2', 'p.price', 'p.meta', 'p.about'].map(what => el(what));
  title.id = 'title';
  title.tabIndex = -1;
  const tags = el('div.tags');
  const buy = el('button.btn.primary', { part: 'buy', type: 'button', onclick: acts.buy });
  const leave = el('button.btn.primary', { type: 'button', onclick: acts.close }, t('Keep watching'));
  const top = el(acts.back ? 'div.bar.deep' : 'div.bar', {});
  if (acts.back) top.append(bar('', acts.close, { back: acts.back, backTo: t('the list') }).children[0]);
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
      const note = previewed ? preview() : busy ? purchase?.late && slow() : purchase?.note;
      said.replaceChildren(...(note ? [noteBox(note)] : []));
      stock(tags, moment, card, gone);
      buy.hidden = gone;
      leave.hidden = !gone;
      buy.setAttribute('aria-disabled', String(busy));
      buy.replaceChildren(...(busy ? [el('span.spin'), t('Setting it aside')] : [purchase?.note ? t('Try again')
        : pressed(moment.action), el('span.price', {}, card.price)]));
      if (gone && buy.matches(':focus')) leave.focus();
    },
    /** @type {Card | null} */
    card: null,
  };
  /** @param {Card} card */
  function fill(card) {
    [brand, title, price, tax, about].forEach((node, i) => {
      const text = [card.brand, card.title, card.price, taxed(card.tax), card.description][i] ?? '';
      node.textContent = text;
      node.hidden = !text && node !== brand;
    });
    pic.replaceChildren(...thumb(card.image, card.title).childNodes);
  }
  return view;
}

/** @param {HTMLElement} tags @param {Moment} moment @param {Card} card @param {boolean} gone */
function stock(tags, moment, card, gone) {
  const minutes = Math.max(1, Math.ceil(((card.held_until ?? 0) - Date.now()) / 60000));
  const [kind, words] = gone ? ['', card.held_until ? t('Held by another viewer for {n} min', { n: minutes }) : t('Sold out')]
    : card.left != null ? ['.warn', t('{n} left', { n: card.left })] : ['.ok', t('In stock')];
  tags.replaceChildren(...(moment.disclosure ? [el('span.pill', {}, disclosed(moment.disclosure))] : []),
    el(`span.pill.dot${kind}`, {}, words));
}

/** What the shop words itself is said in the reader's language; an editor's own words stay. @param {string} action */
const pressed = action => (!action || action === 'Buy now' ? t('Buy now') : action);

/** @param {string | null} tax */
const taxed = tax => ({ 'VAT included': t('VAT included'), 'plus tax': t('plus tax') })[tax ?? ''] ?? tax;

/** The case round the picture: thin, one corner open, the glint in the gap. @param {HTMLElement} pic */
function openCase(pic) {
  return el('div.case', {}, drawing('0 0 122 142', [
    ['M100 .5H10.5A10 10 0 0 0 .5 10.5v121a10 10 0 0 0 10 10h101a10 10 0 0 0 10-10V22'],
    ['M110.5 13L122-2', 'glint']]), pic);
}
