// What was done and can be taken back: each step names only the fields it changed, so that what others changed stays.
// @ts-check

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {{uid: string, before: Partial<Moment> | null, after: Partial<Moment> | null}} Step null: the moment isn't there */
/** @typedef {'before' | 'after'} Side */
/** @typedef {{steps: Step[], words: string, at: number, merge: string, onStep?: (side: Side) => void}} Change
 *   `onStep`: what is to be done beside the steps, for answers that are no moment's */

const MOST = 300;
/** Changes of one kind, quicker after each other than this, are taken back together. */
const ROW_MS = 900;

export class History {
  /** @type {Change[]} */ #past = [];
  /** @type {Change[]} */ #future = [];

  get undoable() {
    return this.#past.at(-1)?.words ?? null;
  }
  get redoable() {
    return this.#future.at(-1)?.words ?? null;
  }
  /** What was done last, and can be taken back. */
  get last() {
    return this.#past.at(-1);
  }
  /** When the last thing was done that can be taken back. */
  get at() {
    return this.#past.at(-1)?.at ?? 0;
  }

  /** @param {Step[]} steps @param {string} words @param {string} [merge] @param {Change['onStep']} [onStep] @returns {Change} */
  note(steps, words, merge = '', onStep = undefined) {
    const last = this.#past.at(-1);
    const at = Date.now();
    this.#future = [];
    if (last && merge && last.merge === merge && at - last.at < ROW_MS && sameUids(last.steps, steps)) {
      last.steps.forEach((step, i) => {
        step.before = { ...steps[i].before, ...step.before };
        step.after = { ...step.after, ...steps[i].after };
      });
      last.at = at;
      return last;
    }
    const change = { steps, words, at, merge, onStep };
    this.#past.push(change);
    if (this.#past.length > MOST) this.#past.shift();
    return change;
  }

  /** What comes late, as a path that was followed: it stands where it was asked for, before what was done since.
   * @param {Step[]} steps @param {string} words @param {number} at @returns {Change} */
  noteLate(steps, words, at) {
    const uids = new Set(steps.map((step) => step.uid));
    if (this.#future.some((change) => change.steps.some((step) => uids.has(step.uid)))) this.#future = [];
    const change = { steps, words, at, merge: '' };
    this.#past.splice(this.#past.findLastIndex((one) => one.at <= at) + 1, 0, change);
    return change;
  }

  /** Taken out of its row. @param {Change} change @returns {boolean} whether it was there to be taken back */
  drop(change) {
    const at = this.#past.indexOf(change);
    if (at >= 0) this.#past.splice(at, 1);
    return at >= 0;
  }

  /** @param {1 | -1} way back or on again @returns {{change: Change, side: Side} | null} */
  step(way) {
    const [from, to] = way < 0 ? [this.#past, this.#future] : [this.#future, this.#past];
    const change = from.pop();
    if (!change) return null;
    to.push(change);
    return { change, side: way < 0 ? 'before' : 'after' };
  }

  /** Somebody else has said something else of these: taking back what was here said before would undo theirs.
   * @param {string} uid @param {readonly (keyof Moment)[]} fields */
  overrule(uid, fields) {
    for (const step of [...this.#past, ...this.#future].flatMap((change) => change.steps))
      if (step.uid === uid && step.before && step.after)
        for (const field of fields) {
          delete step.before[field];
          delete step.after[field];
        }
    this.#prune((step) => !step.before || !step.after || Object.keys(step.after).length > 0);
  }

  /** What was done to it no longer fits what is there. @param {string} uid */
  forget(uid) {
    this.#prune((step) => step.uid !== uid);
  }

  /** @param {(step: Step) => boolean} keeps */
  #prune(keeps) {
    for (const all of [this.#past, this.#future]) {
      for (const change of all) change.steps = change.steps.filter(keeps);
      all.splice(0, all.length, ...all.filter((change) => change.steps.length || change.onStep));
    }
  }
}

/** @param {Step[]} a @param {Step[]} b */
const sameUids = (a, b) => a.length === b.length && a.every((step, i) => step.uid === b[i].uid && step.before && step.after);
