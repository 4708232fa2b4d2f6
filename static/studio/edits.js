// The moments of an episode, and every change of them with its way back.
// @ts-check
import { History } from './history.js';
import { SHARED, alike } from './moment.js';
import { Moments } from './moments.js';
import { Teller } from './news.js';

/** @typedef {import('./moment.js').Moment} Moment */

export class Edits extends Teller {
  #moments = new Moments();
  /** @type {{uid: string, moment: Moment} | null} while a hand is still dragging */ #live = null;
  /** @type {Map<string, Partial<Moment>>} paths of what is being followed, as they come; nothing of it is kept yet */
  #coming = new Map();
  #history = new History();
  #count = 0;
  /** @type {string | null} the moment in hand */ selected = null;
  /** @type {{want: (uid: string, moment: Moment | null) => void}} */ saver = { want: () => {} };

  /** Every moment in the order of the story. @returns {[string, Moment][]} */
  get moments() {
    return this.#moments.sorted;
  }
  get count() {
    return this.#moments.size;
  }
  /** Every placement with its moments. */
  get placed() {
    return this.#moments.placed;
  }
  /** The moments of one placement, this one among them. @param {string | null} uid */
  together(uid) {
    return uid ? this.#moments.together(uid) : [];
  }
  /** @param {string} variant @param {number} start @param {number} end */
  akin(variant, start, end) {
    return this.#moments.akin(variant, start, end);
  }
  /** What is on at a frame. @param {number} frame @returns {[string, Moment][]} */
  at(frame) {
    const live = this.#live?.uid;
    const uids = new Set(this.#moments.at(frame));
    if (live) uids.add(live);
    return [...uids]
      .map((uid) => /** @type {[string, Moment]} */ ([uid, this.of(uid)]))
      .filter(([, one]) => one && one.start_frame <= frame && frame < one.end_frame);
  }
  /** @param {string | null} uid
   * @returns {any} the moment, as it is under the hand; undefined when there is none */
  of(uid) {
    if (this.#live && this.#live.uid === uid) return this.#live.moment;
    const kept = this.#moments.get(uid ?? ''),
      coming = this.#coming.get(uid ?? '');
    return kept && coming ? { ...kept, ...coming } : kept;
  }
  /** The moment without what is still coming. @param {string} uid */
  kept(uid) {
    return this.#moments.get(uid);
  }
  /** Whether somebody else's it is; whoever knows whose says so. @param {string | null} _uid */
  isOthers(_uid) {
    return false;
  }
  newUid() {
    return `m${++this.#count}`;
  }

  /** @param {string | null} uid */
  select(uid) {
    if (this.selected === uid) return;
    this.selected = uid;
    this.tell('selected');
  }

  // ---- changes ----
  /** A path that is being followed, as far as it is known. @param {string} uid @param {Partial<Moment> | null} path */
  expect(uid, path) {
    if (path) this.#coming.set(uid, path);
    else if (!this.#coming.delete(uid)) return;
    this.tell('moments');
  }
  /** A moment as it would be if the hand let go now. @param {string} uid @param {Partial<Moment>} patch */
  show(uid, patch) {
    const base = this.of(uid);
    if (!base) return;
    this.#live = { uid, moment: { ...base, ...patch } };
    this.tell('moments');
  }
  letGo() {
    this.#live = null;
    this.tell('moments');
  }

  /** Change a moment, keep the way back, and have it saved. What is said of the product is said of the whole placement.
   * @param {string} uid @param {Partial<Moment>} patch @param {string} words @param {string} [merge] changes of one kind in a row undo together */
  change(uid, patch, words, merge = '') {
    this.#live = null;
    if (!this.#moments.get(uid) || this.isRefused(uid)) return;
    const shared = Object.fromEntries(SHARED.filter((one) => one in patch).map((one) => [one, patch[one]]));
    const others = Object.keys(shared).length && !('part_of' in patch) ? this.together(uid).filter((one) => one !== uid) : [];
    this.#do([{ uid, patch }, ...others.map((one) => ({ uid: one, patch: shared }))], words, merge);
  }
  /** Several moments at once, taken back as one. @param {{uid: string, patch: Partial<Moment>}[]} patches @param {string} words @param {string} [merge] */
  #do(patches, words, merge = '') {
    const steps = patches.flatMap(({ uid, patch }) => stepOf(uid, this.#moments.get(uid), patch, patch));
    if (!steps.length) return this.tell('moments');
    this.#note(steps, words, merge);
    this.#apply(steps, 'after');
  }
  /** @param {Moment} moment @param {string} words @returns {string} */
  add(moment, words) {
    const uid = this.newUid();
    const whole = { ...moment, part_of: moment.part_of ?? `p${Date.now().toString(36)}${uid}` };
    const steps = [{ uid, before: null, after: whole }];
    this.#note(steps, words);
    this.#apply(steps, 'after');
    this.select(uid);
    return uid;
  }
  /** @param {string} uid @param {string} words */
  remove(uid, words) {
    this.removeAll([uid], words);
  }
  /** @param {string[]} uids @param {string} words */
  removeAll(uids, words) {
    if (uids.some((uid) => this.isRefused(uid))) return;
    const steps = uids.flatMap((uid) => {
      const before = this.#moments.get(uid);
      return before ? [{ uid, before, after: null }] : [];
    });
    if (!steps.length) return;
    this.#note(steps, words);
    this.#apply(steps, 'after');
  }
  /** Another placement's moment from now on, or one that stands alone. @param {string} uid @param {string | null} host a moment of that placement @param {string} words */
  regroup(uid, host, words) {
    const moment = this.#moments.get(uid),
      other = host ? this.#moments.get(host) : null;
    if (!moment) return;
    const said = other ? Object.fromEntries(SHARED.map((one) => [one, other[one]])) : {};
    const part_of = other ? (other.part_of ?? /** @type {string} */ (host)) : `p${Date.now().toString(36)}${this.newUid()}`;
    this.change(uid, { part_of, ...said }, words);
  }
  /** It is another brand's, and whoever tries to change it is told so. @param {string | null} uid */
  isRefused(uid) {
    if (!this.isOthers(uid)) return false;
    this.tell('moments');
    this.tell('others');
    return true;
  }
  /** What the server says, with no way back: another's version, or our own as it was kept.
   * @param {string} uid @param {Moment | null} moment */
  adopt(uid, moment) {
    if (moment) this.#moments.set(uid, moment);
    else this.#moments.delete(uid);
    if (!moment && this.selected === uid) this.select(null);
    this.tell('moments');
  }
  /** What the server did for us, with a way back. @param {string} uid @param {Partial<Moment>} was @param {string} words
   * @param {number} at when it was asked for @returns {import('./history.js').Change | null} */
  remember(uid, was, words, at) {
    const now = this.#moments.get(uid);
    const steps = now ? stepOf(uid, was, now, was) : [];
    if (!steps.length) return null;
    const change = this.#history.noteLate(steps, words, at);
    this.tell('history');
    return change;
  }
  /** What came or changed since, by the server for us, with a way back. @param {Map<string, Moment>} was @param {string} words
   * @param {(side: import('./history.js').Side) => void} [onStep] what came that is no moment */
  cameIn(was, words, onStep) {
    const steps = this.moments.flatMap(([uid, now]) => {
      const before = was.get(uid);
      return before ? stepOf(uid, before, now, now) : [{ uid, before: null, after: now }];
    });
    if (!steps.length && !onStep) return;
    this.#history.note(steps, words, '', onStep);
    this.tell('history');
  }
  /** An answer that was given, with its way back. @param {string} words @param {(side: import('./history.js').Side) => void} onStep
   * @param {string} [uid] the moment that came of it */
  answered(words, onStep, uid) {
    const after = uid && this.#moments.get(uid);
    const change = this.#history.note(after ? [{ uid, before: null, after }] : [], words, '', onStep);
    this.tell('history');
    return change;
  }
  /** Just this one, whatever was done since. @param {import('./history.js').Change} change */
  takeBack(change) {
    if (!this.#history.drop(change)) return;
    this.#apply(change.steps, 'before');
    change.onStep?.('before');
    this.tell('history');
  }
  /** Somebody else changed these of it. @param {string} uid @param {readonly (keyof Moment)[]} fields */
  overrule(uid, fields) {
    this.#history.overrule(uid, fields);
    this.tell('history');
  }
  /** It can't be taken back any more. @param {import('./history.js').Change} change */
  isFinal(change) {
    if (this.#history.drop(change)) this.tell('history');
  }
  /** Its history no longer fits what is there. @param {string} uid */
  forget(uid) {
    this.#history.forget(uid);
    this.tell('history');
  }

  get undoable() {
    return this.#history.undoable;
  }
  get redoable() {
    return this.#history.redoable;
  }
  /** The way back from just what was done last, whatever is done or taken back before it is gone. @returns {() => void} */
  get wayBack() {
    const change = this.#history.last;
    return () => change && this.takeBack(change);
  }
  /** When the last thing was done that can be taken back. */
  get doneAt() {
    return this.#history.at;
  }
  undo() {
    return this.#step(-1);
  }
  redo() {
    return this.#step(1);
  }

  /** @param {1 | -1} way */
  #step(way) {
    const done = this.#history.step(way);
    if (!done) return null;
    const { change, side } = done;
    this.#apply(change.steps, side);
    change.onStep?.(side);
    const [first] = change.steps;
    if (first?.[side] && this.#moments.get(first.uid)) this.select(first.uid);
    this.tell('history');
    return change.words;
  }
  /** @param {import('./history.js').Step[]} steps @param {string} words @param {string} [merge] */
  #note(steps, words, merge) {
    this.#history.note(steps, words, merge);
    this.tell('history');
  }

  /** @param {import('./history.js').Step[]} steps @param {'before' | 'after'} side */
  #apply(steps, side) {
    this.#live = null;
    const done = steps.flatMap(({ uid, before, after }) => {
      const wanted = side === 'before' ? before : after;
      const there = this.#moments.get(uid);
      // A moment that is gone meanwhile has no fields to be changed.
      if (wanted && before && after && !there) return [];
      const moment = wanted ? /** @type {Moment} */ ({ ...(before && after ? there : {}), ...wanted }) : null;
      if (moment) this.#moments.set(uid, moment);
      else this.#moments.delete(uid);
      if (!moment && this.selected === uid) this.select(null);
      return [{ uid, moment }];
    });
    this.tell('moments');
    for (const { uid, moment } of done) this.saver.want(uid, moment);
  }
}

/** What differs in the fields of `named`, as a step; none where nothing does.
 * @param {string} uid @param {Partial<Moment> | undefined} before @param {Partial<Moment>} after @param {Partial<Moment>} named
 * @returns {import('./history.js').Step[]} */
function stepOf(uid, before, after, named) {
  const fields = /** @type {(keyof Moment)[]} */ (Object.keys(named)).filter((one) => !alike(before?.[one], after[one]));
  const part = (/** @type {any} */ from) => Object.fromEntries(fields.map((one) => [one, from?.[one]]));
  return fields.length ? [{ uid, before: part(before), after: part(after) }] : [];
}
