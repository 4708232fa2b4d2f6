// @ts-check
/** The captions button: off, or one of the languages there are; on by itself where the film is muted. */

import { Captions } from '../captions.js';
import { locale, t } from '../words.js';

/** @template {HTMLElement} T @param {string} id @returns {T} */
const at = id => /** @type {T} */ (document.getElementById(id));

export class Subtitles {
  /** @param {import('../vitrine.js').VitrineOverlay} overlay @param {HTMLVideoElement} film
   * @param {import('./memory.js').Memory} memory @param {string | null} handed the choice of the page before */
  constructor(overlay, film, memory, handed) {
    this.captions = overlay.captions = new Captions(overlay);
    this.film = film;
    this.memory = memory;
    /** @type {string | null} what the viewer chose; null while they haven't */
    this.chosen = handed ?? memory.captions;
    /** which languages the menu offers */
    this.there = '';
    this.button = at('cc');
    this.menu = at('cc-menu');
    this.button.addEventListener('click', () => this.open(!!this.menu.hidden));
    this.menu.addEventListener('change', event =>
      this.choose(/** @type {HTMLInputElement} */ (event.target).value));
    this.menu.addEventListener('keydown', event => {
      if (!['Escape', 'Enter'].includes(event.key)) return;
      event.stopPropagation();
      this.open(false);
      this.button.focus();
    });
    document.addEventListener('pointerdown', event => {
      const on = /** @type {Node} */ (event.target);
      if (!this.menu.contains(on) && !this.button.contains(on)) this.open(false);
    });
    film.addEventListener('volumechange', () => this.follow());
  }

  /** The manifest came: which languages there are. */
  stock() {
    const { tracks } = this.captions;
    const there = tracks.map(({ language }) => language).join();
    if (there === this.there) return;
    this.there = there;
    this.button.hidden = !tracks.length;
    for (const hint of document.querySelectorAll('[data-cc]')) /** @type {HTMLElement} */ (hint).hidden = !tracks.length;
    const rows = [{ language: '', label: t('Off') }, ...tracks].map(({ language, label }) => {
      const [row, radio, words] = [document.createElement('label'), document.createElement('input'), document.createElement('span')];
      Object.assign(radio, { type: 'radio', name: 'cc', value: language });
      words.textContent = label;
      words.lang = language;
      row.append(radio, words);
      return row;
    });
    this.menu.replaceChildren(...[...this.menu.children].slice(0, 1), ...rows);
    this.follow();
  }

  /** What is to be shown now: the choice, else the reader's language while there is no sound. */
  follow() {
    const { tracks } = this.captions;
    const own = tracks.find(({ language }) => language === this.chosen)
      ?? tracks.find(({ language }) => base(language) === base(this.chosen ?? locale())) ?? tracks[0];
    const wanted = this.chosen === '' || !own ? null : this.chosen || this.film.muted ? own.language : null;
    if (wanted !== this.captions.language) this.captions.choose(wanted);
    this.draw(wanted);
  }

  /** @param {string} language empty for off */
  choose(language) {
    this.last = language || this.captions.language || this.last;
    this.chosen = language;
    this.memory.captions = language;
    this.follow();
  }

  /** The key: off and on again. */
  toggle() {
    if (this.button.hidden) return;
    // The film may have been muted in this very moment, and its event is still to come.
    this.follow();
    const reader = this.captions.tracks.find(({ language }) => base(language) === base(locale()));
    this.choose(this.captions.language ? '' : this.last || reader?.language || this.captions.tracks[0].language);
  }

  /** @param {boolean} open */
  open(open) {
    if (this.menu.hidden === !open) return;
    this.menu.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    if (open) /** @type {HTMLElement | null} */ (this.menu.querySelector('input:checked'))?.focus();
  }

  /** @param {string | null} shown */
  draw(shown) {
    this.button.classList.toggle('on', !!shown);
    for (const radio of this.menu.querySelectorAll('input')) radio.checked = radio.value === (shown ?? '');
    const label = this.captions.tracks.find(({ language }) => language === shown)?.label ?? t('off');
    this.button.setAttribute('aria-label', t('Captions, {language}', { language: label }));
  }
}

/** @param {string} tag */
const base = tag => tag.split('-')[0].toLowerCase();
