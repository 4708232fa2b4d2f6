// Placements by name: a new one has a name of this window's until the server gives it its own.
// @ts-check

export class Names {
  /** @type {Map<string, string>} ours → the server's */ #there = new Map();
  /** @type {Map<string, string>} */ #here = new Map();

  /** @param {Record<string, string>} names ours → the server's */
  learn(names) {
    for (const [here, there] of Object.entries(names)) {
      this.#there.set(here, there);
      this.#here.set(there, here);
    }
  }
  /** The server's name. @param {string | undefined} here */
  of(here) {
    return this.#there.get(here ?? '') ?? here ?? null;
  }
  /** Ours; one that was never seen is called as there. @param {string} there */
  here(there) {
    return this.#here.get(there) ?? there;
  }
  get all() {
    return Object.fromEntries(this.#there);
  }
}
