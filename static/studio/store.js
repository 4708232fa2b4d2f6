// The desk's state: the film, its moments, what is selected, and every change with its way back.
// @ts-check
import * as frames from './frames.js';

/** @typedef {import('./geometry.js').Key} Key */
/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {[number, number]} Span */
/** @typedef {{variant: string, label: string, action: string, disclosure: string | null, anchor: 'follow' | 'docked', start_frame: number, end_frame: number, keys: Key[], hidden: Span[]}} Moment `hidden`: where something covers it, [from, to) in frames */
/** @typedef {Moment & {id: string, version: number}} Placement */
/** @typedef {{id: string, title: string, product: string, name: string, brand: string, image: string | null, price: string, available: number | null}} Variant */
/** @typedef {{uid: string, before: Moment | null, after: Moment | null, words: string, at: number, merge: string}} Change */
/** @typedef {'moments' | 'selected' | 'frame' | 'tool' | 'draft' | 'shelf' | 'history' | 'shown' | 'playing' | 'shots' | 'tracks' | 'glance' | 'found' | 'others' | 'marks'} News */
/** @typedef {{label: string, frame: number, box: Box, start_frame: number, end_frame: number}} Glance a suggestion that is being looked at */

export const FIELDS = /** @type {const} */ ([
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

export class Desk {
  /** @type {Map<string, Moment>} */ #moments = new Map();
  /** @type {{uid: string, moment: Moment} | null} while a hand is still dragging */ #live = null;
  /** @type {Map<string, Partial<Moment>>} paths of what is being followed, as they come; nothing of it is kept yet */
  #coming = new Map();
  /** @type {Change[]} */ #past = [];
  /** @type {Change[]} */ #future = [];
  /** @type {Map<string, Set<(detail: any) => void>>} */ #listeners = new Map();
  #count = 0;
  /** @type {Map<string, Variant>} */ variants = new Map();
  /** @type {string | null} */ selected = null;
  /** @type {Glance | null} */ glance = null;
  /** @type {import('./found.js').Finding[]} suggestions nobody has answered */ found = [];
  /** @type {import('./notes_store.js').Note[]} notes that are open, in the order of the film: `marks` tells when they change */
  marks = [];
  /** @type {import('./follow.js').Follow | null} */ follow = null;
  /** @type {string | null} a variant picked from the shelf for the next box */ armed = null;
  /** @type {{frame: number, box: Box} | null} a box that has no product yet */ draft = null;
  tool = false;
  frame = 0;
  playing = false;
  /** @type {{want: (uid: string, moment: Moment | null) => void}} */ saver = { want: () => {} };

  /** @param {import('./library_parts.js').Episode} episode
   * @param {{mayRead: boolean, ownOnly: boolean}} [may] what this person may: have films read; change only their own brand's */
  constructor(episode, may = { mayRead: true, ownOnly: false }) {
    this.episode = episode;
    this.may = may;
    this.cut = /** @type {NonNullable<typeof episode.cut>} */ (episode.cut);
    this.rate = this.cut.fps;
    this.frames = this.cut.frames;
    this.shots = episode.shots ?? [];
    /** Its shots are still being looked for. */
    this.isReading = episode.reading.step === 'shots';
  }

  /** @param {News} name @param {(detail: any) => void} listener */
  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name)?.add(listener);
  }
  /** @param {News} name @param {any} [detail] */
  tell(name, detail) {
    for (const listener of this.#listeners.get(name) ?? []) listener(detail);
  }

  /** Every moment in the order of the story. @returns {[string, Moment][]} */
  get moments() {
    return [...this.#moments.keys()]
      .map((uid) => /** @type {[string, Moment]} */ ([uid, this.of(uid)]))
      .sort(([, a], [, b]) => a.start_frame - b.start_frame || a.end_frame - b.end_frame);
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
  /** A brand's people have only their own products on the shelf, and change only their moments. @param {string | null} uid */
  isOthers(uid) {
    const moment = this.of(uid);
    return this.may.ownOnly && Boolean(moment) && !this.variants.has(moment.variant);
  }
  newUid() {
    return `m${++this.#count}`;
  }

  /** The server knows more of the film now. @param {import('./library_parts.js').Episode} episode */
  learn(episode) {
    Object.assign(this.episode, episode);
    this.shots = episode.shots ?? [];
    this.isReading = episode.reading.step === 'shots';
    this.tell('shots');
  }

  // ---- frames ----
  /** @param {number} frame @param {{scrub?: boolean}} [how] */
  seek(frame, how = {}) {
    const next = frames.clampFrame(frame, this.frames);
    const moved = next !== this.frame;
    this.frame = next;
    this.tell('frame', { ...how, moved });
  }
  /** The film itself says where it is while it plays. @param {number} frame */
  reached(frame) {
    this.frame = frames.clampFrame(frame, this.frames);
    this.tell('frame', { played: true });
  }

  // ---- what is in hand ----
  /** @param {string | null} uid */
  select(uid) {
    if (this.selected === uid) return;
    this.selected = uid;
    this.tell('selected');
  }
  /** @param {boolean} on */
  arm(on) {
    this.tool = on;
    this.tell('tool');
  }
  /** @param {{frame: number, box: Box} | null} draft */
  sketch(draft) {
    this.draft = draft;
    this.tell('draft');
  }

  /** A suggestion to be seen on the picture, or none. @param {Glance | null} glance */
  look(glance) {
    if (this.glance === glance) return;
    this.glance = glance;
    this.tell('glance');
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

  /** Change a moment, keep the way back, and have it saved.
   * @param {string} uid @param {Partial<Moment>} patch @param {string} words @param {string} [merge] changes of one kind in a row undo together */
  change(uid, patch, words, merge = '') {
    const before = this.#moments.get(uid);
    this.#live = null;
    if (!before || this.isRefused(uid)) return;
    const after = { ...before, ...patch };
    if (same(before, after)) return this.tell('moments');
    this.#remember({ uid, before, after, words, at: Date.now(), merge });
    this.#put(uid, after);
  }
  /** @param {Moment} moment @param {string} words @returns {string} */
  add(moment, words) {
    const uid = this.newUid();
    this.#remember({ uid, before: null, after: moment, words, at: Date.now(), merge: '' });
    this.#put(uid, moment);
    this.select(uid);
    return uid;
  }
  /** @param {string} uid @param {string} words */
  remove(uid, words) {
    const before = this.#moments.get(uid);
    if (!before || this.isRefused(uid)) return;
    this.#remember({ uid, before, after: null, words, at: Date.now(), merge: '' });
    this.#put(uid, null);
  }
  /** It is another brand's, and whoever tries to change it is told so. @param {string | null} uid */
  isRefused(uid) {
    if (!this.isOthers(uid)) return false;
    this.tell('moments');
    this.tell('others');
    return true;
  }
  /** What the server says, with no way back: another's version, or our own as it was kept.
   * @param {string} uid
   * @param {Moment | null} moment */
  adopt(uid, moment) {
    if (moment) this.#moments.set(uid, moment);
    else this.#moments.delete(uid);
    if (!moment && this.selected === uid) this.select(null);
    this.tell('moments');
  }
  /** What the server did for us, with a way back. @param {string} uid @param {Partial<Moment>} was @param {string} words */
  remember(uid, was, words) {
    const after = this.#moments.get(uid);
    if (!after) return;
    const before = { ...after, ...was };
    if (!same(before, after)) this.#remember({ uid, before, after, words, at: Date.now(), merge: '' });
  }
  /** Its history no longer fits what is there. @param {string} uid */
  forget(uid) {
    this.#past = this.#past.filter((one) => one.uid !== uid);
    this.#future = this.#future.filter((one) => one.uid !== uid);
    this.tell('history');
  }

  get undoable() {
    return this.#past.at(-1)?.words ?? null;
  }
  get redoable() {
    return this.#future.at(-1)?.words ?? null;
  }
  undo() {
    return this.#step(this.#past, this.#future, 'before');
  }
  redo() {
    return this.#step(this.#future, this.#past, 'after');
  }

  /** @param {Change[]} from @param {Change[]} to @param {'before' | 'after'} side */
  #step(from, to, side) {
    const change = from.pop();
    if (!change) return null;
    to.push(change);
    this.#put(change.uid, change[side]);
    if (change[side]) this.select(change.uid);
    this.tell('history');
    return change.words;
  }

  /** @param {Change} change */
  #remember(change) {
    const last = this.#past.at(-1);
    this.#future = [];
    if (
      last &&
      change.merge &&
      last.merge === change.merge &&
      last.uid === change.uid &&
      change.at - last.at < 900
    ) {
      last.after = change.after;
      last.at = change.at;
    } else {
      this.#past.push(change);
      if (this.#past.length > 200) this.#past.shift();
    }
    this.tell('history');
  }

  /** @param {string} uid @param {Moment | null} moment */
  #put(uid, moment) {
    this.#live = null;
    if (moment) this.#moments.set(uid, moment);
    else {
      this.#moments.delete(uid);
      if (this.selected === uid) this.select(null);
    }
    this.tell('moments');
    this.saver.want(uid, moment);
  }
}

/** Only what the desk edits. @param {any} placement @returns {Moment} */
export const momentOf = (placement) =>
  /** @type {Moment} */ ({
    ...Object.fromEntries(FIELDS.map((field) => [field, placement[field]])),
    hidden: placement.hidden ?? [],
  });

/** @param {Moment | null} a @param {Moment | null} b */
export const same = (a, b) =>
  a === b || (!!a && !!b && FIELDS.every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field])));
