// @ts-check
/** Finding the film: a video by its id, or the one inside somebody else's player; now, when it comes, and when the
 * player puts another in its place. */

/** @param {string | null} id of a video or a player; none: whatever holds the overlay @param {Element} overlay
 * @param {(video: HTMLVideoElement | null) => void} found told of each film, and of none
 * @returns {() => void} stops looking */
export function whenFilm(id, overlay, found) {
  const root = overlay.getRootNode();
  /** @type {HTMLVideoElement | null | undefined} */
  let film;
  const look = () => {
    const player = id ? /** @type {Document} */ (root).getElementById?.(id) ?? null : overlay.parentElement;
    if (player?.shadowRoot) coming.observe(player.shadowRoot, ANY);
    const video = player && filmOf(player);
    if (video !== film) found((film = video));
  };
  // Other people's players make their video when they please.
  const coming = new MutationObserver(look);
  coming.observe(root, ANY);
  look();
  return () => coming.disconnect();
}

const ANY = { childList: true, subtree: true, attributeFilter: ['id'] };

/** The video a player shows. @param {Element} player @returns {HTMLVideoElement | null} */
export function filmOf(player) {
  if (player instanceof HTMLVideoElement) return player;
  const { media, shadowRoot } = /** @type {Element & {media?: unknown}} */ (player);
  const inner = media instanceof Element && media !== player ? filmOf(media) : null;
  return inner ?? player.querySelector('video') ?? shadowRoot?.querySelector('video') ?? null;
}
