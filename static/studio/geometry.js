// Boxes, keys and spans of a placement. Pure: fractions of the frame and whole frames in, the same out.
// @ts-check

/** @typedef {{x: number, y: number, w: number, h: number}} Box */
/** @typedef {[number, number, number, number, number]} Key frame, x, y, w, h */
/** @typedef {{start: number, end: number}} Span end exclusive */
/** @typedef {'n'|'ne'|'e'|'se'|'s'|'sw'|'w'|'nw'} Handle */

/** A chip on less than this is nothing a thumb could mean. */
export const LEAST = 0.02;
/** @type {Handle[]} */
export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];

/** The box between two corners, whichever was pressed first.
 * @param {{x: number, y: number}} a @param {{x: number, y: number}} b @returns {Box} */
export function between(a, b) {
  const x = clamp(Math.min(a.x, b.x)),
    y = clamp(Math.min(a.y, b.y));
  return { x, y, w: clamp(Math.max(a.x, b.x)) - x, h: clamp(Math.max(a.y, b.y)) - y };
}

/** The same size elsewhere, kept inside the picture.
 * @param {Box} box
 * @param {number} dx
 * @param {number} dy
 * @returns {Box} */
export function moved(box, dx, dy) {
  return { ...box, x: clamp(box.x + dx, 0, 1 - box.w), y: clamp(box.y + dy, 0, 1 - box.h) };
}

/** One edge or corner pulled; the opposite one stays.
 * @param {Box} box
 * @param {Handle} handle
 * @param {number} dx
 * @param {number} dy
 * @returns {Box} */
export function resized(box, handle, dx, dy) {
  let { x, y } = box;
  let right = x + box.w,
    bottom = y + box.h;
  if (handle.includes('w')) x = clamp(x + dx, 0, right - LEAST);
  if (handle.includes('e')) right = clamp(right + dx, x + LEAST, 1);
  if (handle.includes('n')) y = clamp(y + dy, 0, bottom - LEAST);
  if (handle.includes('s')) bottom = clamp(bottom + dy, y + LEAST, 1);
  return { x, y, w: right - x, h: bottom - y };
}

/** Any four numbers as a box that lies inside the picture and can be seen. @param {Box} box @returns {Box} */
export function fitted(box) {
  const w = clamp(box.w, LEAST, 1),
    h = clamp(box.h, LEAST, 1);
  return { x: clamp(box.x, 0, 1 - w), y: clamp(box.y, 0, 1 - h), w, h };
}

/** @param {Box} box */
export const isSeen = (box) => box.w >= LEAST && box.h >= LEAST;

/** Whether something covers it at a frame. @param {[number, number][]} hidden [from, to) @param {number} frame */
export const isCovered = (hidden, frame) => hidden.some(([from, to]) => from <= frame && frame < to);

/** Where the box is at a frame: linear between keys, still before the first and after the last.
 * The player's timeline does the same sum. @param {Key[]} keys @param {number} frame @returns {Box} */
export function boxAt(keys, frame) {
  const after = keys.findIndex((key) => key[0] >= frame);
  if (after === -1) return boxOf(keys[keys.length - 1]);
  if (after === 0 || keys[after][0] === frame) return boxOf(keys[after]);
  const a = keys[after - 1],
    b = keys[after];
  const t = (frame - a[0]) / (b[0] - a[0]);
  return { x: mix(a[1], b[1], t), y: mix(a[2], b[2], t), w: mix(a[3], b[3], t), h: mix(a[4], b[4], t) };
}

/** The keys with this frame's box set: replaced where there is one, else added in its order.
 * @param {Key[]} keys @param {number} frame @param {Box} box @returns {Key[]} */
export function withKey(keys, frame, box) {
  return [...keys.filter((key) => key[0] !== frame), keyOf(frame, box)].sort((a, b) => a[0] - b[0]);
}

/** The keys without this frame's; the last one stays, for a moment without a box is no moment.
 * @param {Key[]} keys @param {number} frame @returns {Key[]} */
export function withoutKey(keys, frame) {
  const kept = keys.filter((key) => key[0] !== frame);
  return kept.length ? kept : keys;
}

/** A key carried to another frame of the moment; it stops before its neighbours, so that none is lost.
 * @param {Key[]} keys @param {number} from @param {number} to @param {{start_frame: number, end_frame: number}} moment
 * @returns {{keys: Key[], frame: number}} */
export function keyMoved(keys, from, to, { start_frame, end_frame }) {
  const at = keys.findIndex(([frame]) => frame === from);
  const low = Math.max(start_frame, (keys[at - 1]?.[0] ?? -1) + 1),
    high = Math.min(end_frame - 1, (keys[at + 1]?.[0] ?? Infinity) - 1);
  const frame = Math.max(low, Math.min(high, to));
  return { frame, keys: keys.map((key, i) => (i === at ? keyOf(frame, boxOf(key)) : key)) };
}

