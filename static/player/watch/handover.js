// @ts-check
/** What goes along to the next episode without being stored: that it was asked for, the captions, a "no" to being
 * remembered. It rides in the link's fragment, which no server sees, and leaves the address when it was read. */

const NAMES = ['play', 'cc', 'ask'];

/** @returns {URLSearchParams} what the page before handed over */
export function takeOver() {
  const told = new URLSearchParams(location.hash.slice(1));
  if (NAMES.some(name => told.has(name))) {
    // Loading the page again, or passing on its address, is no press.
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return told;
}

/** @param {() => Record<string, string | null>} along asked when a link to another episode is pressed */
export function handOver(along) {
  document.addEventListener('click', event => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.('a[href^="/watch/"]'));
    if (!link) return;
    const told = new URLSearchParams(link.hash.slice(1));
    for (const [name, value] of Object.entries(along())) {
      if (value === null) told.delete(name);
      else told.set(name, value);
    }
    link.hash = told.toString().replace(/=(?=&|$)/g, '');
  }, { capture: true });
}
