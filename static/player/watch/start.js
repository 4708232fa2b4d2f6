// @ts-check
/** Where the film begins: where it stood when this page was loaded again, the ?t= of the address, or where it stood
 * before a bank's own page took over; and whether it begins at once (the viewer pressed for it on the page before). */

const RESUME = 'vitrine.resume';

/** @param {HTMLVideoElement} film @param {boolean} atOnce */
export function startingPoint(film, atOnce) {
  // The browser may refuse: then the poster waits for a press.
  if (atOnce) film.play().catch(() => {});
  const seconds = fromBefore() ?? fromAddress() ?? fromBank(film.dataset.episode);
  keepPlace(film);
  if (!seconds) return;
  const go = () => (film.currentTime = Math.min(seconds, Math.max(0, film.duration - 0.05)));
  if (film.readyState) go();
  else film.addEventListener('loadedmetadata', go, { once: true });
}

/** In this entry of the tab's own history, and nowhere else: it is gone with the tab. @param {HTMLVideoElement} film */
function keepPlace(film) {
  let kept = 0;
  const keep = () => {
    kept = performance.now();
    history.replaceState({ ...history.state, t: film.ended ? 0 : film.currentTime }, '');
  };
  for (const type of ['pause', 'seeked', 'ended']) film.addEventListener(type, keep);
  // Browsers let a page write there only so often, and not every one at the very end.
  film.addEventListener('timeupdate', () => performance.now() - kept > 1000 && keep());
  addEventListener('beforeunload', keep);
}

function fromBefore() {
  const t = history.state?.t;
  return Number.isFinite(t) && t > 0 ? t : null;
}

function fromAddress() {
  const t = Number(new URLSearchParams(location.search).get('t'));
  return t > 0 && Number.isFinite(t) ? t : null;
}

/** @param {string | undefined} episode */
function fromBank(episode) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(RESUME) ?? 'null');
    sessionStorage.removeItem(RESUME);
    return kept?.episode === episode ? Number(kept.t) || null : null;
  } catch {
    return null;
  }
}
