// Autosave: what is wanted against what the server has, moment by moment, until they agree.
// @ts-check
import { call } from './api.js';
import { Entries } from './entries.js';
import { SHARED, alike, apart, changed, differing, momentOf, same } from './moment.js';
import { t, tn } from '../words.js';
import { timeOfDay } from './manner.js';

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {import('./api.js').Refused} Refused */
/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {'saved' | 'saving' | 'trying' | 'held' | 'out' | 'over'} Said */

const PAUSE_MS = 250;

export class Saver extends Entries {
  /** @type {Set<() => void>} */ #sleepers = new Set();
  /** @type {Date | null} */ #savedAt = null;
  #failures = 0;
  #signedOut = false;
  /** Counts what is sent and what is answered: the same before and after a question, its answer knows all of it. */
  turns = 0;
  /** Another cut is edited now: nothing more is sent from here. */
  isOver = false;
  #leaves = false;
  /** One request after the other: what is said of one moment changes others of its placement too. @type {Promise<unknown>} */
  #line = Promise.resolve();

  /** @param {import('./store.js').Desk} desk
   * @param {{onState: (state: Said, words: string) => void, onConflict: (conflict: {uid: string, mine: Moment, theirs: any}) => void, onRefused: (words: string) => void, onBack: () => void}} calls */
  constructor(desk, calls) {
    super(desk);
    this.calls = calls;
    desk.saver = this;
    window.addEventListener('online', () => this.#wake());
    window.addEventListener('beforeunload', (event) => {
      if (this.isBehind && !this.#leaves) event.preventDefault();
    });
  }

  /** Another cut was taken over. What isn't saved stays in the journal. */
  stop() {
    this.isOver = true;
    this.note();
    this.told();
  }
  /** The page anew, with the new cut. */
  startOver() {
    this.#leaves = true;
    location.reload();
  }

  /** Wait until one moment is at the server as it is here. @param {string} uid
   * @returns {Promise<string | null>} the placement's id; null when it isn't there and won't be for now */
  async settled(uid) {
    const until = Date.now() + 15_000;
    for (;;) {
      const entry = this.entries.get(uid);
      if (!entry || !entry.wanted) return null;
      if (this.isCalm(entry)) return entry.id;
      if (entry.held || Date.now() > until) return null;
      this.run(entry);
      await new Promise((go) => setTimeout(go, 40));
    }
  }
  /** Everything is at the server, or it can't be for now. @returns {Promise<boolean>} */
  async flush() {
    for (const entry of this.entries.values()) this.run(entry);
    const until = Date.now() + 8000;
    while (this.isBehind && Date.now() < until && ![...this.entries.values()].some((one) => one.held))
      await new Promise((go) => setTimeout(go, 40));
    return !this.isBehind;
  }

  get isSending() {
    return [...this.entries.values()].some((one) => one.running);
  }

  /** @param {string} uid @param {Moment | null} moment */
  want(uid, moment) {
    const entry = this.entries.get(uid) ?? this.make(uid);
    entry.wanted = moment;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.run(entry), PAUSE_MS);
    this.note();
    this.told();
  }

  /** What waited for a choice is tried once more: it may fit by now. @param {string} uid */
  again(uid) {
    const entry = this.entries.get(uid);
    if (!entry?.held) return;
    entry.held = false;
    this.run(entry);
  }

  /** All that waits for a choice is tried again, and what still doesn't fit is asked. */
  askAgain() {
    for (const { uid, held } of [...this.entries.values()]) if (held) this.again(uid);
  }

  /** After a conflict: ours again, over what is there now.
   * @param {string} uid
   * @param {any} theirs null when they deleted it */
  keepMine(uid, theirs) {
    const entry = /** @type {Entry} */ (this.entries.get(uid));
    Object.assign(
      entry,
      theirs ? { saved: this.read(theirs), version: theirs.version } : { saved: null, id: null, version: 0 },
    );
    entry.held = false;
    this.run(entry);
  }
  /** @param {string} uid @param {any} theirs */
  takeTheirs(uid, theirs) {
    const entry = /** @type {Entry} */ (this.entries.get(uid));
    entry.held = false;
    this.desk.forget(uid);
    if (theirs) this.keep(entry, theirs);
    else {
      this.entries.delete(uid);
      this.desk.adopt(uid, null);
    }
    this.told();
  }

  /** Send what is wanted until the server has it. @param {Entry} entry */
  async run(entry) {
    if (entry.running || entry.held || this.isOver) return;
    entry.running = true;
    clearTimeout(entry.timer);
    while (!entry.held && !this.isOver && !same(entry.saved, entry.wanted)) {
      const sent = entry.wanted;
      this.told();
      try {
        await this.#inLine(() => this.#send(entry));
        this.#failures = 0;
        this.#signedOut = false;
        this.#savedAt = new Date();
      } catch (refused) {
        await this.#failed(entry, sent, /** @type {Refused} */ (refused));
      }
    }
    entry.running = false;
    if (!entry.saved && !entry.wanted) this.entries.delete(entry.uid);
    this.note();
    this.told();
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inLine(work) {
    this.turns += 1;
    const done = this.#line.then(work).finally(() => {
      this.turns += 1;
    });
    this.#line = done.catch(() => {});
    return done;
  }