/** The frame in the middle between the keys around a frame; null where there is none to be had.
 * @param {Key[]} keys @param {number} frame @returns {number | null} */
export function midpoint(keys, frame) {
  const before = keys.findLast(([at]) => at <= frame)?.[0] ?? keys[0]?.[0];
  const after = keys.find(([at]) => at > (before ?? 0))?.[0];
  const [a, b] = after === undefined ? [keys[keys.length - 2]?.[0], before] : [before, after];
  return a === undefined || b === undefined || b - a < 2 ? null : Math.floor((a + b) / 2);
}

/** The keys some frames on. A trimmed moment has keys outside its span, so they may leave the film:
 * then one at its edge keeps the movement as it was.
 * @param {Key[]} keys
 * @param {number} by
 * @param {number} frames
 * @returns {Key[]} */
export function shiftedKeys(keys, by, frames) {
  const all = keys.map(([frame, ...box]) => /** @type {Key} */ ([frame + by, ...box]));
  const last = frames - 1;
  let kept = all.filter(([frame]) => 0 <= frame && frame <= last);
  if (all[0][0] < 0 && kept[0]?.[0] !== 0) kept = withKey(kept, 0, boxAt(all, 0));
  if (all[all.length - 1][0] > last && kept[kept.length - 1]?.[0] !== last)
    kept = withKey(kept, last, boxAt(all, last));
  return kept;
}

/** A span whose in or out point is pulled; at least one frame stays.
 * @param {Span} span
 * @param {'start' | 'end'} edge
 * @param {number} frame
 * @param {number} frames
 * @returns {Span} */
export function pulled(span, edge, frame, frames) {
  return edge === 'start'
    ? { ...span, start: clamp(Math.round(frame), 0, span.end - 1) }
    : { ...span, end: clamp(Math.round(frame), span.start + 1, frames) };
}

/** The same length elsewhere, inside the film.
 * @param {Span} span
 * @param {number} by
 * @param {number} frames
 * @returns {Span} */
export function slid({ start, end }, by, frames) {
  const step = clamp(Math.round(by), -start, frames - end);
  return { start: start + step, end: end + step };
}

/** The part of the picture to show of a box: some of its surroundings, in a shape of its own, inside the picture.
 * @param {Box} box @param {number} film the film's width by its height @param {number} shape of what shows it, the same
 * @returns {Box} */
export function cropFor(box, film, shape) {
  // Fractions of the width and of the height are of different lengths.
  const ratio = shape / film;
  const wish = Math.max(box.w * 1.5, box.h * 1.5 * ratio, 0.25);
  const w = Math.min(wish, 1, ratio),
    h = w / ratio;
  return {
    x: clamp(box.x + box.w / 2 - w / 2, 0, 1 - w),
    y: clamp(box.y + box.h / 2 - h / 2, 0, 1 - h),
    w,
    h,
  };
}

/** @param {Key} key @returns {Box} */
export const boxOf = ([, x, y, w, h]) => ({ x, y, w, h });

/** Five decimals are finer than a pixel of any film and keep the JSON short.
 * @param {number} frame
 * @param {Box} box
 * @returns {Key} */
export const keyOf = (frame, { x, y, w, h }) => [
  frame,
  round(x),
  round(y),
  round(Math.min(w, 1 - round(x))),
  round(Math.min(h, 1 - round(y))),
];

/** @param {number} value */
const clamp = (value, low = 0, high = 1) => Math.max(low, Math.min(high, value));
/** @param {number} a @param {number} b @param {number} t */
const mix = (a, b, t) => a + (b - a) * t;
/** @param {number} value */
const round = (value) => Math.floor(value * 1e5 + 0.5) / 1e5;

/** Where a box goes that was asked for by keyboard. @returns {Box} */
export const middleBox = () => ({ x: 0.3, y: 0.35, w: 0.4, h: 0.3 });
/** Where a piece dropped on the picture lands. @param {number} x @param {number} y @returns {Box} */
export const boxAround = (x, y) => ({
  x: Math.max(0, Math.min(0.6, x - 0.2)),
  y: Math.max(0, Math.min(0.75, y - 0.125)),
  w: Math.max(LEAST, 0.4),
  h: 0.25,
});

/** @param {{start_frame: number, end_frame: number}} moment @param {number} frame */
export const isOn = (moment, frame) => moment.start_frame <= frame && frame < moment.end_frame;

/** CSS pixels of the smallest phone that is still sold to. */
const PHONE = { w: 320, h: 568 };

/** The lesser side of a box on the smallest phone, which the picture covers: what the checks measure too, in
 * tagging/linting/phone.py. @param {import('./geometry.js').Box} box @param {number} fw @param {number} fh the film's */
export function leastSide(box, fw, fh) {
  const scale = Math.max(PHONE.w / fw, PHONE.h / fh);
  return Math.min(box.w * fw, box.h * fh) * scale;
}
