// @ts-check
/** Finding the film: a video by its id, or the video inside somebody else's player, now or when it comes. */

/** @param {string | null} id @param {Node} root @param {(video: HTMLVideoElement) => void} found
 * @returns {() => void} stops waiting */
export function whenFilm(id, root, found) {
  const look = () => {
    const video = filmOf(id, root);
    if (!video) return;
    coming.disconnect();
    found(video);
  };
  // Other people's players make their video when they please.
  const coming = new MutationObserver(look);
  coming.observe(root, { childList: true, subtree: true, attributeFilter: ['id'] });
  look();
  return () => coming.disconnect();
}

/** @param {string | null} id @param {Node} root @returns {HTMLVideoElement | null} */
function filmOf(id, root) {
  const named = id && /** @type {Document} */ (root).getElementById?.(id);
  if (!named) return null;
  if (named instanceof HTMLVideoElement) return named;
  const media = /** @type {any} */ (named).media;
  if (media instanceof HTMLVideoElement) return media;
  return named.querySelector('video') ?? named.shadowRoot?.querySelector('video') ?? null;
}
