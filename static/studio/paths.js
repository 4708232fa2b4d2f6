// The path of what is followed: how sure it is where, how far it has come, what is weak and what is hidden. Pure.
// @ts-check
import { between, boxOf, isCovered, isSeen, keyOf, moved, withKey } from './geometry.js';

/** @typedef {import('./geometry.js').Key} Key */
/** @typedef {[number, number]} Span [from, to) in frames */
/** @typedef {{id: string, episode: string, placement: string | null, status: string, progress: number, why: string | null,
 *   start_frame: number, end_frame: number, anchors: Key[], keys: Key[], hidden: Span[], weak: Span[],
 *   confidence: [frame: number, sure: number][], enlarged?: [number, number] | null}} Track */

const ENDED = ['done', 'cancelled', 'failed'];

/** @param {{status: string} | null | undefined} work a track or a search */
export const isRunning = (work) => Boolean(work) && !ENDED.includes(/** @type {any} */ (work).status);

/** How sure the box is at a frame, 0 to 1: straight between the points told; null where nothing is known.
 * @param {Pick<Track, 'confidence'>} track @param {number} frame @returns {number | null} */
export function sureAt({ confidence }, frame) {
  const after = confidence.findIndex(([at]) => at >= frame);
  if (after === -1) return confidence.length ? confidence[confidence.length - 1][1] : null;
  const b = confidence[after];
  if (after === 0 || b[0] === frame) return b[1];
  const a = confidence[after - 1];
  return a[1] + ((b[1] - a[1]) * (frame - a[0])) / (b[0] - a[0]);
}

/** What an editor should know about the box at a frame.
 * @param {Track} track @param {number} frame @returns {'hidden' | 'weak' | 'drawn' | 'sure' | 'outside'} */
export function stateAt(track, frame) {
  if (frame < track.start_frame || frame >= track.end_frame) return 'outside';
  if (track.anchors.some(([at]) => at === frame)) return 'drawn';
  if (isCovered(track.hidden, frame)) return 'hidden';
  return isCovered(track.weak, frame) ? 'weak' : 'sure';
}

/** The keys a moment has while it is being followed: its own outside the track's span; inside what is known by now,
 * and the boxes that were drawn, as large as they will be. @param {Key[]} own @param {Track} track @returns {Key[]} */
export function comingKeys(own, { start_frame, end_frame, keys, anchors, enlarged }) {
  const kept = own.filter(([frame]) => frame < start_frame || frame >= end_frame);
  const known = keys.filter(([frame]) => start_frame <= frame && frame < end_frame);
  const all = anchors.reduce((path, key) => withKey(path, key[0], boxOf(key)), known);
  const shown = enlarged ? all.map((key) => grown(key, enlarged)) : all;
  return [...kept, ...shown].sort((a, b) => a[0] - b[0]);
}

/** At least so large, about its own middle, inside the picture: as the server does in the end.
 * @param {Key} key @param {[number, number]} least @returns {Key} */
function grown([frame, x, y, w, h], least) {
  const wide = Math.max(w, least[0]),
    high = Math.max(h, least[1]);
  return keyOf(frame, moved({ x: x - (wide - w) / 2, y: y - (high - h) / 2, w: wide, h: high }, 0, 0));
}

/** Whether a moment's keys are still those of the track, or hold them: a box that was enlarged to be seen on a phone
 * is followed as before. A placement doesn't take those that lie outside the picture.
 * @param {Key[]} keys @param {Track} track */
export function isPathOf(keys, { start_frame, end_frame, keys: followed }) {
  const inside = keys.filter(([frame]) => start_frame <= frame && frame < end_frame);
  const seen = followed.map((key) => keyOf(key[0], between(...cornersOf(key)))).filter((key) => isSeen(boxOf(key)));
  return (
    seen.length > 0 &&
    inside.length === seen.length &&
    inside.every((key, i) => key[0] === seen[i][0] && holds(between(...cornersOf(key)), boxOf(seen[i])))
  );
}

/** @param {import('./geometry.js').Box} a @param {import('./geometry.js').Box} b */
const holds = (a, b) =>
  Math.max(a.x - b.x, a.y - b.y, b.x + b.w - a.x - a.w, b.y + b.h - a.y - a.h) < 1e-4;

/** @param {Key} key @returns {[{x: number, y: number}, {x: number, y: number}]} */
const cornersOf = ([, x, y, w, h]) => [
  { x, y },
  { x: x + w, y: y + h },
];

/** Which frames are done already while it is being followed. @param {Track} track @returns {Span} */
export function reach({ keys, anchors, confidence, start_frame, end_frame, status }) {
  if (status === 'done') return [start_frame, end_frame];
  const frames = [...keys, ...anchors, ...confidence].map(([frame]) => frame);
  return frames.length ? [Math.min(...frames), Math.max(...frames) + 1] : [start_frame, start_frame];
}

/** A span cut to another, as parts of it from 0 to 1; null where they don't meet.
 * @param {Span} span @param {Span} whole @returns {{from: number, to: number} | null} */
export function partOf([from, to], [start, end]) {
  const a = Math.max(from, start),
    b = Math.min(to, end);
  return a < b ? { from: (a - start) / (end - start), to: (b - start) / (end - start) } : null;
}

/** The outline of the confidence under a span, as points of an SVG of width 1 and height 1, along its ground and back.
 * Where nothing is known there is nothing. @param {Track} track @param {Span} whole @returns {[number, number][]} */
export function outline(track, [start, end]) {
  const [first, last] = reach(track);
  const from = Math.max(start, first),
    to = Math.min(end, last) - 1;
  if (!track.confidence.length || to < from) return [];
  const at = (/** @type {number} */ frame, /** @type {number} */ sure) =>
    /** @type {[number, number]} */ ([(frame - start) / Math.max(1, end - 1 - start), 1 - sure]);
  const inside = track.confidence.filter(([frame]) => from < frame && frame < to);
  const ends = [from, to].map((frame) => at(frame, sureAt(track, frame) ?? 0));
  return [at(from, 0), ends[0], ...inside.map(([frame, sure]) => at(frame, sure)), ends[1], at(to, 0)];
}
