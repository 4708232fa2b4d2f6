// Following: a drawn box that stays on by itself. Starts it, watches it come, corrects it, and can stop it.
// @ts-check
import { call } from './api.js';
import { toast } from './dom.js';
import { boxAt, isOn, keyOf, withKey } from './geometry.js';
import { comingKeys, isRunning } from './paths.js';
import { Tracks } from './tracks.js';
import { Watch } from './watch.js';
import { say } from './words.js';
import { t } from '../words.js';

/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {import('./paths.js').Track} Track */
/** @typedef {import('./api.js').Refused} Refused */
/** @typedef {import('./tracks.js').One} One */

const LOOK_MS = 350;
const LOOK_AWAY_MS = 2500;
const SETTLED_MS = 600;
const BY_ITSELF = 'vitrine.follow-new-boxes';

export class Follow extends Tracks {
  #known = '';
  /** The server doesn't answer; it goes on there, and we keep asking. */ isCut = false;

  /** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver */
  constructor(desk, saver) {
    super(desk, saver);
    desk.follow = this;
    this.watch = new Watch({
      every: LOOK_MS,
      away: LOOK_AWAY_MS,
      isWanted: () => this.runningTracks.length > 0,
      look: () => this.#look(),
      onRefused: ({ status, isPassing }) => {
        if (isPassing || status === 401) this.isCut = true;
        else this.#forget();
      },
      onLooked: () => desk.tell('tracks'),
    });
    desk.on('moments', () => {
      this.weakPlaces = null;
      this.#dropDeleted();
    });
    desk.on('tracks', () => {
      this.weakPlaces = null;
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

  /** Follow what the box shows at this frame, to both ends of its shot. @param {string} uid @param {number} [frame] */
  async start(uid, frame = this.desk.frame) {
    const moment = this.desk.of(uid);
    if (!moment || this.ones.get(uid)?.asking) return;
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
    this.begin(uid, t('Box corrected'));
    this.desk.expect(uid, { keys: withKey(moment.keys, frame, box) });
    clearTimeout(this.soon.get(uid));
    this.soon.set(uid, setTimeout(() => this.#correctNow(uid, frame, box), SETTLED_MS));
    this.desk.tell('tracks');
  }

  /** Stop; what was followed so far is kept. @param {string} uid */
  async stop(uid) {
    const one = this.ones.get(uid),
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
    const [uid, one] = [...this.ones].filter(([, { was }]) => was).sort(([, a], [, b]) => a.at - b.at).at(-1) ?? [];
    // What was done since is taken back first.
    if (!uid || !one?.was || one.at < this.desk.doneAt) return null;
    const { was, words, at } = one;
    clearTimeout(this.soon.get(uid));
    this.soon.delete(uid);
    one.was = null;
    try {
      const track = this.running(uid);
      if (track) this.keep(uid, await call('POST', `/v1/tracks/${track.id}/cancellation`));
      this.saver.load((await call('GET', `/v1/episodes/${this.desk.episode.id}/placements`)).items);
    } catch (refused) {
      toast(/** @type {Refused} */ (refused).message, { bad: true });
    }
    this.desk.expect(uid, null);
    this.desk.remember(uid, was, words, at);
    if (this.desk.undoable === words) this.desk.undo();
    this.desk.tell('tracks');
    return words;
  }

  /** The server started it, with the placement. @param {string} uid @param {string | null | undefined} trackId */
  async join(uid, trackId) {
    if (!trackId) return;
    this.begin(uid, t('Box followed'));
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
    this.soon.delete(uid);
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
    const one = this.begin(uid, words);
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

  /** @param {number} frame */
  #knowsShot(frame) {
    return this.desk.shots.some((shot) => shot.start_frame <= frame && frame < shot.end_frame);
  }

  // ---- watching ----
  async #look() {
    for (const { id } of this.runningTracks) this.#hear(await call('GET', `/v1/tracks/${id}`));
    this.isCut = false;
  }

  /** A track is gone, with its episode or its film: nothing more will come of those that ran. */
  #forget() {
    for (const { id } of this.runningTracks) this.told.delete(id);
    for (const [uid, one] of this.ones)
      if (isRunning(one.track)) {
        this.ones.delete(uid);
        this.desk.expect(uid, null);
      }
  }

  /** @param {Track} track */
  #hear(track) {
    this.note(track);
    const uid = [...this.ones].find(([, one]) => one.track?.id === track.id)?.[0]
      ?? (isRunning(track) && track.placement ? this.saver.uidOf(track.placement) : null);
    if (uid) this.#take(uid, track);
  }

  /** @param {string} uid @param {Track} track */
  #take(uid, track) {
    const before = this.one(uid).track;
    const wasRunning = !before || isRunning(before);
    const one = this.keep(uid, track);
    if (isRunning(track)) {
      this.begin(uid, one.words);
      this.#show(uid, track);
    }
    else if (wasRunning && !this.soon.has(uid)) this.#bringHome(uid, one, track);
    this.desk.tell('tracks');
  }

  /** The path so far, under the hand that may just be correcting it. @param {string} uid @param {Track} track */
  #show(uid, track) {
    const kept = this.desk.kept(uid);
    if (!kept || this.soon.has(uid)) return;
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
    if (one.track !== track || this.soon.has(uid) || one.asking) return;
    const { was, at } = one;
    one.was = null;
    this.desk.expect(uid, null);
    if (was) this.desk.remember(uid, was, one.words, at);
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
    for (const [uid, { track }] of this.ones)
      if (!this.desk.kept(uid)) {
        this.ones.delete(uid);
        this.desk.expect(uid, null);
        if (isRunning(track)) call('POST', `/v1/tracks/${track?.id}/cancellation`).catch(() => {});
      }
  }
}
