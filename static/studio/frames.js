// Frames, times and the sprite's cells: integers in, integers or words out. Pure.
// @ts-check

/** @typedef {[number, number]} Rate frames per second as a fraction */
/** @typedef {{image: string, columns: number, rows: number, width: number, height: number, every_frames: number, count: number}} Sprite */

/** Where to seek to see a frame: its middle, so that rounding can't land on a neighbour.
 * @param {number} frame @param {Rate} rate */
export const secondsOf = (frame, [num, den]) => ((frame + 0.5) * den) / num;

/** The frame whose picture starts nearest to this media time.
 * @param {number} seconds @param {Rate} rate */
export const frameOf = (seconds, [num, den]) => Math.round((seconds * num) / den);

/** @param {number} frame @param {number} frames how many there are */
export const clampFrame = (frame, frames) => Math.max(0, Math.min(frames - 1, Math.round(frame)));

/** A frame as people write it: 0:27.40, with the hundredths cut, never rounded up into the next second.
 * @param {number} frame @param {Rate} rate */
export function clock(frame, [num, den]) {
  const hundredths = Math.floor((frame * den * 100) / num + 1e-6);
  const minutes = Math.floor(hundredths / 6000);
  const rest = hundredths % 6000;
  return `${minutes}:${pad(Math.floor(rest / 100))}.${pad(rest % 100)}`;
}

/** What a person typed as a time, as a frame; null when it isn't one. "1:04.5", "64.5", "f120", "frame 120" and an
 * edit suite's "00:01:04:12" are all fine.
 * @param {string} words @param {Rate} rate @returns {number | null} */
export function readClock(words, [num, den]) {
  const text = words.trim().replace(',', '.');
  const counted = /^f(?:rame)?\s*(\d+)$/i.exec(text);
  if (counted) return Number(counted[1]);
  const code = /^(\d{1,2}):([0-5]\d):([0-5]\d)[:;](\d{2})$/.exec(text);
  if (code) {
    const [hours, minutes, seconds, rest] = code.slice(1).map(Number);
    const whole = Math.round(num / den);
    return rest < whole ? (hours * 3600 + minutes * 60 + seconds) * whole + rest : null;
  }
  const parts = /^(?:(\d+):)?(\d+(?:\.\d*)?|\.\d+)$/.exec(text);
  if (!parts) return null;
  const rest = Number(parts[2]);
  if (parts[1] !== undefined && rest >= 60) return null;
  // Hundredths are coarser than frames: the first frame that starts at or after the time is meant.
  return Math.ceil(((Number(parts[1] ?? 0) * 60 + rest) * num) / den - 1e-6);
}

/** The sprite's cell nearest before a frame. @param {Sprite} sprite @param {number} frame */
export function cellOf(sprite, frame) {
  const index = Math.max(0, Math.min(sprite.count - 1, Math.floor(frame / sprite.every_frames)));
  return { index, column: index % sprite.columns, row: Math.floor(index / sprite.columns) };
}

/** Marks for the ruler: far enough apart to be read, on round numbers of seconds.
 * @param {number} frames @param {Rate} rate @param {number} widthPx @returns {{frame: number, words: string}[]} */
export function rulerMarks(frames, [num, den], widthPx) {
  const length = (frames * den) / num;
  const least = (64 / Math.max(widthPx, 1)) * length;
  const step = [0.5, 1, 2, 5, 10, 15, 30, 60, 120].find((each) => each >= least) ?? 300;
  const marks = [];
  for (let at = 0; at < length; at += step) {
    const whole = Math.floor(at / 60);
    const rest = at % 60;
    marks.push({
      frame: (at * num) / den,
      words: `${whole}:${step < 1 ? rest.toFixed(1).padStart(4, '0') : pad(rest)}`,
    });
  }
  return marks;
}

/** @typedef {{index: number, start_frame: number, end_frame: number}} Shot */
/** @template {Shot} S @param {S[]} shots @param {number} frame @returns {S | undefined} */
export const shotAt = (shots, frame) =>
  shots.find((shot) => shot.start_frame <= frame && frame < shot.end_frame);

/** The start of the shot before or after; going back inside a shot first goes to its own start.
 * @param {Shot[]} shots @param {number} frame @param {1 | -1} way */
export function jumpShot(shots, frame, way) {
  const starts = shots.map((shot) => shot.start_frame);
  if (way > 0) return starts.find((start) => start > frame) ?? frame;
  return starts.findLast((start) => start < frame) ?? 0;
}

/** @param {number} n */
const pad = (n) => String(n).padStart(2, '0');
