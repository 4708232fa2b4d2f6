// The picture: the film held on exact frames, its small pictures while the hand is faster than the film.
// @ts-check
import { byId, h, showCell } from './dom.js';
import { cellOf, frameOf, secondsOf } from './frames.js';
import { t } from '../words.js';

export class Stage {
  /** @type {number | null} the frame that waits for the seek in flight */ #next = null;
  #seeking = false;
  #late = 0;

  /** @param {import('./store.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.pic = byId('pic');
    this.film = /** @type {HTMLVideoElement} */ (
      h('video', {
        src: desk.cut.film,
        muted: true,
        playsinline: true,
        preload: 'auto',
        poster: desk.cut.poster,
        'aria-label': t('The film'),
      })
    );
    this.film.muted = true;
    this.cell = h('div', { class: 'pic-cell', hidden: true });
    this.pic.prepend(this.film, this.cell);
    this.trouble = byId('film-trouble');
    this.film.addEventListener('loadeddata', () => this.#go(desk.frame), { once: true });
    this.film.addEventListener('seeked', () => this.#seeked());
    this.film.addEventListener('pause', () => this.#paused());
    this.film.addEventListener('error', () => {
      this.trouble.hidden = false;
    });
    byId('film-again').addEventListener('click', () => {
      this.trouble.hidden = true;
      this.film.load();
    });
    desk.on('frame', (how) => {
      if (!how.played) this.#follow(how);
    });
    const fit = () => this.#fit();
    new ResizeObserver(fit).observe(byId('view'));
    fit();
  }

  toggle() {
    if (this.desk.playing) this.film.pause();
    else this.play();
  }

  async play() {
    if (this.desk.frame >= this.desk.frames - 1) this.desk.seek(0);
    this.desk.playing = true;
    this.desk.tell('playing');
    this.#next = null;
    try {
      await this.film.play();
    } catch {
      this.desk.playing = false;
      this.desk.tell('playing');
      return;
    }
    this.#watch();
  }

  #watch() {
    this.film.requestVideoFrameCallback((_, { mediaTime }) => {
      if (!this.desk.playing) return;
      this.cell.hidden = true;
      this.desk.reached(frameOf(mediaTime, this.desk.rate));
      this.desk.tell('shown');
      this.#watch();
    });
  }

  #paused() {
    if (!this.desk.playing) return;
    this.desk.playing = false;
    this.desk.tell('playing');
    // The clock runs on a little after the last picture: hold the frame that is on screen.
    this.desk.seek(this.film.ended ? this.desk.frames - 1 : this.desk.frame);
  }

  /** @param {{scrub?: boolean, moved?: boolean}} how */
  #follow({ scrub, moved }) {
    if (this.desk.playing) {
      this.desk.playing = false;
      this.film.pause();
      this.desk.tell('playing');
    }
    if (scrub && moved) this.#showCell();
    this.#go(this.desk.frame);
  }

  /** One seek at a time; of those that come meanwhile only the last is made. @param {number} frame */
  #go(frame) {
    if (this.film.readyState === 0) return;
    if (this.#seeking) {
      this.#next = frame;
      return;
    }
    this.#seeking = true;
    this.#next = null;
    clearTimeout(this.#late);
    this.#late = setTimeout(() => this.#showCell(), 120);
    this.film.currentTime = secondsOf(frame, this.desk.rate);
  }

  #seeked() {
    if (!this.#seeking) return;
    this.#seeking = false;
    if (this.#next !== null && this.#next !== this.desk.frame) this.#next = this.desk.frame;
    if (this.#next !== null) {
      this.#go(this.#next);
      return;
    }
    // The picture reaches the screen one or two refreshes after `seeked`.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (this.#seeking) return;
        clearTimeout(this.#late);
        this.cell.hidden = true;
        this.pic.dataset.shown = String(this.desk.frame);
        this.desk.tell('shown');
      }),
    );
  }

  #showCell() {
    const sprite = this.desk.cut.sprite;
    if (!sprite) return;
    showCell(this.cell, sprite, cellOf(sprite, this.desk.frame));
    this.cell.hidden = false;
  }

  /** The largest picture of the film's shape that fits. */
  #fit() {
    const view = byId('view');
    const style = getComputedStyle(view);
    const sides = [...view.querySelectorAll('.side')]
      .map((side) => /** @type {HTMLElement} */ (side).offsetWidth)
      .filter(Boolean);
    const taken = sides.reduce((sum, wide) => sum + wide + parseFloat(style.columnGap), 0);
    const width = view.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - taken;
    const height = view.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const scale = Math.min(width / this.desk.cut.width, height / this.desk.cut.height);
    this.pic.style.width = `${Math.floor(this.desk.cut.width * scale)}px`;
    this.pic.style.height = `${Math.floor(this.desk.cut.height * scale)}px`;
  }
}
