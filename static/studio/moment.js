// One moment of a placement: what the desk edits of it, and when two are the same.
// @ts-check

/** @typedef {import('./geometry.js').Key} Key */
/** @typedef {[number, number]} Span */
/** @typedef {{part_of?: string, variant: string, label: string, action: string, disclosure: string | null, anchor: 'follow' | 'docked', start_frame: number, end_frame: number, keys: Key[], hidden: Span[]}} Moment
 *   `part_of`: the same for all moments of one placement; `hidden`: where something covers it, [from, to) in frames */

/** What is said of a placement, and so of all its moments. */
export const SHARED = /** @type {const} */ (['variant', 'label', 'action', 'disclosure']);
export const FIELDS = /** @type {const} */ ([
  'part_of',
  'variant',
  'label',
  'action',
  'disclosure',
  'anchor',
  'start_frame',
  'end_frame',
  'keys',
  'hidden',
]);

/** Fields that belong together: what two people said of one of them is for a person to choose. */
const GROUPS = [['part_of', ...SHARED], ['start_frame', 'end_frame', 'keys', 'hidden'], ['anchor']];

/** Whether what was changed here and there lies in different groups, so that both can stay.
 * @param {readonly string[]} here @param {readonly string[]} there */
export const apart = (here, there) => !GROUPS.some((group) => group.some((one) => here.includes(one)) && group.some((one) => there.includes(one)));

/** Only what the desk edits. @param {any} placement @returns {Moment} */
export const momentOf = (placement) =>
  /** @type {Moment} */ ({
    ...Object.fromEntries(FIELDS.map((field) => [field, placement[field]])),
    hidden: placement.hidden ?? [],
  });

/** @param {Moment | null} a @param {Moment | null} b */
export const same = (a, b) => a === b || (!!a && !!b && FIELDS.every((field) => alike(a[field], b[field])));

/** @param {any} a @param {any} b */
export const alike = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Which fields differ. @param {Moment} a @param {Moment} b */
export const differing = (a, b) => FIELDS.filter((field) => !alike(a[field], b[field]));

/** What of it is another than the server has. @param {Moment} saved @param {Moment} sent */
export const changed = (saved, sent) =>
  Object.fromEntries(
    differing(saved, sent)
      .filter((field) => field !== 'part_of')
      .map((field) => [field, sent[field]]),
  );
