// What a viewer would stumble over, found before anything goes out.
// @ts-check
import { t } from '../words.js';
import { number } from './manner.js';

/** @param {import('./store.js').Desk} desk @returns {{words: string, frame: number}[]} */
export function findings(desk) {
  const [num, den] = desk.rate;
  return desk.moments.flatMap(([, moment]) => {
    const variant = desk.variants.get(moment.variant),
      frame = moment.start_frame;
    const found = [];
    if (!variant) found.push({ frame, words: t('{name} is no longer sold.', { name: moment.label }) });
    else if (variant.available === 0)
      found.push({ frame, words: t('{name} is sold out: a chip nobody can buy from.', { name: moment.label }) });
    if (!moment.disclosure)
      found.push({ frame, words: t('{name} says nothing about who paid for it.', { name: moment.label }) });
    if (((moment.end_frame - frame) * den) / num < 1.5)
      found.push({ frame, words: t('{name} lasts under {long}, which is hard to tap.', { name: moment.label, long: `${number(1.5, 1)} s` }) });
    return found;
  });
}
