// @ts-check
/** The seek bar: where the film stands, where its moments are in gold, and a slider for pointer and keyboard. */

import { t } from '../words.js';

const STEP_S = 5;
const LEAP_S = 15;

export class Seekbar {
  /** @param {HTMLElement} bar @param {HTMLVideoElement} film @param {HTMLElement} now @param {HTMLElement} all */
  constructor(bar, film, now, all) {
    this.bar = bar;
    this.film = film;
    this.now = now;
    this.all = all;
    this.rail = /** @type {HTMLElement} */ (bar.querySelector('.rail'));
    this.spans = /** @type {HTMLElement} */ (bar.querySelector('.spans'));
    /** @type {number | null} where a drag wants to be while an earlier seek is under way */
    this.wish = null;
    for (const type of ['timeupdate', 'durationchange', 'seeking', 'seeked']) film.addEventListener(type, () => this.draw());
    film.addEventListener('seeked', () => this.follow());
    film.addEventListener('play', () => this.run());
    bar.addEventListener('pointerdown', event => this.drag(event));
    bar.addEventListener('keydown', event => this.key(event));
    this.draw();
  }

  get duration() {
    return Number.isFinite(this.film.duration) ? this.film.duration : (this.length ?? 0);
  }

  /** @param {import('../shapes.js').Manifest} manifest */
  mark({ moments, duration_ms }) {
    this.length = duration_ms / 1000;
    this.spans.replaceChildren(...moments.map(({ starts_ms, ends_ms }) => {
      const span = document.createElement('u');
      span.style.left = `${(100 * starts_ms) / duration_ms}%`;
      span.style.width = `${(100 * (ends_ms - starts_ms)) / duration_ms}%`;
      return span;
    }));
    this.draw();
  }

  run() {
    this.draw();
    if (!this.film.paused) requestAnimationFrame(() => this.run());
  }

  draw() {
    const [at, all] = [this.wish ?? this.film.currentTime, this.duration];
    this.rail.style.setProperty('--at', String(all ? (100 * at) / all : 0));
    const words = [time(at), time(all)];
    if (words.join() === this.words) return;
    this.words = words.join();
    [this.now.textContent, this.all.textContent] = words;
    this.bar.setAttribute('aria-valuemax', String(Math.round(all)));
    this.bar.setAttribute('aria-valuenow', String(Math.round(at)));
    this.bar.setAttribute('aria-valuetext', t('{now} of {all}', { now: words[0], all: words[1] }));
  }

  /** One seek at a time, the latest wish wins. @param {number} seconds */
  to(seconds) {
    this.wish = Math.max(0, Math.min(this.duration - 0.05, seconds));
    if (!this.film.seeking) this.follow();
    this.draw();
  }

  follow() {
    if (this.wish === null) return;
    this.film.currentTime = this.wish;
    this.wish = null;
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (event.button || !this.duration) return;
    this.bar.setPointerCapture(event.pointerId);
    const { left, width } = this.rail.getBoundingClientRect();
    const move = (/** @type {PointerEvent} */ { clientX }) => this.to(((clientX - left) / width) * this.duration);
    const done = new AbortController();
    move(event);
    this.bar.addEventListener('pointermove', move, done);
    for (const end of ['pointerup', 'pointercancel']) this.bar.addEventListener(end, () => done.abort(), done);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const at = this.wish ?? this.film.currentTime;
    /** @type {Record<string, number>} */
    const goals = { ArrowLeft: at - STEP_S, ArrowDown: at - STEP_S, ArrowRight: at + STEP_S, ArrowUp: at + STEP_S,
      PageDown: at - LEAP_S, PageUp: at + LEAP_S, Home: 0, End: this.duration };
    if (!(event.key in goals) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.to(goals[event.key]);
  }
}

/** @param {number} seconds */
function time(seconds) {
  const whole = Math.floor(seconds + 0.001);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
