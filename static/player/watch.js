// @ts-check
/** The watch page: the film's own controls, and the page's places for what the overlay knows. */

import { drawAside, drawMissing, drawSeen } from './watch/aside.js';
import { Consent } from './watch/consent.js';
import { handOver, takeOver } from './watch/handover.js';
import { listenToKeys } from './watch/keys.js';
import { Memory } from './watch/memory.js';
import { fetchAhead, listenToSwipes } from './watch/next.js';
import { Seekbar } from './watch/seekbar.js';
import { chooseSource } from './watch/source.js';
import { startingPoint } from './watch/start.js';
import { Subtitles } from './watch/subtitles.js';
import { t } from './words.js';

/** @template {HTMLElement} T @param {string} id @returns {T} */
const at = id => /** @type {T} */ (document.getElementById(id));
const watch = /** @type {HTMLElement} */ (document.querySelector('.watch'));
const film = /** @type {HTMLVideoElement} */ (at('film'));
const overlay = /** @type {import('./vitrine.js').VitrineOverlay} */ (document.querySelector('vitrine-overlay'));
const SLOW_MS = 400;
const FONT = '/static/vendor/instrument-sans/files/instrument-sans-latin-wght-normal.woff2';
let waiting = 0;

const told = takeOver();
const memory = new Memory(overlay, film.dataset.episode);
const consent = new Consent(memory, film, told.get('ask') === 'no', asked);
const subtitles = new Subtitles(overlay, film, memory, told.get('cc'));
// What lives in this page alone goes along to the next one.
handOver(() => ({ ask: consent.refused && !memory.viewer ? 'no' : null, cc: memory.viewer ? null : subtitles.chosen }));
// The card form is another site's frame: it loads the page's font by its address.
overlay.fonts = [{ family: 'Instrument Sans Variable', src: `url(${new URL(FONT, location.href)})`, weight: '400' }];

const acts = {
  toggle: () => (film.paused ? film.play().catch(() => {}) : film.pause()),
  shop: () => overlay.openList(),
  hide() {
    overlay.productsHidden = !overlay.productsHidden;
    watch.classList.toggle('bare', overlay.productsHidden);
    at('hide').setAttribute('aria-pressed', String(overlay.productsHidden));
  },
  mute() {
    film.muted = !film.muted;
  },
  captions: () => subtitles.toggle(),
  next: () => at('next')?.click(),
  /** @param {number} seconds */
  by(seconds) {
    film.currentTime = Math.max(0, Math.min((film.duration || 0) - 0.05, film.currentTime + seconds));
  },
};

const seekbar = new Seekbar(at('seek'), film, at('now'), at('all'));
overlay.homeElement = at('shop');
listenToKeys(acts, () => overlay.isOpen || consent.open);

for (const id of ['stage', 'begin', 'play']) at(id).addEventListener('click', acts.toggle);
at('shop').addEventListener('click', acts.shop);
at('hide').addEventListener('click', acts.hide);
at('sound').addEventListener('click', acts.mute);
at('retry').addEventListener('click', retry);
watch.querySelector('[data-again]')?.addEventListener('click', () => {
  film.currentTime = 0;
  film.play().catch(() => {});
  at('shop').focus();
});

film.addEventListener('play', () => show('playing'));
film.addEventListener('pause', () => film.ended || show('paused'));
film.addEventListener('ended', () => show('ended'));
film.addEventListener('seeking', () => watch.dataset.state === 'ended' && show('paused'));
film.addEventListener('volumechange', sound);
film.addEventListener('waiting', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => (at('wait').hidden = film.paused || film.readyState > 2), SLOW_MS);
});
for (const type of ['playing', 'pause', 'seeked', 'canplay']) film.addEventListener(type, calm);
film.addEventListener('error', broken);
if (film.error) broken();

overlay.addEventListener('vitrine-ready', stock);
overlay.addEventListener('vitrine-change', shelve);
overlay.addEventListener('vitrine-error', () => overlay.manifest || drawMissing(at('aside')));
overlay.addEventListener('vitrine-words', () => {
  show(/** @type {'playing'} */ (watch.dataset.state));
  subtitles.there = '?';
  stock();
});
// The overlay may have been quicker than this page's script.
stock();
shelve();

function stock() {
  const { manifest } = overlay;
  if (!manifest) return;
  seekbar.mark(manifest);
  subtitles.stock();
  drawSeen(at('seen'), manifest, open);
}

function shelve() {
  const { shelf, manifest } = overlay;
  if (!manifest) return;
  at('count').textContent = String(shelf.now.length);
  at('counted').textContent = `, ${t('{n} on screen', { n: shelf.now.length })}`;
  watch.classList.toggle('lit', shelf.now.length > 0);
  drawAside(at('aside'), { ...shelf, cards: manifest.cards }, open);
}

// The film slides up under the sheet, so that a face stays in view; a sheet beside it leaves it where it is.
overlay.addEventListener('vitrine-cover', event => {
  const { open, height, beside } = /** @type {CustomEvent} */ (event).detail;
  film.style.translate = !open || beside ? '' : `0 ${-Math.round(Math.min(0.16 * film.clientHeight, height * 0.24))}px`;
  watch.classList.toggle('covered', open);
});

const next = /** @type {HTMLAnchorElement | null} */ (document.getElementById('next'));
listenToSwipes(watch, next, () => overlay.isOpen || consent.open);
fetchAhead(film, next);
chooseSource(film);
startingPoint(film, told.has('play'));
sound();

/** The question lies on the picture's lower part on a phone: chips and captions make room. */
function asked() {
  watch.style.setProperty('--asked', `${at('ask').hidden ? 0 : at('ask').offsetHeight + 8}px`);
  overlay.measure();
}

/** @param {string} id */
function open(id) {
  overlay.openMoment(id);
}

/** @param {'poster' | 'playing' | 'paused' | 'ended'} state */
function show(state) {
  const before = watch.dataset.state;
  watch.dataset.state = state;
  at('play').setAttribute('aria-label', state === 'playing' ? t('Pause') : t('Play'));
  at('after').hidden = state !== 'ended';
  const playing = document.querySelector('[data-playing]');
  if (playing) playing.textContent = state === 'playing' ? t('Playing') : state === 'ended' ? t('Watched')
    : state === 'paused' ? t('Paused') : t('This one');
  if (state === 'ended' && !overlay.isOpen) at('after-title').focus({ preventScroll: true });
  // The big button goes with the poster; the keyboard moves on to the small one.
  if (before === 'poster' && document.activeElement === at('begin')) at('play').focus();
}

function sound() {
  at('sound').setAttribute('aria-pressed', String(film.muted));
}

function calm() {
  clearTimeout(waiting);
  at('wait').hidden = true;
  at('broken').hidden = true;
  watch.classList.remove('failed');
}

function broken() {
  clearTimeout(waiting);
  at('wait').hidden = true;
  at('broken').hidden = false;
  watch.classList.add('failed');
}

function retry() {
  const t = film.currentTime;
  calm();
  film.load();
  film.currentTime = t;
  film.play().catch(() => {});
  overlay.refresh();
}