  /** @param {Entry} entry */
  async #send(entry) {
    const sent = entry.wanted;
    // While it stood in line, another moment of its placement may have said the same.
    if (same(entry.saved, sent)) return;
    if (!sent) {
      await call('DELETE', `/v1/placements/${entry.id}`).catch((refused) => {
        if (refused.status !== 404) throw refused;
      });
      if (entry.id) this.gone.set(entry.uid, { id: entry.id, version: entry.version });
      Object.assign(entry, { saved: null, id: null, version: 0 });
      return;
    }
    if (!entry.id && (await this.#isBack(entry))) return;
    const part_of = this.isShared(entry, sent) ? this.names.of(sent.part_of) : null;
    const answer =
      (entry.isDoubtful && !entry.id && (await this.#arrived(sent))) ||
      (entry.saved && entry.id
        ? await call('PATCH', `/v1/placements/${entry.id}`, {
            ...changed(entry.saved, sent),
            ...(entry.saved.part_of !== sent.part_of && { part_of }),
            version: entry.version,
          })
        : await call('POST', `/v1/episodes/${this.desk.episode.id}/placements`, { ...sent, part_of }));
    entry.isDoubtful = false;
    this.names.learn({ [sent.part_of ?? entry.uid]: answer.part_of });
    const kept = this.read(answer);
    Object.assign(entry, { id: answer.id, version: answer.version, saved: kept, track: answer.track ?? null });
    // The server may tidy a value (a trimmed label). Nobody has typed since, so show what it kept.
    if (same(entry.wanted, sent)) {
      entry.wanted = kept;
      if (!same(sent, kept)) this.desk.adopt(entry.uid, kept);
    }
    for (const { id, version } of answer.together ?? []) this.#alsoChanged(id, version, sent, kept);
  }

  /** What was deleted and is wanted again is put back by the server, whole; what differs is sent after it. Where that
   * can't be done it is made anew. @param {Entry} entry */
  async #isBack(entry) {
    const gone = this.gone.get(entry.uid);
    if (!gone) return false;
    const there = await call('POST', `/v1/placements/${gone.id}/restoration`, { version: gone.version }).catch((refused) => {
      if (refused.isPassing || refused.status === 401 || refused.problem.code === 'new_cut') throw refused;
      return null;
    });
    this.gone.delete(entry.uid);
    if (!there) return false;
    const { id, version, track = null } = there;
    Object.assign(entry, { id, version, track, saved: this.read(there) });
    this.calls.onBack();
    return true;
  }

  /** Another moment of the placement was changed with it. One that somebody else changed as well shows by its version:
   * it stays as it is known here, so that the server can tell us. @param {string} id @param {number} version @param {Moment} sent @param {Moment} kept */
  #alsoChanged(id, version, sent, kept) {
    const entry = this.entries.get(this.uidOf(id) ?? '');
    if (!entry?.saved || version !== entry.version + 1) return;
    const part = (/** @type {Moment} */ from) => Object.fromEntries(SHARED.map((one) => [one, from[one]]));
    const { wanted } = entry;
    entry.version = version;
    entry.saved = { ...entry.saved, ...part(kept) };
    if (wanted && alike(part(wanted), part(sent))) {
      entry.wanted = { ...wanted, ...part(kept) };
      if (!same(wanted, entry.wanted)) this.desk.adopt(entry.uid, entry.wanted);
    }
  }

  /** @param {Entry} entry @param {Moment | null} sent @param {Refused} refused */
  async #failed(entry, sent, refused) {
    if (refused.problem?.code === 'new_cut') {
      this.stop();
    } else if (refused.isPassing || refused.status === 401) {
      this.#failures += 1;
      entry.isDoubtful = true;
      this.#signedOut = refused.status === 401;
      this.told();
      await this.#sleep(Math.min(15000, 1000 * 2 ** (this.#failures - 1)));
    } else if (
      sent &&
      entry.id &&
      (refused.status === 409 || refused.status === 412 || refused.status === 404)
    ) {
      const theirs = refused.status === 404 ? null : await this.#theirs(entry, refused);
      if (theirs && this.#fits(entry, sent, theirs)) return;
      entry.held = true;
      this.told();
      this.calls.onConflict({ uid: entry.uid, mine: sent, theirs });
    } else {
      entry.wanted = entry.saved;
      this.desk.forget(entry.uid);
      this.desk.adopt(entry.uid, entry.saved);
      this.calls.onRefused(refused.message);
    }
  }

  /** What changed there is another part of the moment than what changed here: both stay. So it is with its words and its
   * place, when following brings its path home, or when something is said of the whole placement. @param {Entry} entry @param {Moment} sent @param {any} theirs */
  #fits(entry, sent, theirs) {
    const saved = /** @type {Moment} */ (entry.saved),
      now = this.read(theirs);
    // Changed there to what is wanted here too: no question.
    const there = differing(saved, now).filter((field) => !alike(sent[field], now[field]));
    const here = differing(saved, sent);
    const path = theirs.track ? ['keys', 'hidden'] : [];
    const untouched = there.every((field) => [...SHARED, ...path].includes(field) && !here.includes(field));
    if (!untouched && !apart(here, there)) return false;
    this.desk.overrule(
      entry.uid,
      there.filter((field) => !path.includes(field)),
    );
    const theirsNow = Object.fromEntries(there.map((field) => [field, now[field]]));
    Object.assign(entry, { saved: now, version: theirs.version, track: theirs.track });
    entry.wanted = entry.wanted && { ...entry.wanted, ...theirsNow };
    this.desk.adopt(entry.uid, entry.wanted);
    return true;
  }

