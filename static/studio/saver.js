// Autosave: what is wanted against what the server has, moment by moment, until they agree.
// @ts-check
import { call } from './api.js';
import { FIELDS, momentOf, same } from './store.js';
import { t, tn } from '../words.js';
import { timeOfDay } from './manner.js';

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {import('./api.js').Refused} Refused */
/** @typedef {{uid: string, id: string | null, version: number, saved: Moment | null, wanted: Moment | null, track: string | null, running: boolean, held: boolean, isDoubtful: boolean, timer: number}} Entry */
/** @typedef {'saved' | 'saving' | 'trying' | 'held' | 'out'} Said */

const PAUSE_MS = 250;

export class Saver {
  /** @type {Map<string, Entry>} */ #entries = new Map();
  /** @type {Set<() => void>} */ #sleepers = new Set();
  /** @type {Date | null} */ #savedAt = null;
  #failures = 0;
  #signedOut = false;

  /** @param {import('./store.js').Desk} desk
   * @param {{onState: (state: Said, words: string) => void, onConflict: (conflict: {uid: string, mine: Moment, theirs: any}) => void, onRefused: (words: string) => void}} told */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    desk.saver = this;
    window.addEventListener('online', () => this.#wake());
    window.addEventListener('beforeunload', (event) => {
      if (this.isBehind) event.preventDefault();
    });
  }

