// What was done and can be taken back: each step names only the fields it changed, so that what others changed stays.
// @ts-check

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {{uid: string, before: Partial<Moment> | null, after: Partial<Moment> | null}} Step null: the moment isn't there */
/** @typedef {{steps: Step[], words: string, at: number, merge: string}} Change */

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

  /** @param {Step[]} steps @param {string} words @param {string} [merge] */
  note(steps, words, merge = '') {
    const last = this.#past.at(-1);
    const at = Date.now();
    this.#future = [];
    if (last && merge && last.merge === merge && at - last.at < ROW_MS && sameUids(last.steps, steps)) {
      last.steps.forEach((step, i) => {
        step.before = { ...steps[i].before, ...step.before };
        step.after = { ...step.after, ...steps[i].after };
      });
      last.at = at;
      return;
    }
    this.#past.push({ steps, words, at, merge });
    if (this.#past.length > MOST) this.#past.shift();
  }

  /** @param {1 | -1} way back or on again @returns {{change: Change, side: 'before' | 'after'} | null} */
  step(way) {
    const [from, to] = way < 0 ? [this.#past, this.#future] : [this.#future, this.#past];
    const change = from.pop();
    if (!change) return null;
    to.push(change);
    return { change, side: way < 0 ? 'before' : 'after' };
  }

  /** What was done to it no longer fits what is there. @param {string} uid */
  forget(uid) {
    for (const all of [this.#past, this.#future]) {
      for (const change of all) change.steps = change.steps.filter((step) => step.uid !== uid);
      all.splice(0, all.length, ...all.filter((change) => change.steps.length));
    }
  }
}

/** @param {Step[]} a @param {Step[]} b */
const sameUids = (a, b) => a.length === b.length && a.every((step, i) => step.uid === b[i].uid && step.before && step.after);