  /** A new moment whose answer was lost may have been kept: it must not be made twice.
   * @param {Moment} sent */
  async #arrived(sent) {
    const { items } = await call('GET', `/v1/episodes/${this.desk.episode.id}/placements`);
    const known = new Set([...this.entries.values()].map((one) => one.id));
    return items.find((/** @type {any} */ one) => !known.has(one.id) && same({ ...momentOf(one), part_of: sent.part_of }, sent));
  }

  /** @param {Entry} entry @param {Refused} refused */
  async #theirs(entry, refused) {
    if (refused.problem.theirs) return refused.problem.theirs;
    const { items } = await call('GET', `/v1/episodes/${this.desk.episode.id}/placements`).catch(() => ({
      items: [],
    }));
    return items.find((/** @type {any} */ one) => one.id === entry.id) ?? null;
  }

  told() {
    const held = [...this.entries.values()].filter((one) => one.held).length;
    if (this.isOver) this.calls.onState('over', t('A new cut was taken over'));
    else if (held) this.calls.onState('held', tn('{n} change waits for you', '{n} changes wait for you', held));
    else if (this.#signedOut) this.calls.onState('out', t('Not saved yet: you are signed out.'));
    else if (this.#failures) this.calls.onState('trying', t('Not saved yet. Trying again'));
    else if (this.isBehind) this.calls.onState('saving', t('Saving'));
    else {
      this.calls.onState('saved', this.#savedAt ? t('Saved {time}', { time: timeOfDay(this.#savedAt) }) : t('Saved'));
      this.desk.tell('saved');
    }
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
}
