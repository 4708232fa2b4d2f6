// @ts-check
/** Where the film begins: the ?t= of the address, or where it stood before a bank's own page took over; and whether
 * it begins at once (#play: the viewer pressed for it on the page before). */

const RESUME = 'vitrine.resume';

/** @param {HTMLVideoElement} film */
export function startingPoint(film) {
  if (location.hash === '#play') begin(film);
  const seconds = fromAddress() ?? fromBank(film.dataset.episode);
  if (!seconds) return;
  const go = () => (film.currentTime = Math.min(seconds, Math.max(0, film.duration - 0.05)));
  if (film.readyState) go();
  else film.addEventListener('loadedmetadata', go, { once: true });
}

/** The browser may refuse: then the poster waits for a press. @param {HTMLVideoElement} film */
function begin(film) {
  // Loading the page again, or passing on its address, is no press.
  history.replaceState(history.state, '', location.pathname + location.search);
  film.play().catch(() => {});
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
