// @ts-check
/** Paying in the sheet: what is bought, an e-mail, Stripe's own fields, the total right over the button. */

import { el, icon, thumb } from './draw.js';
import { bar, noteBox } from './sheet.js';
import { t, tn } from './words.js';

/** @typedef {import('./checkout.js').Purchase} Purchase */
/** @typedef {import('./shapes.js').Card} Card */

const slow = () => ({ bold: t('Your bank is slow to answer.'), rest: t('Please don’t pay again; this takes a moment.'),
  kind: 'warn' });

/** @param {Purchase} purchase @param {Card} card @param {{back: () => void, close: () => void}} acts */
export function payView(purchase, card, acts) {
  const checkout = /** @type {import('./till.js').Checkout} */ (purchase.checkout);
  const left = el('span.fig');
  const hold = el('span.pill', { role: 'timer' }, icon('clock', 's'), left);
  const said = el('div', { role: 'alert' });
  const email = /** @type {HTMLInputElement} */ (el('input', { id: 'email', type: 'email', inputmode: 'email',
    autocomplete: 'email', required: true, enterkeyhint: 'next', value: purchase.email, 'aria-describedby': 'wrong' }));
  const wrong = el('p.error', { id: 'wrong', hidden: true });
  const waiting = el('div.skel', {}, el('span', {}, el('span.spin'), t('Opening the card form')));
  const reload = el('button.btn', { type: 'button', hidden: true, onclick: () => purchase.mount(true) },
    t('Load the card form again'));
  const total = el('dd', {}, checkout.price);
  const slot = el('slot', { name: 'payment' });
  const pay = el('button.btn.primary', { part: 'pay', type: 'button', onclick: () => purchase.pay(email.value) });
  const words = [tn('1 piece', '{n} pieces', checkout.lines[0]?.quantity ?? 1),
    checkout.seller && t('sold by {seller}', { seller: checkout.seller })].filter(Boolean).join(' · ');

  const view = {
    name: 'pay', tall: true, loose: true,
    bar: bar(t('Pay'), acts.close, { back: acts.back, backTo: card.title, extra: hold }),
    body: [
      el('div.line', {}, thumb(card.image), el('span.grow', {}, el('span.name', {}, card.title),
        el('span.meta', {}, words))),
      said,
      el('div.field', {}, el('label', { for: 'email' }, t('E-mail, for your order')), email), wrong,
      el('div', { role: 'group', 'aria-labelledby': 'with' },
        el('div.label', {}, el('span', { id: 'with' }, t('Card')),
          el('span.meta', {}, icon('lock', 's'), t('Goes straight to Stripe'))),
        el('div.card', {}, slot, waiting), reload),
    ],
    foot: [
      el('dl.lines', {}, el('div.total', {}, el('dt', {}, t('Total')), total)),
      pay,
    ],
    update() {
      const { note, phase, formReady, formFailed: broken, late } = purchase;
      const busy = phase === 'paying';
      const shown = busy ? late && slow() : note?.about === 'email' ? null : note;
      said.replaceChildren(...(shown ? [noteBox(shown)] : []));
      const bad = note?.about === 'email' ? note : null;
      wrong.hidden = !bad;
      wrong.replaceChildren(...(bad ? [icon('bad', 's'), el('span', {}, `${bad.bold} ${bad.rest}`)] : []));
      email.setAttribute('aria-invalid', String(!!bad));
      email.readOnly = busy;
      total.textContent = purchase.total ?? checkout.price;
      waiting.hidden = formReady || broken;
      reload.hidden = !broken;
      slot.hidden = broken;
      const off = !busy && (broken || !formReady);
      pay.classList.toggle('off', off);
      pay.setAttribute('aria-disabled', String(busy || off));
      pay.replaceChildren(...(busy ? [el('span.spin'), t('Paying')] : [purchase.tries ? t('Try again') : t('Pay'),
        el('span.fig', {}, checkout.price)]));
      if (bad && phase === 'open') email.focus();
      else if (shown && phase === 'open') said.scrollIntoView({ block: 'nearest' });
      view.tick();
    },
    tick() {
      const until = purchase.checkout?.held_until ?? 0;
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      left.textContent = t('Held for you, {time} left', { time });
      hold.classList.toggle('warn', seconds <= 120);
    },
  };
  return view;
}
