// What was changed on a former cut and not saved any more: words fit the new one, times and boxes don't.
// @ts-check
import { alike } from './moment.js';

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {{label: string, start_frame: number, rate: [number, number], what: 'new' | 'deleted' | 'place' | 'words'}} Unfit */

/** The same in every cut: said of the product, not of frames. */
const WORDS = /** @type {const} */ (['variant', 'label', 'action', 'disclosure', 'anchor']);
const FRAMES = /** @type {const} */ (['start_frame', 'end_frame', 'keys', 'hidden']);

/** @param {{saved: Moment | null, wanted: Moment | null}} kept as it was and was wanted on the former cut
 * @param {Moment | null} there as it is in the new one; null where it isn't
 * @param {[number, number]} rate the former cut's
 * @returns {{wanted: Moment | null, unfit: Unfit[]}} what to have in the new cut, null where nothing changes; and what to tell */
export function refit({ saved, wanted }, there, rate) {
  const named = wanted ?? saved;
  if (!named) return { wanted: null, unfit: [] };
  const tell = (/** @type {Unfit['what']} */ what) => ({ label: named.label, start_frame: named.start_frame, rate, what });
  if (!saved) return { wanted: null, unfit: [tell('new')] };
  if (!wanted) return { wanted: null, unfit: there ? [tell('deleted')] : [] };
  const moved = FRAMES.some((field) => !alike(saved[field], wanted[field]));
  const words = WORDS.filter((field) => !alike(saved[field], wanted[field]));
  // What somebody else said of it since stays; so does what isn't there any more.
  const fits = there ? words.filter((field) => alike(there[field], saved[field])) : [];
  const late = words.filter((field) => !fits.includes(field) && !(there && alike(there[field], wanted[field])));
  return {
    wanted: there && fits.length ? { ...there, ...Object.fromEntries(fits.map((field) => [field, wanted[field]])) } : null,
    unfit: [...(moved ? [tell('place')] : []), ...(late.length ? [tell('words')] : [])],
  };
}
