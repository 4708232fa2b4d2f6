// What is known of each moment: as the server has it, and as it is wanted here.
// @ts-check
import { Journal } from './journal.js';
import { differing, momentOf, same } from './moment.js';
import { Names } from './names.js';

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {{uid: string, id: string | null, version: number, saved: Moment | null, wanted: Moment | null, track: string | null, running: boolean, held: boolean, isDoubtful: boolean, timer: number}} Entry */

export class Entries {
  /** @type {Map<string, Entry>} */ entries = new Map();
  names = new Names();
  /** What was deleted here: it comes back as itself, with its history and its track. @type {Map<string, {id: string, version: number}>} */
  gone = new Map();

  /** @param {import('./store.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.journal = new Journal(desk.may.person ?? '', desk.episode.id, { id: desk.cut.id, rate: desk.rate });
  }
  /** What is known has changed: whoever says so does it here. */
  told() {}

  /** @param {any[]} placements what the server has now; what is being changed here stays as it is */
  load(placements) {
    this.desk.atOnce(() => this.#load(placements));
    this.told();
  }

  /** @param {any[]} placements */
  #load(placements) {
    const known = new Map([...this.entries.values()].filter((one) => one.id).map((one) => [one.id, one]));
    for (const placement of placements) {
      const entry = known.get(placement.id);
      known.delete(placement.id);
      if (!entry) this.add(placement);
      else if (this.isCalm(entry) && entry.version !== placement.version) {
        this.desk.overrule(entry.uid, this.#others(entry, placement));
        this.keep(entry, placement);
      }
    }
    for (const entry of known.values()) {
      if (!this.isCalm(entry)) continue;
      this.entries.delete(entry.uid);
      this.desk.forget(entry.uid);
      this.desk.adopt(entry.uid, null);
    }
  }

  /** What somebody else changed; a path that comes home has its own way back. @param {Entry} entry @param {any} placement */
  #others({ saved }, placement) {
    const path = placement.track ? ['keys', 'hidden'] : [];
    return saved ? differing(saved, this.read(placement)).filter((field) => !path.includes(field)) : [];
  }

  get isBehind() {
    return [...this.entries.values()].some((one) => !this.isCalm(one));
  }
  /** @param {string} uid */
  idOf(uid) {
    return this.entries.get(uid)?.id ?? null;
  }

  /** The track whose path the moment has, as the server knows it. @param {string} uid */
  trackOf(uid) {
    return this.entries.get(uid)?.track ?? null;
  }
  /** @param {string} id @returns {string | null} the moment that this placement is here */
  uidOf(id) {
    for (const entry of this.entries.values()) if (entry.id === id) return entry.uid;
    return null;
  }
  /** A placement that the server made for us. @param {any} placement @returns {string} */
  take(placement) {
    const known = this.uidOf(placement.id);
    if (known) return known;
    const uid = this.add(placement);
    this.told();
    return uid;
  }

  /** The server has another moment of the same placement already. @param {Entry} entry @param {Moment} sent */
  isShared(entry, sent) {
    return [...this.entries.values()].some((one) => one !== entry && one.id && one.saved?.part_of === sent.part_of);
  }

  /** @param {any} placement @returns {Moment} */
  read(placement) {
    return { ...momentOf(placement), part_of: this.names.here(placement.part_of) };
  }
  /** What isn't saved yet is written down here, for the next window. */
  note() {
    const behind = [...this.entries.values()].filter((one) => !same(one.saved, one.wanted));
    this.journal.keep(behind, this.names.all);
  }

  /** @param {Entry} entry */
  isCalm(entry) {
    return !entry.running && !entry.held && same(entry.saved, entry.wanted);
  }
  /** One that was deleted here and came back by another way is the same again. @param {any} placement @returns {string} */
  add(placement) {
    const known = [...this.gone].find(([, one]) => one.id === placement.id)?.[0];
    const uid = known ?? this.desk.newUid();
    this.gone.delete(uid);
    this.keep(this.make(uid), placement);
    return uid;
  }
  /** @param {Entry} entry @param {any} placement */
  keep(entry, placement) {
    const moment = this.read(placement);
    const { id, version, track = null } = placement;
    Object.assign(entry, { id, version, track, saved: moment, wanted: moment });
    this.desk.adopt(entry.uid, moment);
  }
  /** @param {string} uid @returns {Entry} */
  make(uid) {
    const entry = {
      uid,
      id: null,
      version: 0,
      saved: null,
      wanted: null,
      track: null,
      running: false,
      held: false,
      isDoubtful: false,
      timer: 0,
    };
    this.entries.set(uid, entry);
    return entry;
  }
}
