// Following: a drawn box that stays on by itself. Starts it, watches it come, corrects it, and can stop it.
// @ts-check
import { call } from './api.js';
import { isOn } from './boxes.js';
import { toast } from './dom.js';
import { boxAt, keyOf, withKey } from './geometry.js';
import { comingKeys, isPathOf, isRunning } from './paths.js';
import { Watch } from './watch.js';
import { say } from './words.js';
import { t } from '../words.js';

/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {import('./paths.js').Track} Track */
/** @typedef {import('./api.js').Refused} Refused */
/** @typedef {{track: Track | null, asking: boolean, unwanted: boolean, was: Pick<import('./store.js').Moment, 'keys' | 'hidden'> | null, words: string}} One */

const LOOK_MS = 350;
const LOOK_AWAY_MS = 2500;
const SETTLED_MS = 600;
const BY_ITSELF = 'vitrine.follow-new-boxes';

export class Follow {
  /** @type {Map<string, One>} by moment */ #all = new Map();
  /** @type {Map<string, Track>} what the server said last, by track */ #told = new Map();
  /** @type {Map<string, Set<string>>} its tracks, by placement */ #of = new Map();
  /** @type {Map<string, number>} corrections a hand may still be making */ #soon = new Map();
  #known = '';
  /** The server doesn't answer; it goes on there, and we keep asking. */ isCut = false;

  /** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver */
  constructor(desk, saver) {
    this.desk = desk;
    this.saver = saver;
    desk.follow = this;
    this.watch = new Watch({
      every: LOOK_MS,
      away: LOOK_AWAY_MS,
      isWanted: () => this.#running.length > 0,
      look: () => this.#look(),
      onRefused: ({ status, isPassing }) => {
        if (isPassing || status === 401) this.isCut = true;
        else this.#forget();
      },
      onLooked: () => desk.tell('tracks'),
    });
    desk.on('moments', () => {
      this.#weak = null;
      this.#dropDeleted();
    });
    desk.on('tracks', () => {
      this.#weak = null;
    });
  }

  /** New boxes are followed as soon as they have a product, unless somebody doesn't want that. */
  get byItself() {
    return localStorage.getItem(BY_ITSELF) !== 'off';
  }
  set byItself(on) {
    localStorage.setItem(BY_ITSELF, on ? 'on' : 'off');
  }

