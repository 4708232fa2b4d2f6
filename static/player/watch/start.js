// @ts-check
/** Where the film begins: the ?t= of the address, or where it stood before a bank's own page took over; and whether
 * it begins at once (the viewer pressed for it on the page before). */

const RESUME = 'vitrine.resume';

/** @param {HTMLVideoElement} film @param {boolean} atOnce */
export function startingPoint(film, atOnce) {
  // The browser may refuse: then the poster waits for a press.
  if (atOnce) film.play().catch(() => {});
  const seconds = fromAddress() ?? fromBank(film.dataset.episode);
  if (!seconds) return;
  const go = () => (film.currentTime = Math.min(seconds, Math.max(0, film.duration - 0.05)));
  if (film.readyState) go();
  else film.addEventListener('loadedmetadata', go, { once: true });
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
