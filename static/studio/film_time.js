// A place in a film whose frames aren't known here.
// @ts-check

/** In minutes, seconds and their hundredths. @param {number} ms */
export function hundredths(ms) {
  const all = Math.round(ms / 10);
  const seconds = Math.floor(all / 100);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${String(all % 100).padStart(2, '0')}`;
}
