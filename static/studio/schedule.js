// What is on when: moments side by side without overlap, and how many come in a minute. Pure.
// @ts-check

/** @typedef {{start_frame: number, end_frame: number}} Span */

/** Spans in as few lanes as there are at once, the earliest first.
 * @template {Span} S @param {S[]} spans @returns {S[][]} */
export function lanes(spans) {
  /** @type {S[][]} */ const all = [];
  for (const one of [...spans].sort((a, b) => a.start_frame - b.start_frame)) {
    const free = all.find((lane) => lane[lane.length - 1].end_frame <= one.start_frame);
    if (free) free.push(one);
    else all.push([one]);
  }
  return all;
}

/** How many begin in each minute; the last one may be short and is counted as it is.
 * @param {Span[]} spans @param {number} frames @param {[number, number]} rate @returns {number[]} */
export function perMinute(spans, frames, [num, den]) {
  const minute = (60 * num) / den;
  const counts = Array.from({ length: Math.max(1, Math.ceil(frames / minute)) }, () => 0);
  for (const { start_frame } of spans) counts[Math.min(counts.length - 1, Math.floor(start_frame / minute))] += 1;
  return counts;
}

/** The most that are on at once. @param {Span[]} spans */
export const mostAtOnce = (spans) => lanes(spans).length;
