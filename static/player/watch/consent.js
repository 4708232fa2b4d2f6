// @ts-check
/** The question whether we may remember this device, asked once the story runs and beside it, never over it; and the
 * paper that says what is kept. */

import { locale, t, tn } from '../words.js';

/** @template {HTMLElement} T @param {string} id @returns {T} */
const at = id => /** @type {T} */ (document.getElementById(id));
const SETTLED_MS = 2500;

export class Consent {
  /** @param {import('./memory.js').Memory} memory @param {HTMLVideoElement} film @param {boolean} answered
   * @param {() => void} moved the question came or went */
  constructor(memory, film, answered, moved) {
    this.memory = memory;
    this.film = film;
    this.moved = moved;
    /** a no lives as long as this page, and goes along to the next episode */
    this.refused = answered;
    this.ask = at('ask');
    this.paper = /** @type {HTMLDialogElement} */ (at('kept'));
    at('ask-yes').addEventListener('click', () => this.allow());
    at('ask-no').addEventListener('click', () => this.refuse());
    at('ask-what').addEventListener('click', () => this.show());
    at('privacy').addEventListener('click', () => this.show());
    at('kept-close').addEventListener('click', () => this.paper.close());
    at('kept-allow').addEventListener('click', () => this.allow());
    at('kept-forget').addEventListener('click', () => this.forget());
    this.ask.addEventListener('keydown', event => event.key === 'Escape' && this.refuse());
    this.paper.addEventListener('click', event => event.target === this.paper && this.paper.close());
    this.paper.addEventListener('close', () => this.goOn());
    for (const type of ['play', 'pause']) film.addEventListener(type, () => this.later());
  }

  get open() {
    return this.paper.open;
  }

  get settled() {
    return this.refused || this.memory.forbidden || !!this.memory.viewer;
  }

  /** Not before the story runs, and not in its first seconds. */
  later() {
    if (this.settled || this.timer) return;
    this.timer = setTimeout(() => this.draw(), SETTLED_MS);
  }

  draw() {
    const wanted = !this.settled && !!this.timer;
    if (this.ask.hidden === !wanted) return;
    this.ask.hidden = !wanted;
    this.moved();
  }

  async allow() {
    const pressed = [at('ask-yes'), at('kept-allow')];
    for (const button of pressed) button.setAttribute('aria-disabled', 'true');
    const done = await this.memory.allow();
    for (const button of pressed) button.removeAttribute('aria-disabled');
    this.leave();
    if (this.open) await this.tell(done ? '' : t('That did not work. Nothing was stored; try again later.'));
    else if (!done) this.show(t('That did not work. Nothing was stored; try again later.'));
  }

  refuse() {
    this.refused = true;
    this.leave();
  }

  /** The question goes; the keyboard is not left nowhere. */
  leave() {
    const had = this.ask.contains(document.activeElement);
    this.draw();
    if (had && this.ask.hidden) at('play').focus();
  }

  async forget() {
    this.refused = true;
    const done = await this.memory.forget();
    await this.tell(done ? t('Forgotten, here and with us.')
      : t('The shop could not be reached, so nothing was forgotten yet. Try again.'));
    (done ? at('kept-title') : at('kept-forget')).focus();
  }

  /** @param {string} [first] */
  show(first) {
    this.wasPlaying = !this.film.paused && !this.film.ended;
    this.film.pause();
    this.paper.showModal();
    at('kept-title').focus();
    this.tell(first ?? '');
  }

  goOn() {
    if (this.wasPlaying) this.film.play().catch(() => {});
    this.draw();
  }

  /** How things stand, in a sentence. @param {string} first */
  async tell(first) {
    const { memory } = this;
    this.state(first);
    const kept = await memory.kept().catch(() => null);
    this.state([first, this.sentence(kept)].filter(Boolean).join(' '));
  }

  /** @param {string} words */
  state(words) {
    const { memory } = this;
    at('kept-forget').hidden = !memory.viewer;
    at('kept-allow').hidden = memory.forbidden || !!memory.viewer;
    at('kept-state').textContent = words;
  }

  /** @param {{agreed_at: number, events: number} | null} kept */
  sentence(kept) {
    if (this.memory.forbidden) {
      return t('Your browser asks us not to remember you (Global Privacy Control). We don’t, and we don’t ask.');
    }
    if (!this.memory.viewer) return t('This device isn’t remembered. Nothing is stored in this browser.');
    if (!kept) return t('This device is remembered.');
    const day = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(kept.agreed_at);
    return `${t('This device is remembered since {day}.', { day })} ${
      tn('One thing is noted under its number.', '{n} things are noted under its number.', kept.events)}`;
  }
}
