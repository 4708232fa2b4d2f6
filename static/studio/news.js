// What happened on the desk, and who wants to be told.
// @ts-check

/** @typedef {'moments' | 'selected' | 'frame' | 'tool' | 'draft' | 'shelf' | 'history' | 'shown' | 'playing' | 'shots' | 'tracks' | 'glance' | 'found' | 'others' | 'marks' | 'notes' | 'view' | 'loop' | 'showFinding' | 'choose' | 'holders' | 'saved'} News */

export class Teller {
  /** @type {Map<string, Set<(detail: any) => void>>} */ #listeners = new Map();
  #isQuiet = false;
  #waits = false;

  /** @param {News} name @param {(detail: any) => void} listener */
  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name)?.add(listener);
  }
  /** Many moments at once are told of once. @param {() => void} work */
  atOnce(work) {
    this.#isQuiet = true;
    this.#waits = false;
    try {
      work();
    } finally {
      this.#isQuiet = false;
      if (this.#waits) this.tell('moments');
    }
  }
  /** @param {News} name @param {any} [detail] */
  tell(name, detail) {
    if (this.#isQuiet && name === 'moments') {
      this.#waits = true;
      return;
    }
    for (const listener of this.#listeners.get(name) ?? []) listener(detail);
  }
}
