// Who else has this episode open, and what they change; and whether it is still this cut that is edited.
// @ts-check
import { call, leaving } from './api.js';
import { byId, h, toast } from './dom.js';
import { t, tn } from '../words.js';

/** @typedef {{name: string, initials: string, is_me: boolean, placement: string | null}} Other */

/** How often it is asked, and how often at least it is said that this window is here. */
const ASK_MS = 2500,
  SAY_MS = 8000;
/** Alone, one's own changes are the only ones: what a program may have changed can wait. */
const ALONE_MS = 10_000;

export class Others {
  #window = Math.random().toString(36).slice(2);
  /** @type {Other[]} */ #people = [];
  /** @type {string | null | undefined} */ #revision;
  #said = { at: -SAY_MS, placement: /** @type {string | null} */ (null) };
  #caughtUpAt = performance.now();
  #toldAt = Date.now();
  #asking = false;

  /** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver
   * @param {{catchUp: () => Promise<void>, onNewCut: () => void}} calls */
  constructor(desk, saver, calls) {
    this.desk = desk;
    this.saver = saver;
    this.calls = calls;
    this.path = `/v1/episodes/${desk.episode.id}/presence`;
    this.home = byId('people');
    document.addEventListener('visibilitychange', () => this.ask());
    window.addEventListener('pagehide', () => leaving('DELETE', `${this.path}?window=${this.#window}`));
    desk.on('selected', () => this.ask());
    setInterval(() => this.ask(), ASK_MS);
    this.ask();
  }

  async ask() {
    if (this.#asking || document.visibilityState !== 'visible' || this.saver.isOver) return;
    this.#asking = true;
    try {
      await this.#ask();
    } catch {
      // What can't be asked now is asked again; that the server doesn't answer is told where something is saved.
    } finally {
      this.#asking = false;
    }
  }

  async #ask() {
    const placement = this.saver.idOf(this.desk.selected ?? ''),
      now = performance.now();
    const isDue = placement !== this.#said.placement || now - this.#said.at > SAY_MS;
    if (isDue) this.#said = { at: now, placement };
    const seen = await (isDue
      ? call('PUT', this.path, { window: this.#window, placement })
      : call('GET', `${this.path}?window=${this.#window}`));
    if (seen.cut !== this.desk.cut.id) return this.calls.onNewCut();
    this.#show(seen.people);
    const isChanged = seen.revision !== this.#revision;
    const isFirst = this.#revision === undefined;
    if (!isChanged || isFirst) {
      this.#revision = seen.revision;
      return;
    }
    if (!this.#people.length && now - this.#caughtUpAt < ALONE_MS) return;
    this.#revision = seen.revision;
    this.#caughtUpAt = now;
    await this.calls.catchUp();
    if (this.#people.length) await this.#tell();
  }

  /** What the others did since the last time. */
  async #tell() {
    const { items } = await call('GET', `/v1/episodes/${this.desk.episode.id}/history`);
    const news = items.filter((/** @type {any} */ one) => !one.is_me && one.at > this.#toldAt && one.act !== 'follow');
    this.#toldAt = Math.max(this.#toldAt, ...items.map((/** @type {any} */ one) => one.at));
    if (!news.length) return;
    const more = news.length - 1;
    toast(more ? tn('{what}, and {n} change more', '{what}, and {n} changes more', more, { what: news[0].sentence }) : news[0].sentence);
  }

  /** @param {Other[]} people */
  #show(people) {
    if (JSON.stringify(people) === JSON.stringify(this.#people)) return;
    this.#people = people;
    /** @type {Map<string, Other[]>} */
    const holders = new Map();
    for (const one of people) {
      const uid = one.placement && this.saver.uidOf(one.placement);
      if (uid) holders.set(uid, [...(holders.get(uid) ?? []), one]);
    }
    this.desk.holders = holders;
    this.desk.tell('holders');
    this.home.hidden = !people.length;
    this.home.replaceChildren(...people.map((one) => h('li', {}, this.#person(one))));
  }

  /** @param {Other} one */
  #person(one) {
    const held = () => (one.placement ? this.saver.uidOf(one.placement) : null);
    const uid = held();
    const name = one.is_me ? t('Another window of yours') : one.name;
    const words = uid ? t('{name} is at “{label}”', { name, label: this.desk.of(uid).label }) : t('{name} has this episode open', { name });
    const go = () => {
      const there = held();
      if (!there) return;
      this.desk.select(there);
      this.desk.seek(this.desk.of(there).start_frame);
    };
    return h('button', { class: one.is_me ? 'avatar b' : 'avatar', type: 'button', title: words, 'aria-label': words, onclick: go }, one.initials);
  }
}
