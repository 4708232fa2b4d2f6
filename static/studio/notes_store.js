// What people wrote on the film, kept up to date: the marks on the timeline, and the calls that change them.
// @ts-check
import { call } from './api.js';

/** @typedef {{id: string, kind: 'comment' | 'tag' | 'reveal' | 'cliffhanger', parent: string | null, start_frame: number, end_frame: number, text: string, colour: string | null, products: string[], variant: string | null, placement: string | null, mentions: {id: string, name: string}[], author: string, source: string | null, made_at: number, resolved_at: number | null, resolved_by: string | null, may_change: boolean, is_unread: boolean, version: number}} Note */

const EVERY_MS = 10_000;

export class NoteStore {
  /** @type {Map<string, Note>} */ notes = new Map();
  /** Those that are about to be deleted, while that can be taken back. @type {Set<string>} */ going = new Set();
  unread = 0;
  isLoaded = false;
  /** @type {number | null} */ #since = null;
  #again = Promise.resolve();
  /** A note was pressed on the timeline. @type {(id: string) => void} */ onOpen = () => {};

  /** @param {import('./store.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.path = `/v1/episodes/${desk.episode.id}`;
    setInterval(() => document.visibilityState === 'visible' && this.load().catch(() => {}), EVERY_MS);
  }

  /** Only what is new since the last time; one question after the other, or an older answer would win. */
  load() {
    const asked = this.#again.then(() => this.#ask());
    this.#again = asked.catch(() => {});
    return asked;
  }
  async #ask() {
    const news = await call('GET', `${this.path}/notes${this.#since === null ? '' : `?since=${this.#since}`}`);
    for (const note of news.items) this.notes.set(note.id, note);
    for (const id of news.gone) this.notes.delete(id);
    const was = this.unread;
    this.#since = news.since;
    this.unread = news.unread;
    if (news.items.length || news.gone.length || was !== this.unread || !this.isLoaded) this.tell();
    this.isLoaded = true;
  }
  tell() {
    this.desk.marks = this.threads
      .filter((note) => !note.resolved_at)
      .map((note) => ({
        frame: note.start_frame,
        end_frame: note.end_frame,
        words: note.text || note.kind,
        kind: note.kind,
        onOpen: () => this.onOpen(note.id),
      }));
    this.desk.tell('marks');
    this.desk.tell('notes');
  }

  /** What began a thread, in the order of the film. @returns {Note[]} */
  get threads() {
    return [...this.notes.values()]
      .filter((note) => !note.parent && !this.going.has(note.id))
      .sort((a, b) => a.start_frame - b.start_frame || a.made_at - b.made_at);
  }
  /** @param {string} id @returns {Note[]} */
  replies(id) {
    return [...this.notes.values()]
      .filter((note) => note.parent === id && !this.going.has(note.id))
      .sort((a, b) => a.made_at - b.made_at);
  }

  /** @param {Partial<Note> | {mentions: string[]}} body */
  async write(body) {
    return this.#kept(await call('POST', `${this.path}/notes`, body));
  }
  /** @param {Note} note @param {any} body */
  async change(note, body) {
    return this.#kept(await call('PATCH', `/v1/notes/${note.id}`, { version: note.version, ...body }));
  }
  /** @param {Note} note */
  async resolve(note) {
    return this.#kept(await call(note.resolved_at ? 'DELETE' : 'POST', `/v1/notes/${note.id}/resolution`));
  }
  /** @param {Note} note */
  async remove(note) {
    try {
      await call('DELETE', `/v1/notes/${note.id}`);
      this.notes.delete(note.id);
    } finally {
      this.going.delete(note.id);
      this.tell();
    }
  }
  /** A draft tag becomes a placement. @param {Note} note @param {string} variant @param {number[]} key */
  async place(note, variant, key) {
    const made = await call('POST', `/v1/notes/${note.id}/placement`, { variant, keys: [key] });
    this.load().catch(() => {});
    return made;
  }
  async seen() {
    if (!this.unread) return;
    await call('POST', `${this.path}/mentions/reading`);
    this.unread = 0;
    for (const note of this.notes.values()) note.is_unread = false;
    this.tell();
  }

  /** @param {Note} note */
  #kept(note) {
    this.notes.set(note.id, note);
    this.tell();
    return note;
  }
}
