// @ts-check
/** Which view the sheet shows: the list, a product, its payment, its end. Holds the purchases of this page. */

import './icons.js';

import { Purchase } from './checkout.js';
import { payView } from './pay.js';
import { productView } from './product.js';
import { endView } from './receipt.js';
import { sheetLooks } from './sheet-styles.js';
import { Sheet } from './sheet.js';
import { listView } from './list.js';
import { Till } from './till.js';
import { t } from './words.js';

/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./vitrine.js').VitrineOverlay} VitrineOverlay */

const RESUME = 'vitrine.resume';

export class Shop {
  /** @param {VitrineOverlay} host */
  constructor(host) {
    this.host = host;
    this.sheet = new Sheet(host, () => host.held(), () => this.closed());
    const root = /** @type {ShadowRoot} */ (host.shadowRoot);
    root.adoptedStyleSheets.push(sheetLooks);
    root.append(this.sheet.dialog);
    /** @type {Map<string, Purchase>} by variant: reopening finds the checkout that stands open */
    this.purchases = new Map();
    /** @type {Map<Purchase, ReturnType<typeof payView>>} */
    this.payViews = new Map();
    /** @type {Moment | null} */
    this.moment = null;
    /** @type {'product' | 'pay'} how far the viewer went; back goes one step without giving up the checkout */
    this.step = 'product';
    this.timer = 0;
    /** @type {import('./checkout.js').Note | null} what the page was last told of */
    this.failed = null;
  }

  openList() {
    const { manifest, shelf } = this.host;
    this.moment = null;
    this.sheet.show(listView(shelf, manifest?.cards, moment => this.host.pick(moment, true),
      () => this.sheet.close()));
  }

  /** @param {Moment} moment @param {boolean} [fromList] */
  openMoment(moment, fromList = false) {
    if (!this.host.cardOf(moment)) return;
    this.moment = moment;
    this.previewed = false;
    this.product = productView(moment, { buy: () => this.buy(), close: () => this.sheet.close(),
      back: fromList ? () => this.openList() : null });
    const purchase = this.purchases.get(moment.variant);
    this.step = purchase ? 'pay' : 'product';
    this.render();
    purchase?.look();
  }

  buy() {
    const moment = /** @type {Moment} */ (this.moment);
    if (this.host.hasAttribute('preview')) {
      this.previewed = true;
      return this.render();
    }
    const purchase = this.purchases.get(moment.variant) ?? this.wish(moment);
    const { variant, token } = moment;
    const line = { variant, quantity: 1, token, channel: this.host.channel, viewer: this.host.viewer };
    if (purchase.phase === 'new' && !this.host.note('checkout', moment, line)) return;
    this.step = 'pay';
    purchase.start();
    this.render();
  }

  /** @param {Moment} moment */
  wish(moment) {
    const purchase = new Purchase(new Till(this.host), moment, it => this.changed(it));
    purchase.field.className = 'vitrine-payment';
    this.purchases.set(moment.variant, purchase);
    return purchase;
  }

  /** @param {Purchase} purchase */
  changed(purchase) {
    keepPlace(this.host, purchase.phase === 'paying');
    if (purchase.phase === 'soldout') this.host.refresh();
    if (purchase.note && purchase.note !== this.failed) this.host.fail('checkout', (this.failed = purchase.note).bold);
    if (purchase.phase === 'paid') {
      this.host.refresh();
      const said = this.host.ask('paid', purchase.moment, { checkout: purchase.checkout?.id });
      if (said && !this.isShown(purchase)) {
        this.host.voice.toast(t('Paid. It’s yours.'), t('See the receipt'), () => this.openMoment(purchase.moment));
      }
    }
    if (this.isShown(purchase)) this.render();
  }

  /** @param {Purchase} purchase */
  isShown(purchase) {
    return this.sheet.open && this.moment?.variant === purchase.moment.variant;
  }

  /** Draws the product on show in the phase its purchase is in. */
  render() {
    const moment = this.moment;
    const card = moment && this.host.cardOf(moment);
    if (!card || !this.product) return;
    const purchase = this.purchases.get(moment.variant) ?? null;
    const phase = purchase?.phase ?? 'new';
    clearInterval(this.timer);
    if (purchase && ENDS.has(phase)) {
      this.sheet.show(endView(purchase, card, { close: () => this.sheet.close(), again: () => this.again(purchase) }));
    } else if (purchase && this.step === 'pay' && (phase === 'open' || phase === 'paying')) {
      this.showPay(purchase, card);
    } else {
      this.product.update(card, purchase, !!this.previewed);
      this.sheet.show(this.product);
    }
  }

  /** @param {Purchase} purchase @param {import('./shapes.js').Card} card */
  showPay(purchase, card) {
    const view = this.payViews.get(purchase) ?? payView(purchase, card, { close: () => this.sheet.close(),
      back: () => this.backToProduct(purchase) });
    this.payViews.set(purchase, view);
    for (const { field } of this.purchases.values()) field.slot = field === purchase.field ? 'payment' : 'parked';
    if (!purchase.field.isConnected) this.host.append(purchase.field);
    this.sheet.show(view);
    view.update();
    this.timer = setInterval(() => {
      view.tick();
      if (purchase.isOver()) purchase.look();
    }, 1000);
    purchase.mount();
  }

  /** @param {Purchase} purchase */
  backToProduct(purchase) {
    if (purchase.phase === 'paying') return;
    this.step = 'product';
    this.render();
  }

  /** @param {Purchase} purchase */
  again(purchase) {
    this.forget(purchase);
    this.buy();
  }

  /** Cards came anew. Only the product is drawn again: what is being paid was agreed upon. */
  refreshed() {
    if (this.sheet.view && this.sheet.view === this.product) this.render();
  }

  closed() {
    clearInterval(this.timer);
    const purchase = this.moment && this.purchases.get(this.moment.variant);
    if (purchase && OVER.has(purchase.phase)) this.forget(purchase);
    return this.moment ? this.host.note('close', this.moment) : this.host.ask('close');
  }

  /** @param {Purchase} purchase */
  forget(purchase) {
    purchase.stop();
    purchase.field.remove();
    this.payViews.delete(purchase);
    this.purchases.delete(purchase.moment.variant);
  }

  /** Back from a bank's own page: the address names the checkout, and the shop knows how it went. */
  async comeBack() {
    const url = new URL(location.href);
    const id = url.searchParams.get('checkout');
    if (!id || !this.host.manifest) return;
    url.searchParams.delete('checkout');
    history.replaceState(history.state, '', url);
    const checkout = await new Till(this.host).look(id).catch(() => null);
    const moment = this.host.manifest.moments.find(({ variant }) => variant === checkout?.lines[0]?.variant);
    if (!checkout || !moment) return;
    this.wish(moment).settle(checkout);
    this.openMoment(moment);
  }

  stop() {
    this.sheet.stop();
    clearInterval(this.timer);
    for (const purchase of this.purchases.values()) purchase.stop();
  }
}

const ENDS = new Set(['waiting', 'paid', 'held', 'expired']);
const OVER = new Set(['soldout', 'paid', 'held', 'expired']);

/** A bank may take the viewer to a page of its own: where the story stood is kept for the way back, nothing else.
 * @param {VitrineOverlay} host @param {boolean} going */
function keepPlace({ manifest, video }, going) {
  try {
    if (going) sessionStorage.setItem(RESUME, JSON.stringify({ episode: manifest?.episode, t: video?.currentTime }));
    else sessionStorage.removeItem(RESUME);
  } catch {
    // Storage may be forbidden; then the story starts from its beginning, and the purchase is safe all the same.
  }
}
