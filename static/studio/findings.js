// What a viewer would stumble over, found before anything goes out.
// @ts-check

/** @param {import('./store.js').Desk} desk @returns {{words: string, frame: number}[]} */
export function findings(desk) {
  const [num, den] = desk.rate;
  return desk.moments.flatMap(([, moment]) => {
    const variant = desk.variants.get(moment.variant),
      frame = moment.start_frame;
    const found = [];
    if (!variant) found.push({ frame, words: `${moment.label} is no longer sold.` });
    else if (variant.available === 0)
      found.push({ frame, words: `${moment.label} is sold out: a chip nobody can buy from.` });
    if (!moment.disclosure)
      found.push({ frame, words: `${moment.label} says nothing about who paid for it.` });
    if (((moment.end_frame - frame) * den) / num < 1.5)
      found.push({ frame, words: `${moment.label} lasts under 1.5 s, which is hard to tap.` });
    return found;
  });
}
