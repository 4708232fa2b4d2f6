// What is known of the paths that are followed: each moment's tracks, the weak places, and what is still on its way.
// @ts-check
import { isPathOf, isRunning } from './paths.js';
import { t } from '../words.js';

/** @typedef {import('./paths.js').Track} Track */
/** @typedef {{track: Track | null, asking: boolean, unwanted: boolean, was: Pick<import('./store.js').Moment, 'keys' | 'hidden'> | null, words: string, at: number}} One `at`: when the first of what is on its way was asked for */

export class Tracks {
  /** @type {Map<string, One>} by moment */ ones = new Map();
  /** @type {Map<string, Track>} what the server said last, by track */ told = new Map();
  /** @type {Map<string, Set<string>>} its tracks, by placement */ byPlacement = new Map();
  /** @type {Map<string, number>} corrections a hand may still be making */ soon = new Map();
  /** @type {{uid: string, span: import('./paths.js').Span}[] | null} as long as nothing changes */ weakPlaces = null;

  /** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver */
  constructor(desk, saver) {
    this.desk = desk;
    this.saver = saver;
  }

  /** The tracks whose paths this moment has or is getting, the newest first: one for each shot it was followed in.
   * @param {string | null} uid @returns {Track[]} */
  all(uid) {
    const kept = this.desk.kept(uid ?? '');
    if (!uid || !kept) return [];
    const one = this.ones.get(uid),
      placement = this.saver.idOf(uid);
    const told = [...((placement && this.byPlacement.get(placement)) || [])].reverse();
    /** @type {Track[]} */ const all = [];
    for (const id of told) {
      const track = /** @type {Track} */ (this.told.get(id));
      const isMine = track.id === one?.track?.id;
      const isBusy = isRunning(track) || (isMine && (one.asking || one.was !== null));
      const isOver = all.some((newer) => newer.start_frame < track.end_frame && track.start_frame < newer.end_frame);
      // Keys that were set by hand since, or an undo, have taken the place of a path.
      if (!isOver && (isBusy || isPathOf(kept.keys, track) || (isMine && track.status === 'failed'))) all.push(track);
    }
    return all;
  }
  /** Every weak place in the film, in its order: where a person should have a look. @returns {{uid: string, span: import('./paths.js').Span}[]} */
  weak() {
    this.weakPlaces ??= this.desk.moments
      .flatMap(([uid, moment]) =>
        this.all(uid)
          .filter((track) => !isRunning(track))
          .flatMap((track) => track.weak)
          .filter(([from, to]) => from < moment.end_frame && moment.start_frame < to)
          .map((span) => ({ uid, span })),
      )
      .sort((a, b) => a.span[0] - b.span[0]);
    return this.weakPlaces;
  }
  /** @param {string | null} uid @param {number} [frame] @returns {Track | null} the one that has this frame */
  of(uid, frame = this.desk.frame) {
    return this.all(uid).find((track) => track.start_frame <= frame && frame < track.end_frame) ?? null;
  }
  /** @param {string | null} uid @returns {Track | null} the one that is being followed just now */
  running(uid) {
    return this.all(uid).find(isRunning) ?? null;
  }
  /** @param {string | null} uid */
  isRunning(uid) {
    return Boolean(uid && (this.ones.get(uid)?.asking || this.soon.has(uid))) || Boolean(this.running(uid));
  }
  /** 0 to 1. @param {string} uid */
  progress(uid) {
    return this.running(uid)?.progress ?? 0;
  }
  /** A box set on this frame corrects the path. @param {string} uid @param {number} frame */
  owns(uid, frame) {
    return this.of(uid, frame) !== null;
  }

  /** @param {string} uid @param {string} words @returns {One} */
  begin(uid, words) {
    const one = this.one(uid);
    const kept = this.desk.kept(uid);
    // The way back leads to before the first of several corrections that are still being followed.
    if (!one.was && kept) {
      one.was = { keys: kept.keys, hidden: kept.hidden };
      one.at = Date.now();
    }
    one.words = words;
    return one;
  }
  /** @param {string} uid @returns {One} */
  one(uid) {
    const one = this.ones.get(uid) ?? { track: null, asking: false, unwanted: false, was: null, words: t('Box followed'), at: 0 };
    this.ones.set(uid, one);
    return one;
  }

  get runningTracks() {
    const all = [...this.told.values(), ...[...this.ones.values()].map((one) => one.track)];
    return [...new Map(all.filter(isRunning).map((track) => [/** @type {Track} */ (track).id, /** @type {Track} */ (track)])).values()];
  }

  /** @param {Track} track */
  note(track) {
    this.told.set(track.id, track);
    if (!track.placement) return;
    const known = this.byPlacement.get(track.placement);
    if (known) known.add(track.id);
    else this.byPlacement.set(track.placement, new Set([track.id]));
  }

  /** @param {string} uid @param {Track} track @returns {One} */
  keep(uid, track) {
    this.note(track);
    const one = this.one(uid);
    one.track = track;
    return one;
  }
}
