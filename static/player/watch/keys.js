// @ts-check
/** The page's keys. They keep still while somebody types, uses a control, or has the sheet open. */

/** @param {{toggle: () => void, shop: () => void, hide: () => void, mute: () => void,
 *   captions: () => void, next: () => void,
 *   by: (seconds: number) => void}} acts @param {() => boolean} busy */
export function listenToKeys(acts, busy) {
  /** @type {Record<string, () => void>} */
  const keys = { ' ': acts.toggle, k: acts.toggle, s: acts.shop, h: acts.hide, m: acts.mute, c: acts.captions,
    n: acts.next,
    ArrowLeft: () => acts.by(-5), ArrowRight: () => acts.by(5) };
  addEventListener('keydown', event => {
    const on = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || busy() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (on.closest?.('input:not([type=radio]), textarea, select, [contenteditable], [role=slider]')) return;
    if (event.key === ' ' && on.closest?.('button, a, summary')) return;
    event.preventDefault();
    act();
  });
}
