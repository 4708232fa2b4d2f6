// The list of suggestions: looked at in passing or on purpose, answered with a press or a key.
// @ts-check
import { byId } from './dom.js';
import { findRow } from './find_row.js';

/** @typedef {import('./found.js').Finding} Finding */

/** A pointer on its way elsewhere doesn't mean it. */
const HOVER_MS = 140;

export class FindList {
  /** @type {Map<string, {state: string, row: HTMLElement}>} */ #rows = new Map();
  /** @type {number | null} where the film stood before a pointer came to look */ #from = null;
  #hover = 0;

  /** @param {import('./store.js').Desk} desk
   * @param {Record<'accept' | 'refuse', (one: Finding, byHand: boolean) => void>} acts `byHand`: by pointer, not by key */
  constructor(desk, acts) {
    this.desk = desk;
    this.acts = acts;
    this.list = byId('found-list');
    this.list.addEventListener('keydown', (event) => this.#key(event));
    this.list.addEventListener('pointerleave', () => this.#leave());
    this.list.addEventListener('focusout', (event) => {
      if (!this.list.contains(/** @type {Node | null} */ (event.relatedTarget))) this.desk.look(null);
    });
  }

  /** @param {Finding[]} open suggestions nobody has answered, in their order */
  draw(open) {
    const kept = new Set(open.map((one) => one.id));
    for (const [id, { row }] of this.#rows)
      if (!kept.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    open.forEach((one, i) => {
      const state = JSON.stringify(one);
      const there = this.#rows.get(one.id);
      const row = there?.state === state ? there.row : this.#row(one);
      if (there && there.row !== row) there.row.replaceWith(row);
      this.#rows.set(one.id, { state, row });
      if (this.list.children[i] !== row) this.list.insertBefore(row, this.list.children[i] ?? null);
    });
    // One stop for Tab; the arrows go through the list.
    const all = [...this.list.querySelectorAll('.find-see')];
    const here = all.find((one) => one === document.activeElement) ?? all[0];
    for (const one of all) one.setAttribute('tabindex', one === here ? '0' : '-1');
    this.list.hidden = open.length === 0;
  }

  /** @param {Finding} one @returns {HTMLElement} */
  #row(one) {
    return findRow(this.desk, one, {
      see: () => this.#see(one),
      focused: () => this.#focused(one),
      hovered: () => {
        clearTimeout(this.#hover);
        this.#hover = setTimeout(() => this.#glance(one, true), HOVER_MS);
      },
      accept: () => this.acts.accept(one, true),
      refuse: () => this.acts.refuse(one, true),
    });
  }

  /** @param {Finding} one @param {boolean} passing it is only hovered: the film goes back when the pointer leaves */
  #glance(one, passing) {
    if (this.desk.playing) return;
    if (passing) this.#from ??= this.desk.frame;
    const [x, y, w, h2] = one.box;
    this.desk.look({
      label: one.title,
      frame: one.frame,
      box: { x, y, w, h: h2 },
      start_frame: one.start_frame,
      end_frame: one.end_frame,
    });
    this.desk.seek(one.frame, { scrub: true });
  }

  /** @param {Finding} one */
  #focused(one) {
    for (const other of this.list.querySelectorAll('.find-see')) other.setAttribute('tabindex', '-1');
    this.#button(one.id)?.setAttribute('tabindex', '0');
    if (this.#button(one.id)?.matches(':focus-visible')) this.#see(one);
  }

  /** Looked at on purpose: the film stays there, and what was in hand is let go; the fields beside the picture would
   * be another moment's than the picture. @param {Finding} one */
  #see(one) {
    clearTimeout(this.#hover);
    this.#from = null;
    this.desk.select(null);
    this.#glance(one, false);
  }

  #leave() {
    clearTimeout(this.#hover);
    if (!this.list.contains(document.activeElement)) this.desk.look(null);
    if (this.#from !== null) this.desk.seek(this.#from);
    this.#from = null;
  }

  /** Keys that mean something only here. @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    const one = this.desk.found.find(({ id }) => id === target.closest('.find')?.getAttribute('data-finding'));
    if (!one) return;
    const key = event.key.toLowerCase();
    const way = { arrowdown: 1, arrowup: -1 }[key];
    if (way) this.#button(this.desk.found[this.desk.found.indexOf(one) + way]?.id)?.focus();
    else if (key === 'a' || (key === 'enter' && target.matches('.find-see'))) this.acts.accept(one, false);
    else if (key === 'x') this.acts.refuse(one, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What was looked at is answered: the film stays where it is. */
  letGo() {
    clearTimeout(this.#hover);
    this.#from = null;
    if (this.desk.glance) this.desk.look(null);
  }

  /** @param {string | undefined} id @returns {boolean} whether it is there */
  focus(id) {
    const button = this.#button(id);
    button?.focus();
    return button !== null;
  }

  /** From its place on the timeline. @param {string} id */
  show(id) {
    this.#button(id)?.focus();
    const one = this.desk.found.find((other) => other.id === id);
    if (one) this.#see(one);
  }

  /** To the suggestions, by keyboard. */
  enter() {
    const id = this.list.querySelector('.find-see[tabindex="0"]')?.closest('.find')?.getAttribute('data-finding');
    // Also where it has the keyboard already: who asks for it wants to see it.
    if (id) this.show(id);
    else byId('found').focus();
  }

  /** @param {string | undefined} id */
  #button(id) {
    return /** @type {HTMLElement | null} */ (this.#rows.get(id ?? '')?.row.querySelector('.find-see') ?? null);
  }
}
