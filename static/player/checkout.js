// @ts-check
/** One purchase from Buy to receipt: its phase and what was last said about it. The views only read it. */

import { hexId } from './beacons.js';
import { Refused, loadStripe } from './till.js';
import { locale, t } from './words.js';

/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./till.js').Till} Till */
/** @typedef {import('./till.js').Checkout} Checkout */
/** @typedef {'new' | 'starting' | 'open' | 'paying' | 'waiting' | 'paid' | 'held' | 'expired' | 'soldout'} Phase */
/** @typedef {{message?: string, code?: string | null, paymentFailed?: {declineCode?: string | null}}} PayError */
/** @typedef {{bold: string, rest: string, about?: 'email' | 'card', kind: 'bad' | 'warn'}} Note */

const SLOW_MS = 4000;
const LATE_MS = 20000;
const POLL_MS = [400, 600, 800, 1000, 1500];

export class Purchase {
  /** @param {Till} till @param {Moment} moment @param {(purchase: Purchase) => void} tell */
  constructor(till, moment, tell) {
    this.till = till;
    this.moment = moment;
    this.tell = () => tell(this);
    /** @type {Phase} */
    this.phase = 'new';
    /** @type {Note | null} */
    this.note = null;
    /** @type {Checkout | null} */
    this.checkout = null;
    this.key = hexId();
    this.email = '';
    this.tries = 0;
    /** late: this phase takes longer than people expect */
    this.late = false;
    this.formReady = false;
    this.formFailed = false;
    /** all of Stripe's fields are filled in and right */
    this.complete = false;
    /** @type {string | null} what Stripe says it will charge */
    this.total = null;
    /** @type {HTMLElement} in the page's own tree: Stripe's fields can't live in a shadow root */
    this.field = document.createElement('div');
    this.polling = 0;
  }

  /** @param {Phase} phase @param {Note | null} [note] @param {number} [lateAfterMs] */
  move(phase, note = null, lateAfterMs = 0) {
    this.phase = phase;
    this.note = note;
    this.late = false;
    clearTimeout(this.lateTimer);
    if (lateAfterMs) this.lateTimer = setTimeout(() => ((this.late = true), this.tell()), lateAfterMs);
    this.tell();
  }

  /** Buy. A second press while the first is under way, or when a checkout stands open, starts nothing. */
  async start() {
    if (this.phase !== 'new') return;
    this.move('starting', null, SLOW_MS);
    try {
      this.checkout = await this.till.start(this.moment, this.key);
      this.settle(this.checkout);
    } catch (refused) {
      const { soldOut, heldUntil, offline, message } = asRefused(refused);
      if (soldOut) this.move('soldout', { bold: heldUntil ? t('On hold.') : t('Sold out.'), rest: message, kind: 'warn' });
      // After a lost answer the same key is used again: were a checkout made, it is that one we get.
      else this.move('new', { bold: message, rest: offline ? again() : '', kind: 'bad' });
      if (!offline) this.key = hexId();
    }
  }

  /** Puts Stripe's fields into this.field, which must be on the page by now. @param {boolean} [again] */
  async mount(again = false) {
    if (this.actions || this.mounting || !this.checkout || (this.formFailed && !again)) return;
    this.mounting = true;
    this.formFailed = false;
    if (again) this.move('open');
    const { stripe, client_secret: clientSecret } = this.checkout;
    try {
      const Stripe = await loadStripe(stripe.script);
      const session = Stripe(stripe.key, { locale: locale() }).initCheckoutElementsSdk({ clientSecret,
        elementsOptions: { appearance: appearance(this.field), fonts: this.till.host.fonts } });
      const loaded = await session.loadActions();
      if (loaded.type !== 'success') throw new Refused(loaded.error?.message || t('The payment form did not open.'));
      // Stripe refuses to confirm until the page has read the total it is going to charge.
      this.total = loaded.actions.getSession().total.total.amount;
      const form = session.createPaymentElement({ layout: { type: 'tabs' } });
      form.on('ready', () => ((this.formReady = true), this.tell()));
      form.on('change', (/** @type {{complete: boolean}} */ { complete }) => (this.complete = complete));
      form.on('loaderror', () => this.failForm(t('The payment form could not be loaded.')));
      form.mount(this.field);
      this.actions = loaded.actions;
    } catch (error) {
      this.failForm(asRefused(error).message);
    }
    this.mounting = false;
    this.tell();
  }

  /** @param {string} bold */
  failForm(bold) {
    this.actions = null;
    this.formFailed = true;
    this.complete = false;
    this.field.replaceChildren();
    this.move('open', { bold, rest: again(), kind: 'bad' });
  }

