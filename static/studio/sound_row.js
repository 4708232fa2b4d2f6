// The sound on the timeline: how loud it is where, drawn only as far as it is seen.
// @ts-check
import { byId } from './dom.js';
import { LABEL_PX } from './timeline.js';

const A_SECOND = 10;
const BAR_PX = 3,
  GAP_PX = 2;

export class SoundRow {
  /** @type {number[]} 0 to 100, ten a second */ #loud = [];
  #state = '';

  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline */
  constructor(desk, timeline) {
    this.desk = desk;
    this.timeline = timeline;
    this.row = byId('tl-sound');
    this.paper = /** @type {HTMLCanvasElement} */ (byId('tl-sound-paper'));
    this.#load();
  }

  async #load() {
    const { loudness } = /** @type {any} */ (this.desk.cut);
    if (!loudness) return;
    const answer = await fetch(loudness).catch(() => null);
    if (!answer?.ok) return;
    this.#loud = await answer.json();
    this.row.hidden = this.#loud.length === 0;
    const draw = () => this.draw();
    this.timeline.onLayout(draw, draw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#state = '';
      draw();
    });
  }

  draw() {
    const { left, wide } = this.timeline.view;
    const high = this.paper.clientHeight,
      dense = devicePixelRatio || 1;
    const state = [left, wide, high, this.timeline.laneWidth, dense].join();
    if (state === this.#state || !high) return;
    this.#state = state;
    this.paper.style.width = `${wide}px`;
    this.paper.style.left = `${LABEL_PX}px`;
    this.paper.width = Math.round(wide * dense);
    this.paper.height = Math.round(high * dense);
    const paper = /** @type {CanvasRenderingContext2D} */ (this.paper.getContext('2d'));
    paper.scale(dense, dense);
    paper.fillStyle = getComputedStyle(this.paper).color;
    const seconds = (this.desk.frames * this.desk.rate[1]) / this.desk.rate[0];
    // Bars stand at whole steps of the lane, so that a scroll moves them and doesn't redraw other ones.
    const step = BAR_PX + GAP_PX;
    const values = (/** @type {number} */ x) => (x / this.timeline.laneWidth) * seconds * A_SECOND;
    for (let x = Math.floor(left / step) * step; x < left + wide; x += step) {
      const from = Math.floor(values(x)),
        to = Math.max(from + 1, Math.floor(values(x + step)));
      if (from >= this.#loud.length) break;
      const loud = Math.max(0, ...this.#loud.slice(from, to));
      const tall = Math.max(1, (loud / 100) * (high - 4));
      paper.fillRect(x - left, (high - tall) / 2, BAR_PX, tall);
    }
  }
}
