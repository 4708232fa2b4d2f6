// What isn't saved yet, kept in the browser: a tab that is closed or a machine that stops loses nothing of it.
// @ts-check

/** @typedef {{id: string | null, version: number, saved: import('./store.js').Moment | null, wanted: import('./store.js').Moment | null}} Kept */
/** @typedef {{id: string, rate: [number, number]}} Cut */
/** @typedef {{entries: Kept[], names: Record<string, string>, cut?: Cut}} Page `cut`: whose frames they are told in */

const PREFIX = 'vitrine.unsaved';

export class Journal {
  #key;
  #cut;
  /** @type {Set<string>} journals of windows that are open: theirs to save */ #open = new Set();

  /** @param {string} person @param {string} episode @param {Cut} cut */
  constructor(person, episode, cut) {
    this.#cut = cut;
    this.unfitKey = `${PREFIX}-unfit.${person}.${episode}`;
    this.prefix = `${PREFIX}.${person}.${episode}.`;
    this.#key = this.prefix + Math.random().toString(36).slice(2);
    // Held as long as this window lives, however it ends.
    navigator.locks?.request(this.#key, () => new Promise(() => {}));
  }

  /** @param {Kept[]} behind @param {Record<string, string>} names */
  keep(behind, names) {
    try {
      if (!behind.length) return localStorage.removeItem(this.#key);
      const entries = behind.map(({ id, version, saved, wanted }) => ({ id, version, saved, wanted }));
      localStorage.setItem(this.#key, JSON.stringify({ entries, names, cut: this.#cut }));
    } catch {
      // No room or not allowed: the server is asked all the same, and leaving the page warns.
    }
  }

  /** What doesn't fit the new cut, kept until somebody has seen it. @param {import('./former.js').Unfit[]} [more] */
  unfit(more = []) {
    const known = kept(this.unfitKey);
    const all = [...(Array.isArray(known) ? known : []), ...more];
    try {
      if (more.length) localStorage.setItem(this.unfitKey, JSON.stringify(all));
    } catch {
      // No room: it is shown all the same.
    }
    return all;
  }
  unfitSeen() {
    localStorage.removeItem(this.unfitKey);
  }

  /** Which windows are open now; asked for before `left`. */
  async look() {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    this.#open = new Set(held.map(({ name }) => name ?? ''));
  }

  /** What windows that are gone have left. It is handed out once. @returns {Page[]} */
  left() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.#key);
    return keys
      .filter((key) => !this.#open.has(key))
      .flatMap((key) => {
        const page = kept(key);
        localStorage.removeItem(key);
        return Array.isArray(page?.entries) ? [page] : [];
      });
  }
}

/** @param {string} key @returns {any} null where nothing is kept, or nothing that can be read */
function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