  /** What is known of the episode's tracks: also those that somebody else, or this page before, has started.
   * Paths are long, so they are asked for again only where a placement has changed. @param {any[]} placements */
  async load(placements) {
    const now = JSON.stringify(placements.map(({ id, version, track }) => [id, version, track]));
    if (now === this.#known) return;
    const { items } = await call('GET', `/v1/episodes/${this.desk.episode.id}/tracks`);
    this.#known = now;
    for (const track of items) this.#hear(track);
    this.desk.tell('tracks');
    this.watch.start();
  }

  /** The tracks whose paths this moment has or is getting, the newest first: one for each shot it was followed in.
   * @param {string | null} uid @returns {Track[]} */
  all(uid) {
    const kept = this.desk.kept(uid ?? '');
    if (!uid || !kept) return [];
    const one = this.#all.get(uid),
      placement = this.saver.idOf(uid);
    const told = [...((placement && this.#of.get(placement)) || [])].reverse();
    /** @type {Track[]} */ const all = [];
    for (const id of told) {
      const track = /** @type {Track} */ (this.#told.get(id));
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
    this.#weak ??= this.desk.moments
      .flatMap(([uid, moment]) =>
        this.all(uid)
          .filter((track) => !isRunning(track))
          .flatMap((track) => track.weak)
          .filter(([from, to]) => from < moment.end_frame && moment.start_frame < to)
          .map((span) => ({ uid, span })),
      )
      .sort((a, b) => a.span[0] - b.span[0]);
    return this.#weak;
  }
  /** @type {{uid: string, span: import('./paths.js').Span}[] | null} as long as nothing changes */ #weak = null;
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
    return Boolean(uid && (this.#all.get(uid)?.asking || this.#soon.has(uid))) || Boolean(this.running(uid));
  }
  /** 0 to 1. @param {string} uid */
  progress(uid) {
    return this.running(uid)?.progress ?? 0;
  }
  /** A box set on this frame corrects the path. @param {string} uid @param {number} frame */
  owns(uid, frame) {
    return this.of(uid, frame) !== null;
  }

  /** Follow what the box shows at this frame, to both ends of its shot. @param {string} uid @param {number} [frame] */
  async start(uid, frame = this.desk.frame) {
    const moment = this.desk.of(uid);
    if (!moment || this.#all.get(uid)?.asking) return;
    if (!isOn(moment, frame)) {
      toast(t('Go to a frame where {name} is on, then follow it.', { name: moment.label }), { bad: true });
      return;
    }
    const box = boxAt(moment.keys, frame);
    await this.#ask(uid, t('Box followed'), async (placement) =>
      call('POST', `/v1/episodes/${this.desk.episode.id}/tracks`, {
        frame,
        box: keyOf(frame, box).slice(1),
        placement,
        // Where the shot isn't known yet, the moment's own span is the best there is.
        ...(this.#knowsShot(frame) ? {} : { start_frame: moment.start_frame, end_frame: moment.end_frame }),
      }),
    );
  }

  /** The box belongs here on this frame: what lies between the neighbouring drawn ones is followed again.
   * Keys that nudge come in rows, so a moment passes before it is asked.
   * @param {string} uid @param {number} frame @param {Box} box */
  correct(uid, frame, box) {
    const moment = this.desk.of(uid);
    if (!moment) return;
    this.#begin(uid, t('Box corrected'));
    this.desk.expect(uid, { keys: withKey(moment.keys, frame, box) });
    clearTimeout(this.#soon.get(uid));
    this.#soon.set(uid, setTimeout(() => this.#correctNow(uid, frame, box), SETTLED_MS));
    this.desk.tell('tracks');
  }

  /** Stop; what was followed so far is kept. @param {string} uid */
  async stop(uid) {
    const one = this.#all.get(uid),
      track = this.running(uid);
    // Not even asked yet: as soon as there is something to stop, it is stopped.
    if (one?.asking) one.unwanted = true;
    if (!track) return;
    try {
      this.#take(uid, (await call('POST', `/v1/tracks/${track.id}/cancellation`)) ?? track);
      this.watch.start();
    } catch (refused) {
      toast(/** @type {Refused} */ (refused).message, { bad: true });
    }
  }

  /** Undo, while something is still on its way: it stops, and the box is where it was before.
   * @returns {Promise<string | null>} what was taken back; null when nothing is on its way */
  async takeBack() {
    const [uid, one] = [...this.#all].findLast(([, { was }]) => was) ?? [];
    if (!uid || !one?.was) return null;
    const { was, words } = one;
    clearTimeout(this.#soon.get(uid));
    this.#soon.delete(uid);
    one.was = null;
    try {
      const track = this.running(uid);
      if (track) this.#keep(uid, await call('POST', `/v1/tracks/${track.id}/cancellation`));
      this.saver.load((await call('GET', `/v1/episodes/${this.desk.episode.id}/placements`)).items);
    } catch (refused) {
      toast(/** @type {Refused} */ (refused).message, { bad: true });
    }
    this.desk.expect(uid, null);
    this.desk.remember(uid, was, words);
    if (this.desk.undoable === words) this.desk.undo();
    this.desk.tell('tracks');
    return words;
  }

  /** The server started it, with the placement. @param {string} uid @param {string | null | undefined} trackId */
  async join(uid, trackId) {
    if (!trackId) return;
    this.#begin(uid, t('Box followed'));
    try {
      this.#take(uid, await call('GET', `/v1/tracks/${trackId}`));
    } catch {
      this.isCut = true;
    }
    this.watch.start();
  }

  // ---- asking ----
  /** @param {string} uid @param {number} frame @param {Box} box */
  async #correctNow(uid, frame, box) {
    this.#soon.delete(uid);
    const track = this.of(uid, frame);
    if (!track) return;
    const asked = await this.#ask(uid, t('Box corrected'), () =>
      call('POST', `/v1/tracks/${track.id}/corrections`, { frame, box: keyOf(frame, box).slice(1) }),
    );
    if (asked) return;
    // The hand's work isn't lost: it stays as a key.
    this.desk.expect(uid, null);
    const kept = this.desk.kept(uid);
    if (kept) this.desk.change(uid, { keys: withKey(kept.keys, frame, box) }, t('Box moved'));
  }

  /** @param {string} uid @param {string} words @param {(placement: string) => Promise<Track>} request
   * @returns {Promise<boolean>} */
  async #ask(uid, words, request) {
    const one = this.#begin(uid, words);
    one.asking = true;
    one.unwanted = false;
    this.desk.tell('tracks');
    try {
      const placement = await this.saver.settled(uid);
      if (!placement) throw new Error(t('It isn’t saved yet, so it can’t be followed. Try again in a moment.'));
      const track = await request(placement);
      one.asking = false;
      this.#take(uid, track);
      if (one.unwanted) await this.stop(uid);
      this.watch.start();
      return true;
    } catch (refused) {
      one.asking = false;
      const { message } = /** @type {Error} */ (refused);
      toast(t('{name} isn’t followed. {why}', { name: this.desk.of(uid)?.label ?? '', why: message }), {
        bad: true,
        act: t('Try again'),
        onAct: () => this.start(uid),
      });
      this.desk.tell('tracks');
      return false;
    }
  }

  /** @param {string} uid @param {string} words @returns {One} */
  #begin(uid, words) {
    const one = this.#one(uid);
    const kept = this.desk.kept(uid);
    // The way back leads to before the first of several corrections that are still being followed.
    if (!one.was && kept) one.was = { keys: kept.keys, hidden: kept.hidden };
    one.words = words;
    return one;
  }
  /** @param {string} uid @returns {One} */
  #one(uid) {
    const one = this.#all.get(uid) ?? { track: null, asking: false, unwanted: false, was: null, words: t('Box followed') };
    this.#all.set(uid, one);
    return one;
  }

  /** @param {number} frame */
  #knowsShot(frame) {
    return this.desk.shots.some((shot) => shot.start_frame <= frame && frame < shot.end_frame);
  }

  // ---- watching ----
  async #look() {
    for (const { id } of this.#running) this.#hear(await call('GET', `/v1/tracks/${id}`));
    this.isCut = false;
  }

  /** A track is gone, with its episode or its film: nothing more will come of those that ran. */
  #forget() {
    for (const { id } of this.#running) this.#told.delete(id);
    for (const [uid, one] of this.#all)
      if (isRunning(one.track)) {
        this.#all.delete(uid);
        this.desk.expect(uid, null);
      }
  }

  get #running() {
    const all = [...this.#told.values(), ...[...this.#all.values()].map((one) => one.track)];
    return [...new Map(all.filter(isRunning).map((track) => [/** @type {Track} */ (track).id, /** @type {Track} */ (track)])).values()];
  }

  /** @param {Track} track */
  #note(track) {
    this.#told.set(track.id, track);
    if (!track.placement) return;
    const known = this.#of.get(track.placement);
    if (known) known.add(track.id);
    else this.#of.set(track.placement, new Set([track.id]));
  }

  /** @param {Track} track */
  #hear(track) {
    this.#note(track);
    const uid = [...this.#all].find(([, one]) => one.track?.id === track.id)?.[0]
      ?? (isRunning(track) && track.placement ? this.saver.uidOf(track.placement) : null);
    if (uid) this.#take(uid, track);
  }

  /** @param {string} uid @param {Track} track @returns {One} */
  #keep(uid, track) {
    this.#note(track);
    const one = this.#one(uid);
    one.track = track;
    return one;
  }

  /** @param {string} uid @param {Track} track */
  #take(uid, track) {
    const before = this.#one(uid).track;
    const wasRunning = !before || isRunning(before);
    const one = this.#keep(uid, track);
    if (isRunning(track)) {
      this.#begin(uid, one.words);
      this.#show(uid, track);
    }
    else if (wasRunning && !this.#soon.has(uid)) this.#bringHome(uid, one, track);
    this.desk.tell('tracks');
  }

  /** The path so far, under the hand that may just be correcting it. @param {string} uid @param {Track} track */
  #show(uid, track) {
    const kept = this.desk.kept(uid);
    if (!kept || this.#soon.has(uid)) return;
    const keys = comingKeys(kept.keys, track);
    if (keys.length) this.desk.expect(uid, { keys, hidden: track.hidden });
  }

  /** It has ended: the server has given the path to the placement.
   * @param {string} uid @param {One} one @param {Track} track */
  async #bringHome(uid, one, track) {
    const label = this.desk.of(uid)?.label ?? '';
    await this.saver.settled(uid);
    const now = await call('GET', `/v1/episodes/${this.desk.episode.id}/placements`).catch(() => null);
    if (now) this.saver.load(now.items);
    // Corrected again meanwhile: what comes of that is brought home later.
    if (one.track !== track || this.#soon.has(uid) || one.asking) return;
    const { was } = one;
    one.was = null;
    this.desk.expect(uid, null);
    if (was) this.desk.remember(uid, was, one.words);
    if (track.status === 'failed')
      toast(t('{name} couldn’t be followed. {why}', { name: label, why: track.why ?? '' }), {
        bad: true,
        act: t('Try again'),
        onAct: () => this.start(uid),
      });
    else if (track.status === 'cancelled') say(t('Stopped. What was followed is kept.'));
    else if (track.why) toast(track.why);
    else say(t('{name} is followed.', { name: label }));
  }

  #dropDeleted() {
    for (const [uid, { track }] of this.#all)
      if (!this.desk.kept(uid)) {
        this.#all.delete(uid);
        this.desk.expect(uid, null);
        if (isRunning(track)) call('POST', `/v1/tracks/${track?.id}/cancellation`).catch(() => {});
      }
  }
}
