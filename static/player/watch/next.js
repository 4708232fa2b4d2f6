// @ts-check
/** On to the next episode: a swipe up over the picture, and the next film fetched ahead so that it begins at once. */

// So much of this one is safely here, or so little of it is left.
const AHEAD_S = 5;
const FAR_PX = 56;
const QUICK_PX_MS = 0.4;
// On the picture, chips and the large button included; not on the controls below and above it.
const BEGINS = '.stage, .middle, vitrine-overlay';

/** The picture follows the finger; let go far enough, or quickly enough, it is the link's turn.
 * @param {HTMLElement} watch @param {HTMLAnchorElement | null} link @param {() => boolean} busy */
export function listenToSwipes(watch, link, busy) {
  if (!link) return;
  /** @type {{id: number, y: number, at: number} | null} */
  let from = null;
  const follow = (/** @type {number} */ by) => (watch.style.translate = by < 0 ? `0 ${by}px` : '');
  watch.addEventListener('pointerdown', event => {
    const on = /** @type {Element} */ (event.target);
    if (event.pointerType !== 'touch' || !event.isPrimary || busy() || !on.closest(BEGINS)) return;
    from = { id: event.pointerId, y: event.clientY, at: event.timeStamp };
  });
  watch.addEventListener('pointermove', event => {
    if (event.pointerId !== from?.id) return;
    const by = event.clientY - from.y;
    if (by < -8) watch.setPointerCapture(event.pointerId);
    follow(by < -8 ? by : 0);
  });
  const end = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== from?.id) return;
    const by = event.clientY - from.y;
    const quick = by < -24 && -by / Math.max(1, event.timeStamp - from.at) > QUICK_PX_MS;
    from = null;
    const goes = event.type === 'pointerup' && !busy() && (by < -FAR_PX || quick);
    follow(0);
    if (!goes) return;
    // What ends here was no press of play.
    watch.addEventListener('click', click => click.stopImmediatePropagation(), { capture: true, once: true });
    link.click();
  };
  watch.addEventListener('pointerup', end);
  watch.addEventListener('pointercancel', end);
}

/** @param {HTMLVideoElement} film @param {HTMLAnchorElement | null} link its data-film is the next film */
export function fetchAhead(film, link) {
  const address = link?.dataset.film;
  const line = /** @type {any} */ (navigator).connection;
  if (!link || !address || line?.saveData) return;
  const look = () => {
    const { buffered, currentTime, duration } = film;
    const safe = buffered.length ? buffered.end(buffered.length - 1) - currentTime : 0;
    if (film.paused || (safe < AHEAD_S && currentTime + safe < duration - 0.5)) return;
    film.removeEventListener('timeupdate', look);
    const page = Object.assign(document.createElement('link'), { rel: 'prefetch', href: link.href.split('#')[0] });
    document.head.append(page);
    const next = Object.assign(document.createElement('video'), { muted: true, preload: 'auto', src: address });
    // A page that is left alone holds no second decoder.
    addEventListener('pagehide', () => {
      next.removeAttribute('src');
      next.load();
    }, { once: true });
  };
  film.addEventListener('timeupdate', look);
}
