// @ts-check
/** What is on screen at a frame: manifest and frame in, moments and boxes out; no page, no clock. */

/** @typedef {[frame: number, x: number, y: number, w: number, h: number]} Key */
/** @typedef {{x: number, y: number, w: number, h: number}} Box fractions of the picture, or pixels where it says so */
/** @typedef {{id: string, token?: string, variant: string, product: string, starts_ms: number, ends_ms: number,
 *   starts_frame: number, ends_frame: number, label: string, action: string, disclosure: string | null,
 *   anchor: 'follow' | 'docked', path: Key[], hidden?: [from_ms: number, to_ms: number][]}} Moment */
/** @typedef {{moment: Moment, box: Box, hidden: boolean}} Shown hidden: something in the story stands before it */
/** @typedef {{variant: string, product: string, title: string, brand: string, description: string,
 *   image: string | null, amount: number, currency: string, price: string, tax: string | null,
 *   available: boolean, left: number | null, held_until?: number}} Card */
/** @typedef {{version: 1, release: string, episode: string, title: string, series: string, fps: [number, number],
 *   frames: number, duration_ms: number, moments: Moment[], cards: Record<string, Card>,
 *   captions?: {language: string, label: string, url: string}[]}} Manifest */

/** @param {Manifest} manifest @param {number} frame @returns {Shown[]} */
export function onScreen({ moments, fps: [num, den] }, frame) {
  // The middle of the frame: whole milliseconds can't put it on the wrong side of an edge.
  const ms = ((frame + 0.5) * 1000 * den) / num;
  return moments
    .filter(moment => moment.starts_frame <= frame && frame < moment.ends_frame)
    .map(moment => ({ moment, box: boxAt(moment.path, frame),
      hidden: !!moment.hidden?.some(([from, to]) => from <= ms && ms < to) }));
}

/** The box between two keys, straight; before the first and after the last it rests.
 * @param {Key[]} path @param {number} frame @returns {Box} */
export function boxAt(path, frame) {
  let low = 0;
  let high = path.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (path[middle][0] <= frame) low = middle;
    else high = middle;
  }
  const [from, to] = [path[low], path[high]];
  const share = to[0] > from[0] ? Math.min(1, Math.max(0, (frame - from[0]) / (to[0] - from[0]))) : 0;
  const [x, y, w, h] = [1, 2, 3, 4].map(i => from[i] + (to[i] - from[i]) * share);
  return { x, y, w, h };
}

/** What the list shows at a frame: now on screen, seen earlier (latest first), and how many come later.
 * @param {Manifest} manifest @param {number} frame
 * @returns {{now: Moment[], earlier: Moment[], later: number}} */
export function shelfAt(manifest, frame) {
  const now = oncePerVariant(onScreen(manifest, frame).map(shown => shown.moment));
  const known = new Set(now.map(moment => moment.variant));
  const past = manifest.moments.filter(moment => moment.ends_frame <= frame && !known.has(moment.variant));
  const earlier = oncePerVariant(past.sort((a, b) => b.ends_frame - a.ends_frame));
  earlier.forEach(moment => known.add(moment.variant));
  const later = new Set(manifest.moments.map(moment => moment.variant).filter(variant => !known.has(variant)));
  return { now, earlier, later: later.size };
}

/** @param {Moment[]} moments */
function oncePerVariant(moments) {
  return [...new Map([...moments].reverse().map(moment => [moment.variant, moment])).values()].reverse();
}

/** The frame whose picture is shown at a media time. A thousandth of a frame forgives rounding.
 * @param {number} seconds @param {[number, number]} fps @param {number} frames */
export function frameAt(seconds, [num, den], frames) {
  return Math.max(0, Math.min(frames - 1, Math.floor((seconds * num) / den + 1e-3)));
}
