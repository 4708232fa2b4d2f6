// @ts-check
/** The film in a frame: what happens is told to the page that holds it, and what that page asks for is done.
 * Spoken only with the one origin that the frame's address names. */

import { Captions } from './captions.js';
import { startingPoint } from './watch/start.js';
import { frameAt } from './timeline.js';

/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {{type: string, t?: unknown, frame?: unknown, hidden?: unknown, moment?: unknown}} Asked */

const film = /** @type {HTMLVideoElement} */ (document.getElementById('film'));
const overlay = /** @type {import('./vitrine.js').VitrineOverlay} */ (document.querySelector('vitrine-overlay'));
const hide = /** @type {HTMLElement} */ (document.getElementById('hide'));
const wanted = new URLSearchParams(location.search);
const host = parent === window ? null : originOf(wanted.get('origin'));
const theirCheckout = wanted.get('checkout') === 'host';
let isReady = false;

/** What a page may ask for. @type {Record<string, (asked: Asked) => void>} */
const acts = {
  play: () => void film.play().catch(() => say('error', { what: 'play', message: null })),
  pause: () => film.pause(),
  seek({ t, frame }) {
    const [num, den] = overlay.manifest?.fps ?? [0, 1];
    // The middle of a frame: its edges may be rounded to the one before.
    const seconds = typeof frame === 'number' && num ? ((Math.floor(frame) + 0.5) * den) / num : t;
    if (typeof seconds === 'number' && seconds >= 0 && seconds < Infinity) film.currentTime = seconds;
  },
  hide: ({ hidden }) => hideProducts(hidden !== false),
  list: () => void overlay.openList(),
  open: ({ moment }) => void overlay.openMoment(String(moment)),
  close: () => overlay.close(),
};

addEventListener('message', ({ data, source, origin }) => {
  if (!host || source !== parent || origin !== host || data?.vitrine !== 1) return;
  if (Object.hasOwn(acts, data.type)) acts[data.type](data);
});

for (const type of ['play', 'pause', 'ended', 'timeupdate', 'seeked']) film.addEventListener(type, () => say(type, now()));
for (const type of ['loadedmetadata', 'resize']) film.addEventListener(type, size);
overlay.addEventListener('vitrine-ready', ready);
for (const type of ['tap', 'open', 'close', 'paid', 'error']) {
  overlay.addEventListener(`vitrine-${type}`, event => say(type, /** @type {CustomEvent} */ (event).detail));
}
overlay.addEventListener('vitrine-checkout', event => {
  say('checkout', /** @type {CustomEvent} */ (event).detail);
  if (!theirCheckout) return;
  event.preventDefault();
  overlay.close();
});
hide.addEventListener('click', () => hideProducts(!overlay.productsHidden));

if (film.readyState) size();
// The overlay may have been quicker than this script.
if (overlay.manifest) ready();
startingPoint(film, false);

/** @param {string} type @param {object} [more] */
function say(type, more) {
  if (host) parent.postMessage({ vitrine: 1, type, ...more }, host);
}

function now() {
  const { manifest } = overlay;
  const frame = manifest && frameAt(film.currentTime, manifest.fps, manifest.frames);
  return { t: film.currentTime, frame: frame ?? null };
}

/** The picture's own size: whoever holds the frame gives it the same shape. */
function size() {
  if (film.videoWidth) say('resize', { width: film.videoWidth, height: film.videoHeight });
}

function ready() {
  const { manifest } = overlay;
  if (isReady || !manifest) return;
  isReady = true;
  const { episode, title, duration_ms, fps, frames, moments } = manifest;
  say('ready', { episode, title, duration_ms, fps, frames, moments: moments.map(({ id, label, starts_ms, ends_ms }) =>
    ({ id, label, starts_ms, ends_ms })) });
  const language = wanted.get('captions');
  if (!language) return;
  overlay.captions = new Captions(overlay);
  overlay.captions.choose(language);
}

/** @param {boolean} hidden */
function hideProducts(hidden) {
  overlay.productsHidden = hidden;
  hide.setAttribute('aria-pressed', String(hidden));
}

/** @param {string | null} text @returns {string | null} null unless it is an origin and nothing more */
function originOf(text) {
  try {
    return text && new URL(text).origin === text ? text : null;
  } catch {
    return null;
  }
}