  /** Pay. @param {string} email */
  async pay(email) {
    if (this.phase !== 'open' || !this.actions) return;
    this.email = email.trim();
    if (!/^\S+@\S+\.\S+$/.test(this.email)) {
      this.move('open', { bold: t('Write an e-mail address'), rest: t('like ines@example.com. It is kept with your order.'),
        about: 'email', kind: 'bad' });
      return;
    }
    this.move('paying', null, SLOW_MS);
    try {
      const known = await this.actions.updateEmail(this.email);
      if (known.type === 'error') return void this.move('open', said(known.error, 'email'));
      const answer = await this.actions.confirm({ redirect: 'if_required', returnUrl: returnUrl(this.checkout) });
      if (answer.type === 'error') return void this.declined(answer.error);
      this.wait();
    } catch {
      await this.unsure();
    }
  }

  /** @param {PayError} error */
  declined(error) {
    const unconfirmed = isUnconfirmed(error);
    const byBank = unconfirmed || ['paymentFailed', 'card_declined'].includes(error.code ?? '');
    // Unfinished fields were no try, and Stripe's own form says what is missing.
    if (!byBank && !this.complete) return this.move('open');
    this.tries += 1;
    this.move('open', unconfirmed ? notConfirmed() : byBank ? declined() : said(error, 'card'));
  }

  /** The connection broke while paying: say nothing about money before having looked. */
  async unsure() {
    try {
      const checkout = await this.till.look(/** @type {Checkout} */ (this.checkout).id);
      if (checkout.status !== 'open') return this.settle(checkout);
      this.move('open', { bold: t('The connection broke.'), rest: again(), kind: 'bad' });
    } catch {
      this.wait({ bold: t('The connection broke while you paid.'),
        rest: t('We keep asking whether it went through. Please don’t pay again.'), kind: 'warn' });
    }
  }

  /** @param {Note | null} [note] */
  wait(note = null) {
    if (this.phase !== 'waiting') this.move('waiting', note, LATE_MS);
    clearTimeout(this.polling);
    this.polling = setTimeout(() => this.poll(), POLL_MS[Math.min(this.polls++, POLL_MS.length - 1)]);
  }
  polls = 0;

  async poll() {
    const id = /** @type {Checkout} */ (this.checkout).id;
    const checkout = await this.till.look(id).catch(() => null);
    if (checkout && checkout.status !== 'open' && checkout.status !== 'processing') this.settle(checkout);
    else this.wait(this.note);
  }

  /** The shop's word. @param {Checkout} checkout */
  settle(checkout) {
    this.checkout = checkout;
    const next = { open: 'open', processing: 'waiting', paid: 'paid', held: 'held', expired: 'expired' };
    const phase = /** @type {Phase} */ (next[checkout.status]);
    if (phase === 'waiting') this.wait();
    else if (phase !== this.phase) this.move(phase);
  }

  /** Asks again how an open checkout stands: when the sheet is reopened and when the hold runs out. */
  async look() {
    if (this.phase !== 'open' || !this.checkout) return;
    const checkout = await this.till.look(this.checkout.id).catch(() => null);
    if (checkout) this.settle(checkout);
    if (this.phase === 'open' && this.isOver()) this.move('expired');
  }

  isOver() {
    return !!this.checkout && this.checkout.held_until <= Date.now();
  }

  stop() {
    clearTimeout(this.polling);
    clearTimeout(this.lateTimer);
  }
}

const again = () => t('Nothing was charged. Try again.');

/** @returns {Note} */
const declined = () => ({ bold: t('Your bank declined this card.'), rest: t('Nothing was charged. Try another one.'),
  about: 'card', kind: 'bad' });

/** @returns {Note} */
const notConfirmed = () => ({ bold: t('You did not confirm this payment.'),
  rest: t('Nothing was charged. Try again or use another card.'), about: 'card', kind: 'bad' });

/** Stripe's fields in the sheet's own type, which their place inherits. @param {HTMLElement} field */
function appearance(field) {
  return { variables: { colorPrimary: '#0d5c54', colorText: '#14262a', colorDanger: '#a3221d', borderRadius: '10px',
    fontSizeBase: '16px', fontFamily: getComputedStyle(field).fontFamily } };
}

/** The bank's question was answered with no. Stripe's front end may tell it in its sentence alone.
 * @param {PayError} error */
function isUnconfirmed({ message, code, paymentFailed }) {
  return /authentication_fail|unable to authenticate/i.test([message, code, paymentFailed?.declineCode].join());
}

/** @param {{message?: string}} error @param {'email' | 'card'} about @returns {Note} */
function said(error, about) {
  return { bold: error?.message || t('That did not work.'), rest: t('Nothing was charged.'), about, kind: 'bad' };
}

/** @param {unknown} error @returns {Refused} */
function asRefused(error) {
  return error instanceof Refused ? error : new Refused(t('Something went wrong.'), { offline: true });
}

/** Where a bank that wants a page of its own sends the viewer back to.
 * @param {Checkout | null} checkout */
function returnUrl(checkout) {
  const url = new URL(location.href);
  url.searchParams.set('checkout', checkout?.id ?? '');
  return url.href;
}
