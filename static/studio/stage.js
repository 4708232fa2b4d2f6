// The picture: the film held on exact frames, its small pictures while the hand is faster than the film.
// @ts-check
import { byId, h, showCell } from './dom.js';
import { cellOf, frameOf, secondsOf, shotAt } from './frames.js';
import { t } from '../words.js';

/** So long a picture may take to reach the screen after its seek; then it is sought anew, a few times. */
const PATIENCE_MS = 300,
  TRIES = 4,
  HAIR_S = 0.002;

export class Stage {
  /** @type {number | null} the frame that waits for the seek in flight */ #next = null;
  #seeking = false;
  #late = 0;
  /** @type {number | null} the frame on the screen, as far as the browser tells */ #presented = null;
  #tries = 0;
  #waiting = 0;
  /** Running backwards: a film can't, so it is sought frame by frame. */ #back = 0;

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
    // Until the film is there the sprite's picture is nearer to the frame that is named than the poster.
    this.#showCell();
    this.#present();
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
    this.film.addEventListener('ended', () => {
      if (this.desk.loop && this.#loops()) this.play();
    });
  }

  toggle() {
    if (this.#back) this.desk.seek(this.desk.frame);
    else if (this.desk.playing) this.film.pause();
    else this.play();
  }
  /** @param {number} rate */
  speed(rate) {
    this.film.playbackRate = rate;
  }
  /** Play at a speed; below zero backwards. @param {number} rate */
  run(rate) {
    if (rate < 0) {
      this.#runBack(-rate);
      return;
    }
    this.#back = 0;
    this.film.playbackRate = rate;
    if (this.film.paused) this.play();
  }

  /** @param {number} rate */
  #runBack(rate) {
    const turn = ++this.#turns;
    this.#back = turn;
    this.film.pause();
    this.#play(true);
    const { frame: from } = this.desk,
      [num, den] = this.desk.rate;
    let since = 0;
    const go = (/** @type {number} */ now) => {
      if (this.#back !== turn) return;
      since ||= now;
      const frame = from - Math.floor((((now - since) / 1000) * rate * num) / den);
      if (frame <= 0) {
        this.desk.seek(0);
        return;
      }
      if (frame !== this.desk.frame) {
        this.desk.reached(frame);
        this.#showCell();
        this.#go(frame);
      }
      requestAnimationFrame(go);
    };
    requestAnimationFrame(go);
  }
  #turns = 0;

  /** @param {boolean} on */
  #play(on) {
    if (this.desk.playing === on) return;
    this.desk.playing = on;
    this.desk.tell('playing');
  }

  /** Where a loop begins and ends: the selected moment, else the shot. @returns {[number, number] | null} */
  get #range() {
    const one = this.desk.of(this.desk.selected) ?? shotAt(this.desk.shots, this.desk.frame);
    return one ? [one.start_frame, one.end_frame] : null;
  }
  /** Back to its beginning, when its end is reached. @returns {boolean} */
  #loops() {
    const range = this.#range;
    if (!range || (this.desk.frame >= range[0] && this.desk.frame < range[1] - 1)) return false;
    this.film.currentTime = secondsOf(range[0], this.desk.rate);
    this.desk.reached(range[0]);
    return true;
  }

  async play() {
    if (this.desk.loop) this.#loops();
    else if (this.desk.frame >= this.desk.frames - 1) this.desk.seek(0);
    this.#play(true);
    this.#next = null;
    try {
      await this.film.play();
    } catch {
      this.#play(false);
      return;
    }
    this.#watch();
  }

  #watch() {
    this.film.requestVideoFrameCallback((_, { mediaTime }) => {
      if (!this.desk.playing || this.#back) return;
      this.cell.hidden = true;
      this.desk.reached(frameOf(mediaTime, this.desk.rate));
      this.desk.tell('shown');
      if (this.desk.loop) this.#loops();
      this.#watch();
    });
  }

  #paused() {
    if (!this.desk.playing || this.#back || (this.film.ended && this.desk.loop)) return;
    this.#play(false);
    // The clock runs on a little after the last picture: hold the frame that is on screen.
    this.desk.seek(this.film.ended ? this.desk.frames - 1 : this.desk.frame);
  }

  /** @param {{scrub?: boolean, moved?: boolean}} how */
  #follow({ scrub, moved }) {
    this.#back = 0;
    if (this.desk.playing) {
      this.#play(false);
      this.film.pause();
    }
    if ((scrub && moved) || this.film.readyState === 0) this.#showCell();
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
    this.#tries = 0;
    clearTimeout(this.#waiting);
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
    this.#settle();
  }

  /** Which picture is on the screen: on a busy machine a browser says `seeked` and goes on showing another one. */
  #present() {
    this.film.requestVideoFrameCallback((_, { mediaTime }) => {
      this.#presented = frameOf(mediaTime, this.desk.rate);
      if (!this.desk.playing && !this.#seeking && this.#presented === this.desk.frame) this.#shown();
      this.#present();
    });
  }

  /** The picture reaches the screen one or two refreshes after `seeked`; one that doesn't come is asked for again. */
  #settle() {
    clearTimeout(this.#waiting);
    if (this.#presented === this.desk.frame || this.#tries >= TRIES) return this.#shown();
    this.#waiting = setTimeout(() => {
      if (this.#seeking || this.desk.playing || this.film.readyState === 0) return;
      this.#tries++;
      this.#showCell();
      this.#seeking = true;
      // A hair beside the middle of the frame: where it stands already a browser doesn't look again.
      const hair = (this.#tries % 2 ? 1 : -1) * HAIR_S;
      this.film.currentTime = secondsOf(this.desk.frame, this.desk.rate) + hair;
    }, PATIENCE_MS);
  }

  #shown() {
    clearTimeout(this.#waiting);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (this.#seeking || this.desk.playing) return;
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
}
