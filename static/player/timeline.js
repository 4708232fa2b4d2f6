// @ts-check
/** What is on screen at a frame: manifest and frame in, moments and boxes out; no page, no clock. */

/** @typedef {import('./shapes.js').Key} Key @typedef {import('./shapes.js').Box} Box */
/** @typedef {import('./shapes.js').Moment} Moment @typedef {import('./shapes.js').Shown} Shown */
/** @typedef {import('./shapes.js').Manifest} Manifest */

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
