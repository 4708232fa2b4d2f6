// @ts-check
/** Where a chip has room beside its product: loaded only for films that have something to keep clear of (faces, lines
 * burnt into the picture). tagging/linting/phone.py has the same in Python, for whoever checks a film before it is
 * published; a test holds the two against each other. */

import { onPicture } from './picture.js';
import { boxAt } from './timeline.js';

/** @typedef {import('./shapes.js').Box} Box */
/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./shapes.js').Manifest} Manifest */

const HEIGHT = 52;
const OVERLAP = 14;
// Looks a second.
const LOOKS = 4;

/** The corners of the box in the order in which a thumb reaches them, and last the foot of the picture.
 * @param {number} n @param {Box} at the product, in pixels @param {Box} room @param {number} width the chip's */
export function corner(n, at, room, width) {
  if (n === 4) return { x: room.x, y: room.y + room.h - HEIGHT };
  return {
    x: n % 2 ? at.x + at.w + OVERLAP - width : at.x - OVERLAP,
    y: n < 2 ? at.y + at.h + OVERLAP - HEIGHT : at.y - OVERLAP,
  };
}

/** The first corner in which the chip covers nothing of what is to be kept clear while its moment lasts, or the one
 * in which it covers least. One for all of the moment: a chip that jumps can't be hit.
 * @param {Manifest} manifest @param {Moment} moment @param {Box} picture @param {Box} room @param {number} width */
export function bestCorner({ fps: [num, den], keep_clear: things = [] }, moment, picture, room, width) {
  const step = Math.max(1, Math.floor(num / (LOOKS * den)));
  const costs = [0, 0, 0, 0, 0];
  for (let frame = moment.starts_frame; frame < moment.ends_frame; frame += step) {
    const there = things.filter(thing => thing.starts_frame <= frame && frame < thing.ends_frame)
      .map(thing => onPicture(boxAt(thing.path, frame), picture));
    if (!there.length) continue;
    const at = onPicture(boxAt(moment.path, frame), picture);
    costs.forEach((_, n) => {
      const { x, y } = corner(n, at, room, width);
      const chip = { x: Math.max(room.x, Math.min(x, room.x + room.w - width)),
        y: Math.max(room.y, Math.min(y, room.y + room.h - HEIGHT)), w: width, h: HEIGHT };
      costs[n] += Math.max(...there.map(box => shared(chip, box) / (box.w * box.h || 1)));
    });
  }
  return costs.indexOf(Math.min(...costs));
}

/** @param {Box} a @param {Box} b the area both cover */
function shared(a, b) {
  const wide = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return Math.max(0, wide) * Math.max(0, high);
}

/** @param {Manifest} manifest @returns {import('./chip.js').Spot} */
export function spots(manifest) {
  /** @type {Map<string, number>} by moment and by what its place hangs on */
  const known = new Map();
  return (moment, at, { picture, room }, width) => {
    const by = [moment.id, width, ...Object.values(picture), ...Object.values(room)].join();
    if (!known.has(by)) known.set(by, bestCorner(manifest, moment, picture, room, width));
    return corner(/** @type {number} */ (known.get(by)), at, room, width);
  };
}
