// The timeline: one axis for everything, zoom, and the playhead through all rows. The rows draw themselves.
// @ts-check
import { byId, h } from './dom.js';
import { clock, rulerMarks } from './frames.js';
import { number } from './manner.js';
import { t } from '../words.js';

export const LABEL_PX = 152;
/** At the closest a frame is this wide: wide enough to be pointed at. */
const FRAME_PX = 10;
/** Half of the playhead's own label. */
const HALF_LABEL_PX = 30;
/** A drag this near to a cut or the playhead lands on it. */
const SNAP_PX = 8;

export class Timeline {
  #zoom = 1;
  #scrubbing = false;
  /** @type {Set<() => void>} */ #laid = new Set();
  /** @type {Set<() => void>} */ #scrolled = new Set();
  #waiting = false;
  /** What is seen of the lane, in pixels; read once a scroll, not once a frame. */
  view = { left: 0, top: 0, wide: 600, high: 200 };

  /** @param {import('./store.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.scroll = byId('tl-scroll');
    this.inner = byId('tl-inner');
    this.ruler = byId('tl-ruler');
    this.rows = byId('tl-rows');
    this.head = byId('playhead');
    this.time = byId('playhead-time');
    const rate = desk.rate[0] / desk.rate[1];
    byId('tl-fps').textContent = t('{n} fps', { n: number(+rate.toFixed(2), desk.rate[0] % desk.rate[1] ? 2 : 0) });
    for (const [id, by] of /** @type {[string, number][]} */ ([
      ['zoom-in', 1],
      ['zoom-out', -1],
    ]))
      byId(id).addEventListener('click', () => this.zoom(by));
    this.scroll.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.scroll.addEventListener('scroll', () => this.#soon());
    for (const lane of [this.ruler, this.head]) lane.addEventListener('pointerdown', (event) => this.#scrub(event, lane));
    this.head.addEventListener('keydown', (event) => this.#headKey(event));
    for (const rows of [this.rows, byId('tl-foot')])
      rows.addEventListener('pointerdown', (event) => {
        if (/** @type {Element} */ (event.target).classList.contains('tl-lane')) this.#scrub(event, rows);
      });
    new ResizeObserver(() => this.layout()).observe(this.scroll);
    desk.on('frame', (how) => this.#showFrame(how));
    this.layout();
  }

  /** Rows that want to know where they are. @param {() => void} laid another width @param {() => void} [scrolled] */
  onLayout(laid, scrolled) {
    this.#laid.add(laid);
    if (scrolled) this.#scrolled.add(scrolled);
    laid();
  }

  /** Closer or further by steps of two, around the playhead. @param {number} by */
  zoom(by) {
    const x = this.xOf(this.desk.frame) - this.view.left;
    this.#zoomTo(this.#zoom * 2 ** by, this.desk.frame, 0 <= x && x <= this.view.wide ? x : this.view.wide / 2);
  }
  get #closest() {
    return Math.max(1, (this.desk.frames * FRAME_PX) / this.#fit);
  }
  /** @param {number} zoom @param {number} frame what stays where it is @param {number} x from the lane's left edge */
  #zoomTo(zoom, frame, x) {
    this.#zoom = Math.max(1, Math.min(this.#closest, zoom));
    this.layout();
    this.scroll.scrollLeft = this.xOf(frame) - x;
    this.#look();
  }
  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const x = event.clientX - this.scroll.getBoundingClientRect().left - LABEL_PX;
    this.#zoomTo(this.#zoom * Math.exp(-event.deltaY / 300), this.frameAt(event.clientX), x);
  }

  get #fit() {
    return Math.max(200, this.view.wide - 12);
  }
  get laneWidth() {
    return this.#fit * this.#zoom;
  }
  /** @param {number} frame @returns {number} pixels from the lane's beginning */
  xOf(frame) {
    return (frame / this.desk.frames) * this.laneWidth;
  }
  /** The frames that are seen now, and a little on both sides. @returns {[number, number]} */
  get seen() {
    const frame = (/** @type {number} */ x) => (x / this.laneWidth) * this.desk.frames;
    return [frame(this.view.left - 200), frame(this.view.left + this.view.wide + 200)];
  }
  /** The frame under the pointer. @param {number} clientX */
  frameAt(clientX) {
    const rect = this.ruler.getBoundingClientRect();
    return ((clientX - rect.left) / rect.width) * this.desk.frames;
  }
  /** Near a cut, or the playhead, an edge lands on it. @param {number} frame @param {boolean} free */
  snapped(frame, free) {
    if (free) return Math.round(frame);
    const near = (SNAP_PX / this.laneWidth) * this.desk.frames;
    const marks = [0, this.desk.frames, this.desk.frame, ...this.desk.shots.map((shot) => shot.start_frame)];
    const best = marks.reduce((a, b) => (Math.abs(b - frame) < Math.abs(a - frame) ? b : a));
    return Math.abs(best - frame) <= near ? best : Math.round(frame);
  }
  /** A frame's place on the lane, for styles. @param {number} frame */
  part(frame) {
    return `${(frame / this.desk.frames) * 100}%`;
  }

  layout() {
    this.view.wide = this.scroll.clientWidth - LABEL_PX;
    this.view.high = this.scroll.clientHeight;
    this.inner.style.width = `${LABEL_PX + this.laneWidth}px`;
    byId('zoom-out').toggleAttribute('disabled', this.#zoom <= 1);
    byId('zoom-in').toggleAttribute('disabled', this.#zoom >= this.#closest);
    this.#look();
    for (const laid of this.#laid) laid();
    this.#showFrame({});
  }

  #soon() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#look();
    });
  }
  #look() {
    this.view.left = this.scroll.scrollLeft;
    this.view.top = this.scroll.scrollTop;
    this.#drawRuler();
    for (const scrolled of this.#scrolled) scrolled();
  }

  /** Only the marks that are seen: ten minutes close up have thousands. */
  #drawRuler() {
    const [from, to] = this.seen;
    const seen = rulerMarks(this.desk.frames, this.desk.rate, this.laneWidth).filter(({ frame }) => from <= frame && frame <= to);
    const state = seen.map(({ frame }) => frame).join() + this.laneWidth;
    if (this.ruler.dataset.state === state) return;
    this.ruler.dataset.state = state;
    this.ruler.replaceChildren(
      ...seen.map(({ frame, words }) => {
        const mark = h('span', { class: 'mark' }, words);
        mark.style.left = this.part(frame);
        return mark;
      }),
    );
  }

  /** @param {{played?: boolean}} how */
  #showFrame({ played }) {
    const { frame, rate } = this.desk;
    const x = this.xOf(frame);
    const { left, wide } = this.view;
    this.head.style.transform = `translateX(${LABEL_PX + x}px)`;
    const words = clock(frame, rate);
    this.time.textContent = words;
    // The label stays beside the row labels, not over them.
    this.time.style.translate = `${Math.max(0, HALF_LABEL_PX - (x - left))}px`;
    this.head.setAttribute('aria-valuemax', String(this.desk.frames - 1));
    this.head.setAttribute('aria-valuenow', String(frame));
    this.head.setAttribute('aria-valuetext', t('{time}, frame {n}', { time: words, n: frame }));
    if (this.#scrubbing || (x >= left && x <= left + wide - 8)) return;
    this.scroll.scrollLeft = played ? x - 40 : x - wide / 2;
    this.view.left = Math.max(0, played ? x - 40 : x - wide / 2);
  }

  /** @param {PointerEvent} event @param {HTMLElement} lane */
  #scrub(event, lane) {
    if (event.button !== 0) return;
    event.preventDefault();
    lane.setPointerCapture(event.pointerId);
    this.#scrubbing = true;
    const go = (/** @type {PointerEvent} */ at) =>
      this.desk.seek(Math.floor(this.frameAt(at.clientX)), { scrub: true });
    const stop = () => {
      this.#scrubbing = false;
      lane.removeEventListener('pointermove', go);
      lane.removeEventListener('pointerup', stop);
      lane.removeEventListener('pointercancel', stop);
    };
    lane.addEventListener('pointermove', go);
    lane.addEventListener('pointerup', stop);
    lane.addEventListener('pointercancel', stop);
    go(event);
  }

  /** @param {KeyboardEvent} event */
  #headKey(event) {
    const second = Math.round(this.desk.rate[0] / this.desk.rate[1]);
    const to = {
      Home: 0,
      End: this.desk.frames - 1,
      PageUp: this.desk.frame - second,
      PageDown: this.desk.frame + second,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.desk.seek(to);
  }
}
