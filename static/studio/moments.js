// The moments of an episode: in the order of the story, by placement, and which of them are on at a frame.
// @ts-check

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {{part: string, uids: string[]}} Placed one placement and its moments, in the order of the story */

/** Frames of one drawer of the index: moments are seconds long. */
const DRAWER = 64;

export class Moments {
  /** @type {Map<string, Moment>} */ #all = new Map();
  /** @type {[string, Moment][] | null} */ #sorted = null;
  /** @type {Map<string, Placed> | null} */ #placed = null;
  /** @type {Map<number, string[]> | null} */ #drawers = null;

  get size() {
    return this.#all.size;
  }
  /** @param {string | null | undefined} uid */
  get(uid) {
    return this.#all.get(uid ?? '');
  }
  /** @param {string} uid @param {Moment} moment */
  set(uid, moment) {
    const before = this.#all.get(uid);
    this.#all.set(uid, moment);
    // A path that changes leaves every list as it is.
    if (before && ['start_frame', 'end_frame', 'part_of'].every((one) => /** @type {any} */ (before)[one] === /** @type {any} */ (moment)[one])) {
      const at = this.#sorted?.find(([one]) => one === uid);
      if (at) at[1] = moment;
    } else this.#lose();
  }
  /** @param {string} uid */
  delete(uid) {
    this.#all.delete(uid);
    this.#lose();
  }

  /** Those that begin and end together in the order in which they came: the server tells the older first.
   * @returns {[string, Moment][]} */
  get sorted() {
    this.#sorted ??= [...this.#all].sort(
      ([, a], [, b]) => a.start_frame - b.start_frame || a.end_frame - b.end_frame,
    );
    return this.#sorted;
  }

  /** Every placement, the one that comes on first first. @returns {Placed[]} */
  get placed() {
    return [...this.#byPart.values()];
  }
  /** The moments of the placement this one belongs to. @param {string} uid @returns {string[]} */
  together(uid) {
    return this.#byPart.get(partOf(uid, this.#all.get(uid)))?.uids ?? [];
  }
  get #byPart() {
    if (!this.#placed) {
      this.#placed = new Map();
      for (const [uid, moment] of this.sorted) {
        const part = partOf(uid, moment);
        const there = this.#placed.get(part);
        if (there) there.uids.push(uid);
        else this.#placed.set(part, { part, uids: [uid] });
      }
    }
    return this.#placed;
  }

  /** The placement of a product that a new moment most likely belongs to: the nearest that isn't on just then.
   * @param {string} variant @param {number} start @param {number} end @returns {string | null} one of its moments */
  akin(variant, start, end) {
    const ways = this.placed.flatMap(({ uids }) => {
      const all = uids.map((uid) => /** @type {Moment} */ (this.#all.get(uid)));
      if (all[0].variant !== variant || all.some((one) => one.start_frame < end && start < one.end_frame)) return [];
      return [{ uid: uids[0], far: Math.min(...all.map((one) => Math.abs(one.start_frame - start))) }];
    });
    return ways.sort((a, b) => a.far - b.far)[0]?.uid ?? null;
  }

  /** Those whose span holds the frame, in the order of the story. @param {number} frame @returns {string[]} */
  at(frame) {
    if (!this.#drawers) {
      this.#drawers = new Map();
      for (const [uid, { start_frame, end_frame }] of this.sorted)
        for (let drawer = drawerOf(start_frame); drawer <= drawerOf(end_frame - 1); drawer++) {
          const held = this.#drawers.get(drawer);
          if (held) held.push(uid);
          else this.#drawers.set(drawer, [uid]);
        }
    }
    return (this.#drawers.get(drawerOf(frame)) ?? []).filter((uid) => {
      const moment = this.#all.get(uid);
      return moment && moment.start_frame <= frame && frame < moment.end_frame;
    });
  }

  #lose() {
    this.#sorted = this.#placed = this.#drawers = null;
  }
}

/** What the moments of one placement have in common; one that says nothing stands alone.
 * @param {string} uid @param {Moment | undefined} moment */
export const partOf = (uid, moment) => moment?.part_of ?? uid;

/** @param {number} frame */
const drawerOf = (frame) => Math.floor(frame / DRAWER);