  /** @param {any[]} placements what the server has now; what is being changed here stays as it is */
  load(placements) {
    const known = new Map([...this.#entries.values()].filter((one) => one.id).map((one) => [one.id, one]));
    for (const placement of placements) {
      const entry = known.get(placement.id);
      known.delete(placement.id);
      if (!entry) this.#add(placement);
      else if (this.#isCalm(entry) && entry.version !== placement.version) this.#take(entry, placement);
    }
    for (const entry of known.values()) {
      if (!this.#isCalm(entry)) continue;
      this.#entries.delete(entry.uid);
      this.desk.forget(entry.uid);
      this.desk.adopt(entry.uid, null);
    }
    this.#say();
  }

  get isBehind() {
    return [...this.#entries.values()].some((one) => !this.#isCalm(one));
  }
  /** @param {string} uid */
  idOf(uid) {
    return this.#entries.get(uid)?.id ?? null;
  }

  /** The track whose path the moment has, as the server knows it. @param {string} uid */
  trackOf(uid) {
    return this.#entries.get(uid)?.track ?? null;
  }
  /** @param {string} id @returns {string | null} the moment that this placement is here */
  uidOf(id) {
    for (const entry of this.#entries.values()) if (entry.id === id) return entry.uid;
    return null;
  }
  /** Wait until one moment is at the server as it is here. @param {string} uid
   * @returns {Promise<string | null>} the placement's id; null when it isn't there and won't be for now */
  async settled(uid) {
    const until = Date.now() + 15_000;
    for (;;) {
      const entry = this.#entries.get(uid);
      if (!entry || !entry.wanted) return null;
      if (this.#isCalm(entry)) return entry.id;
      if (entry.held || Date.now() > until) return null;
      this.#run(entry);
      await new Promise((go) => setTimeout(go, 40));
    }
  }
  /** A placement that the server made for us. @param {any} placement @returns {string} */
  take(placement) {
    const known = this.uidOf(placement.id);
    if (known) return known;
    const uid = this.desk.newUid();
    this.#take(this.#new(uid), placement);
    this.#say();
    return uid;
  }

  /** Everything is at the server, or it can't be for now. @returns {Promise<boolean>} */
  async flush() {
    for (const entry of this.#entries.values()) this.#run(entry);
    const until = Date.now() + 8000;
    while (this.isBehind && Date.now() < until && ![...this.#entries.values()].some((one) => one.held))
      await new Promise((go) => setTimeout(go, 40));
    return !this.isBehind;
  }

  /** @param {string} uid @param {Moment | null} moment */
  want(uid, moment) {
    const entry = this.#entries.get(uid) ?? this.#new(uid);
    entry.wanted = moment;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.#run(entry), PAUSE_MS);
    this.#say();
  }

  /** After a conflict: ours again, over what is there now.
   * @param {string} uid
   * @param {any} theirs null when they deleted it */
  keepMine(uid, theirs) {
    const entry = /** @type {Entry} */ (this.#entries.get(uid));
    Object.assign(
      entry,
      theirs ? { saved: momentOf(theirs), version: theirs.version } : { saved: null, id: null, version: 0 },
    );
    entry.held = false;
    this.#run(entry);
  }
  /** @param {string} uid @param {any} theirs */
  takeTheirs(uid, theirs) {
    const entry = /** @type {Entry} */ (this.#entries.get(uid));
    entry.held = false;
    this.desk.forget(uid);
    if (theirs) this.#take(entry, theirs);
    else {
      this.#entries.delete(uid);
      this.desk.adopt(uid, null);
    }
    this.#say();
  }

  /** @param {Entry} entry */
  async #run(entry) {
    if (entry.running || entry.held) return;
    entry.running = true;
    clearTimeout(entry.timer);
    while (!entry.held && !same(entry.saved, entry.wanted)) {
      const sent = entry.wanted;
      this.#say();
      try {
        await this.#send(entry, sent);
        this.#failures = 0;
        this.#signedOut = false;
        this.#savedAt = new Date();
      } catch (refused) {
        await this.#failed(entry, sent, /** @type {Refused} */ (refused));
      }
    }
    entry.running = false;
    if (!entry.saved && !entry.wanted) this.#entries.delete(entry.uid);
    this.#say();
  }

  /** @param {Entry} entry @param {Moment | null} sent */
  async #send(entry, sent) {
    if (!sent) {
      await call('DELETE', `/v1/placements/${entry.id}`).catch((refused) => {
        if (refused.status !== 404) throw refused;
      });
      Object.assign(entry, { saved: null, id: null, version: 0 });
      return;
    }
    const answer =
      (entry.isDoubtful && !entry.id && (await this.#arrived(sent))) ||
      (entry.saved && entry.id
        ? await call('PATCH', `/v1/placements/${entry.id}`, {
            version: entry.version,
            ...changed(entry.saved, sent),
          })
        : await call('POST', `/v1/episodes/${this.desk.episode.id}/placements`, sent));
    entry.isDoubtful = false;
    const kept = momentOf(answer);
    Object.assign(entry, { id: answer.id, version: answer.version, saved: kept, track: answer.track ?? null });
    // The server may tidy a value (a trimmed label). Nobody has typed since, so show what it kept.
    if (same(entry.wanted, sent)) {
      entry.wanted = kept;
      if (!same(sent, kept)) this.desk.adopt(entry.uid, kept);
    }
  }

  /** @param {Entry} entry @param {Moment | null} sent @param {Refused} refused */
  async #failed(entry, sent, refused) {
    if (refused.isPassing || refused.status === 401) {
      this.#failures += 1;
      entry.isDoubtful = true;
      this.#signedOut = refused.status === 401;
      this.#say();
      await this.#sleep(Math.min(15000, 1000 * 2 ** (this.#failures - 1)));
    } else if (
      sent &&
      entry.id &&
      (refused.status === 409 || refused.status === 412 || refused.status === 404)
    ) {
      const theirs = refused.status === 404 ? null : await this.#theirs(entry, refused);
      if (theirs && this.#isFollowed(entry, sent, theirs)) return;
      entry.held = true;
      this.#say();
      this.told.onConflict({ uid: entry.uid, mine: sent, theirs });
    } else {
      entry.wanted = entry.saved;
      this.desk.forget(entry.uid);
      this.desk.adopt(entry.uid, entry.saved);
      this.told.onRefused(refused.message);
    }
  }

  /** Following brought its path home while something else of the moment was being changed: no conflict, both stay.
   * @param {Entry} entry @param {Moment} sent @param {any} theirs */
  #isFollowed(entry, sent, theirs) {
    const saved = /** @type {Moment} */ (entry.saved);
    const now = momentOf(theirs);
    const path = { keys: now.keys, hidden: now.hidden };
    if (!theirs.track || !same({ ...saved, ...path }, now)) return false;
    if (!same({ ...sent, keys: saved.keys, hidden: saved.hidden }, sent)) return false;
    Object.assign(entry, { saved: now, version: theirs.version, track: theirs.track });
    entry.wanted = entry.wanted && { ...entry.wanted, ...path };
    this.desk.adopt(entry.uid, entry.wanted);
    return true;
  }

  /** A new moment whose answer was lost may have been kept: it must not be made twice.
   * @param {Moment} sent */
  async #arrived(sent) {
    const { items } = await call('GET', `/v1/episodes/${this.desk.episode.id}/placements`);
    const known = new Set([...this.#entries.values()].map((one) => one.id));
    return items.find((/** @type {any} */ one) => !known.has(one.id) && same(momentOf(one), sent));
  }

  /** @param {Entry} entry @param {Refused} refused */
  async #theirs(entry, refused) {
    if (refused.problem.theirs) return refused.problem.theirs;
    const { items } = await call('GET', `/v1/episodes/${this.desk.episode.id}/placements`).catch(() => ({
      items: [],
    }));
    return items.find((/** @type {any} */ one) => one.id === entry.id) ?? null;
  }

  #say() {
    const held = [...this.#entries.values()].filter((one) => one.held).length;
    if (held) this.told.onState('held', tn('{n} change waits for you', '{n} changes wait for you', held));
    else if (this.#signedOut) this.told.onState('out', t('Not saved yet: you are signed out.'));
    else if (this.#failures) this.told.onState('trying', t('Not saved yet. Trying again'));
    else if (this.isBehind) this.told.onState('saving', t('Saving'));
    else
      this.told.onState(
        'saved',
        this.#savedAt
          ? t('Saved {time}', { time: timeOfDay(this.#savedAt) })
          : t('Saved'),
      );
  }

  /** @param {number} ms */
  #sleep(ms) {
    return new Promise((/** @type {(nothing: void) => void} */ go) => {
      const up = () => {
        this.#sleepers.delete(up);
        clearTimeout(timer);
        go();
      };
      const timer = setTimeout(up, ms);
      this.#sleepers.add(up);
    });
  }
  #wake() {
    for (const up of [...this.#sleepers]) up();
  }

  /** @param {Entry} entry */
  #isCalm(entry) {
    return !entry.running && !entry.held && same(entry.saved, entry.wanted);
  }
  /** @param {any} placement */
  #add(placement) {
    this.#take(this.#new(this.desk.newUid()), placement);
  }
  /** @param {Entry} entry @param {any} placement */
  #take(entry, placement) {
    const moment = momentOf(placement);
    const { id, version, track = null } = placement;
    Object.assign(entry, { id, version, track, saved: moment, wanted: moment });
    this.desk.adopt(entry.uid, moment);
  }
  /** @param {string} uid @returns {Entry} */
  #new(uid) {
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
    this.#entries.set(uid, entry);
    return entry;
  }
}

/** @param {Moment} saved @param {Moment} sent */
const changed = (saved, sent) =>
  Object.fromEntries(
    FIELDS.filter((field) => JSON.stringify(saved[field]) !== JSON.stringify(sent[field])).map((field) => [
      field,
      sent[field],
    ]),
  );
