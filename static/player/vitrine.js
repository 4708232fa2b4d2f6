// @ts-check
/** <vitrine-overlay for="VIDEO_ID" manifest="URL">: a film becomes a shop window. Requests go up, state comes down. */

import { Beacons } from './beacons.js';
import { Chips } from './chip.js';
import { frameClock } from './clock.js';
import { el } from './draw.js';
import { whenFilm } from './film.js';
import { loadManifest } from './manifest.js';
import { pictureOver } from './picture.js';
import { shelfButton } from './shelf.js';
import { looks } from './styles.js';
import { onScreen, shelfAt } from './timeline.js';
import { Voice } from './voice.js';
import { listen, money } from './words.js';

/** @typedef {import('./shapes.js').Manifest} Manifest */
/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./shop.js').Shop} Shop */

const RETRY_MS = [5000, 20000, 60000];
const LIVE_MS = 5000;
// The shop sweeps up holds that ran out every few seconds.
const FREED_MS = 6000;

export class VitrineOverlay extends HTMLElement {
  static observedAttributes = ['manifest', 'for'];

  /** @type {HTMLVideoElement | null} */
  video = null;
  /** @type {Manifest | null} */
  manifest = null;
  /** @type {{now: Moment[], earlier: Moment[], later: number}} */
  shelf = { now: [], earlier: [], later: 0 };
  /** @type {HTMLElement | null} the page's own "Shop this scene", where it draws one (attribute "bare") */
  homeElement = null;
  /** @type {import('./captions.js').Captions | null} drawn by the page that wants them */
  captions = null;
  /** @type {object[] | undefined} the page's own fonts, for the card form, as Stripe Elements takes them */
  fonts;
  /** @type {Beacons | null} */
  beacons = null;
  /** @type {Shop | null} */
  shop = null;
  /** @type {Promise<Shop | null> | undefined} */
  opening;
  frame = 0;
  tries = 0;
  isHidden = false;
  isHeld = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [looks];
    this.layer = el('div.layer', { onfocusin: () => this.hold(), onfocusout: () => this.letGo() });
    this.keep = el('i.keep');
    this.voice = new Voice();
    this.button = shelfButton(() => this.openList());
    this.chips = new Chips(this.layer, moment => this.pick(moment), () => this.home()?.focus());
    root.append(this.layer, this.keep, this.button.node, this.voice.node);
    this.calm = matchMedia('(prefers-reduced-motion: reduce)');
  }

  connectedCallback() {
    this.life = new AbortController();
    document.addEventListener('keydown', e => (this.lastKey = e.key), { ...this.life, capture: true });
    document.addEventListener('pointerdown', () => (this.lastKey = ''), { ...this.life, capture: true });
    document.addEventListener('visibilitychange', () => document.hidden || this.refresh(), this.life);
    this.calm.addEventListener('change', () => this.draw(), this.life);
    this.findFilm();
    this.refresh();
    const looking = setInterval(() => this.lookAgain(), LIVE_MS);
    this.life.signal.addEventListener('abort', () => clearInterval(looking));
    listen(this)?.then(() => this.spoken());
  }

  disconnectedCallback() {
    this.life?.abort();
    this.stopWaiting?.();
    this.filmLife?.abort();
    this.sizes?.disconnect();
    this.stopClock?.();
    clearTimeout(this.retry);
    clearTimeout(this.freed);
    this.shop?.stop();
    this.beacons?.stop();
    this.beacons = this.video = null;
  }

  /** @param {string} name @param {string | null} before */
  attributeChangedCallback(name, before) {
    if (before === null || !this.isConnected) return;
    if (name === 'for') this.findFilm();
    else this.refresh();
  }

  /* ---- what a page may ask ---- */

  async openList() {
    if (this.ask('open')) (await this.opened())?.openList();
  }

  /** @param {string} id */
  async openMoment(id) {
    const moment = this.manifest?.moments.find(one => one.id === id);
    if (moment) await this.pick(moment);
  }

  /** Closes what is open over the film, or about to be. */
  async close() {
    (await this.opening)?.sheet.close();
  }

  get isOpen() {
    return !!this.shop?.sheet.open;
  }

  get productsHidden() {
    return this.isHidden;
  }

  set productsHidden(hidden) {
    this.isHidden = hidden;
    this.draw();
  }

  /** Fetches the manifest again; later, where the shop can't be reached. */
  async refresh() {
    clearTimeout(this.retry);
    const url = this.url;
    try {
      if (!url) return;
      const manifest = await loadManifest(url, card => money(card.amount, card.currency));
      if (url.href !== this.url?.href || !this.isConnected) return;
      this.tries = 0;
      if (manifest.etag && manifest.etag === this.etag && this.manifest?.release === manifest.release) return;
      this.etag = manifest.etag;
      this.take(manifest);
    } catch {
      if (this.fail('manifest') && this.tries < RETRY_MS.length) {
        this.retry = setTimeout(() => this.refresh(), RETRY_MS[this.tries++]);
      }
    }
  }

  /** Price and stock, while somebody looks: mostly "still the same". */
  lookAgain() {
    const looks = this.isOpen || (this.video && !this.video.paused);
    if (looks && this.manifest && !this.tries && !document.hidden) this.refresh();
  }

  /* ---- what the parts ask ---- */

  get url() {
    const address = this.getAttribute('manifest');
    return address ? new URL(address, document.baseURI) : null;
  }

  get base() {
    return this.url?.origin ?? location.origin;
  }

  get channel() {
    return this.getAttribute('channel') ?? this.url?.searchParams.get('channel') ?? null;
  }

  /** Whom to credit a later sale to: only a page that asked its viewer sets it. */
  get viewer() {
    return /** @type {any} */ (navigator).globalPrivacyControl ? null : this.getAttribute('viewer');
  }

  set viewer(id) {
    if (id) this.setAttribute('viewer', id);
    else this.removeAttribute('viewer');
  }

  /** @param {Moment} moment */
  cardOf(moment) {
    return this.manifest?.cards[moment.variant];
  }

  home() {
    return this.homeElement ?? this.button.button;
  }

  /** What has the keyboard now, inside or outside. @returns {HTMLElement | null} */
  focused() {
    const inside = this.shadowRoot?.activeElement;
    const outside = document.activeElement === document.body ? null : document.activeElement;
    return /** @type {HTMLElement | null} */ (inside ?? outside);
  }

  /** @param {Moment} moment @param {boolean} [fromList] */
  async pick(moment, fromList) {
    if (this.note('tap', moment) && this.note('open', moment)) (await this.opened())?.openMoment(moment, fromList);
  }

  /** @param {string} name @param {object} detail @returns {boolean} false: the page said no to it */
  tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable: true, detail }));
  }

  /** @param {string} type @param {Moment | null} [moment] @param {object} [more] */
  ask(type, moment = null, more) {
    return this.tell(`vitrine-${type}`, { t: this.video?.currentTime ?? 0, moment,
      card: (moment && this.cardOf(moment)) ?? null, ...more });
  }

  /** What the page says no to is neither done nor reported.
   * @param {string} type @param {Moment} moment @param {object} [more] */
  note(type, moment, more) {
    const goes = this.ask(type, moment, more);
    const id = goes ? this.beacons?.add(type, moment) : undefined;
    // A purchase names the tap it began with.
    if (type === 'tap') this.tap = id;
    return goes;
  }

  /** @param {'manifest' | 'shop' | 'checkout'} what @param {string} [message] */
  fail(what, message) {
    return this.ask('error', null, { what, message });
  }

  /** The film's marks rest. @param {boolean} open */
  covered(open) {
    this.layer.classList.toggle('away', open);
    this.button.node.hidden = open;
  }

  held() {
    const held = this.isHeld;
    this.isHeld = false;
    return held;
  }

  /** The shop is fetched when the film starts. Should it not come, the film is a film. @returns {Promise<Shop | null>} */
  opened() {
    this.opening ??= import('./shop.js').then(({ Shop }) => (this.shop = new Shop(this)), () => {
      this.opening = undefined;
      this.fail('shop');
      return null;
    });
    return this.opening;
  }

  /* ---- the film ---- */

  findFilm() {
    this.stopWaiting?.();
    this.stopWaiting = whenFilm(this.getAttribute('for'), this, video => this.attach(video));
  }

  /** @param {HTMLVideoElement | null} video */
  attach(video) {
    if (video === this.video) return;
    this.filmLife?.abort();
    this.filmLife = new AbortController();
    this.sizes?.disconnect();
    this.stopClock?.();
    this.video = video;
    if (!video) return void this.draw();
    for (const type of ['play', 'pause', 'ended']) video.addEventListener(type, () => this.onPlayback(type), this.filmLife);
    // A window of its own has no overlay.
    for (const type of ['enter', 'leave']) video.addEventListener(type + 'pictureinpicture', () => this.covered(type === 'enter'), this.filmLife);
    for (const type of ['loadedmetadata', 'resize', 'seeked']) video.addEventListener(type, () => this.measure(), this.filmLife);
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(video);
    this.sizes.observe(this);
    this.run();
  }

  /** @param {Manifest} manifest */
  take(manifest) {
    this.manifest = manifest;
    if (!this.beacons && !this.hasAttribute('preview')) {
      this.beacons = new Beacons(`${this.base}/v1/events`, () => this.context(), moment => this.note('impression', moment));
    }
    this.run();
    this.chips.spot = undefined;
    if (manifest.keep_clear) import('./room.js').then(room => (this.chips.spot = room.spots(manifest), this.draw()), () => {});
    this.freeAgain(manifest);
    this.shop?.refreshed();
    this.tell('vitrine-ready', { manifest });
    if (new URLSearchParams(location.search).has('checkout')) this.opened().then(shop => shop?.comeBack());
  }

  /** What somebody else is paying for may come free. @param {Manifest} manifest */
  freeAgain({ cards }) {
    clearTimeout(this.freed);
    const ends = Object.values(cards).flatMap(card => card.held_until ?? []);
    if (ends.length) this.freed = setTimeout(() => this.refresh(), Math.max(0, Math.min(...ends) - Date.now()) + FREED_MS);
  }

  spoken() {
    this.button.speak();
    this.drawnFrom = null;
    if (this.manifest) this.take({ ...this.manifest, cards: structuredClone(this.manifest.cards) });
    this.tell('vitrine-words', {});
  }

  context() {
    const { manifest, video, channel, viewer } = this;
    return manifest && { episode: manifest.episode, release: manifest.release, channel: channel ?? undefined, viewer,
      at_ms: Math.round((video?.currentTime ?? 0) * 1000) };
  }

  run() {
    this.stopClock?.();
    if (!this.video || !this.manifest) return;
    this.measure();
    this.stopClock = frameClock(this.video, this.manifest.fps, this.manifest.frames, frame => this.at(frame));
  }

  /** @param {number} frame */
  at(frame) {
    const passed = frame - this.frame;
    this.frame = frame;
    const shown = this.draw();
    const [num, den] = this.manifest?.fps ?? [1, 1];
    const seconds = (passed * den) / num;
    if (seconds > 0 && seconds < 0.5 && !this.video?.paused && !document.hidden) {
      this.beacons?.watched(shown.map(({ moment }) => moment), seconds, id => this.chips.drawn.get(id)?.chip);
    }
  }

  measure() {
    if (!this.video) return;
    const picture = pictureOver(this.video, this);
    const { offsetLeft: x, offsetTop: y, offsetWidth: w, offsetHeight: h } = this.keep;
    const [left, top] = [Math.max(x, picture.x + 8), Math.max(y, picture.y + 8)];
    const room = { x: left, y: top, w: Math.min(x + w, picture.x + picture.w - 8) - left,
      h: Math.min(y + h, picture.y + picture.h - 8) - top };
    this.space = { picture, room };
    this.draw();
  }

  draw() {
    const { manifest, video, space } = this;
    if (!manifest || !space) return [];
    const begun = !!video && (!video.paused || video.currentTime > 0 || video.played.length > 0);
    // A film that has ended stands behind its last frame: nothing is on screen, all of it has been.
    const frame = video?.ended ? manifest.frames : this.frame;
    const onFilm = begun ? onScreen(manifest, frame) : [];
    const shown = this.isHidden ? [] : onFilm;
    this.chips.draw(shown, manifest.cards, { ...space, calm: this.calm.matches });
    this.captions?.draw(begun ? frame : -1);
    this.updateShelf(begun ? shelfAt(manifest, frame) : { now: [], earlier: [], later: 0 });
    return shown.filter(one => !one.hidden);
  }

  /** @param {VitrineOverlay['shelf']} shelf */
  updateShelf(shelf) {
    const ids = (/** @type {VitrineOverlay['shelf']} */ of) =>
      [...of.now, { id: '|' }, ...of.earlier].map(({ id }) => id).join() + of.later;
    if (ids(shelf) === ids(this.shelf) && this.drawnFrom === this.manifest) return;
    const fresh = shelf.now.filter(moment => !this.shelf.now.includes(moment));
    this.shelf = shelf;
    this.drawnFrom = this.manifest;
    this.button.update(shelf.now.length);
    if (this.tell('vitrine-change', { ...shelf, cards: this.manifest?.cards }) && !this.isHidden) this.voice.murmur(fresh.map(it => `${it.label}, ${this.cardOf(it)?.price}`).join('. '));
  }

  /** @param {string} type */
  onPlayback(type) {
    this.draw();
    if (type === 'play') this.opened();
    if (this.isOpen || (type === 'pause' && (this.video?.ended || this.isHeld))) return;
    this.beacons?.add(type);
  }

  /** The story waits while a chip has the keyboard: it would leave with its moment. */
  hold() {
    if (this.lastKey !== 'Tab' || !this.video || this.video.paused) return;
    this.isHeld = true;
    this.video.pause();
  }

  letGo() {
    if (this.held()) this.video?.play().catch(() => {});
  }
}

if (!customElements.get('vitrine-overlay')) customElements.define('vitrine-overlay', VitrineOverlay);
