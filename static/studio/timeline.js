// The timeline: ruler, shots, a row for each moment, and one playhead through all of them.
// @ts-check
import { byId, h, icon, showCell } from './dom.js';
import { cellOf, clock, rulerMarks, shotAt } from './frames.js';
import { SpanRow } from './span_row.js';
import { t, tn } from '../words.js';
import { number } from './manner.js';

const LABEL_PX = 152;
const ZOOMS = [1, 2, 4, 8];

export class Timeline {
  /** @type {Map<string, SpanRow>} */ #rows = new Map();
  #zoom = 0;
  #scrubbing = false;

  /** @param {import('./store.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.scroll = byId('tl-scroll');
    this.inner = byId('tl-inner');
    this.ruler = byId('tl-ruler');
    this.shots = byId('tl-shots');
    this.rows = byId('tl-rows');
    this.head = byId('playhead');
    this.#showShots();
    byId('tl-fps').textContent = t('{n} fps', { n: number(+(desk.rate[0] / desk.rate[1]).toFixed(2), desk.rate[0] % desk.rate[1] ? 2 : 0) });
    for (const [id, by] of /** @type {[string, number][]} */ ([
      ['zoom-in', 1],
      ['zoom-out', -1],
    ]))
      byId(id).addEventListener('click', () => this.zoom(by));
    this.scroll.addEventListener(
      'wheel',
      (event) => {
        if (event.ctrlKey) {
          event.preventDefault();
          this.zoom(event.deltaY < 0 ? 1 : -1);
        }
      },
      { passive: false },
    );
    for (const lane of [this.ruler, this.head]) this.#scrubOn(lane);
    this.head.addEventListener('keydown', (event) => this.#headKey(event));
    this.rows.addEventListener('pointerdown', (event) => {
      if (/** @type {Element} */ (event.target).classList.contains('tl-lane')) this.#scrub(event, this.rows);
    });
    new ResizeObserver(() => this.#layout()).observe(this.scroll);
    desk.on('frame', (how) => this.#showFrame(how));
    desk.on('moments', () => this.#showRows());
    desk.on('tracks', () => this.#showRows());
    desk.on('shots', () => this.#showShots());
    desk.on('selected', () => {
      this.#showRows();
      if (desk.selected) this.#rows.get(desk.selected)?.reveal();
    });
    this.#layout();
  }

  /** @param {number} by */
  zoom(by) {
    this.#zoom = Math.max(0, Math.min(ZOOMS.length - 1, this.#zoom + by));
    this.#layout();
    const x = (this.desk.frame / this.desk.frames) * this.laneWidth;
    this.scroll.scrollLeft = x - (this.scroll.clientWidth - LABEL_PX) / 2;
  }

  get laneWidth() {
    return Math.max(200, this.scroll.clientWidth - LABEL_PX - 12) * ZOOMS[this.#zoom];
  }
  /** The frame under the pointer. @param {number} clientX */
  frameAt(clientX) {
    const rect = this.ruler.getBoundingClientRect();
    return ((clientX - rect.left) / rect.width) * this.desk.frames;
  }
  /** Near a cut, or the playhead, an edge lands on it. @param {number} frame @param {boolean} free */
  snapped(frame, free) {
    if (free) return Math.round(frame);
    const near = (8 / this.laneWidth) * this.desk.frames;
    const marks = [0, this.desk.frames, this.desk.frame, ...this.desk.shots.map((shot) => shot.start_frame)];
    const best = marks.reduce((a, b) => (Math.abs(b - frame) < Math.abs(a - frame) ? b : a));
    return Math.abs(best - frame) <= near ? best : Math.round(frame);
  }

  #layout() {
    this.inner.style.width = `${LABEL_PX + this.laneWidth}px`;
    byId('zoom-out').toggleAttribute('disabled', this.#zoom === 0);
    byId('zoom-in').toggleAttribute('disabled', this.#zoom === ZOOMS.length - 1);
    this.ruler.replaceChildren(
      ...rulerMarks(this.desk.frames, this.desk.rate, this.laneWidth).map(({ frame, words }) => {
        const mark = h('span', { class: 'mark' }, words);
        mark.style.left = this.#part(frame);
        return mark;
      }),
    );
    for (const shot of this.shots.querySelectorAll('.shot')) this.#fillShot(/** @type {HTMLElement} */ (shot));
    this.#showRows();
    this.#showFrame({});
  }

  /** The shots known by now; what is still looked for has its place already. */
  #showShots() {
    const { desk } = this;
    byId('tl-shot-count').textContent = tn('{n} shot', '{n} shots', desk.shots.length);
    this.#drawShots();
    for (const shot of this.shots.querySelectorAll('.shot')) this.#fillShot(/** @type {HTMLElement} */ (shot));
    const end = desk.shots.at(-1)?.end_frame ?? 0;
    if (desk.isReading && end < desk.frames) {
      const rest = h('span', { class: 'shot-rest skel', 'aria-hidden': 'true' });
      rest.style.left = this.#part(end);
      rest.style.width = this.#part(desk.frames - end);
      this.shots.append(rest);
    }
    this.#showFrame({});
  }

  #drawShots() {
    this.shots.replaceChildren(
      ...this.desk.shots.map((shot) => {
        const key = shot.keyframes[0]?.frame ?? Math.floor((shot.start_frame + shot.end_frame) / 2);
        const button = h('button', {
          class: 'shot',
          type: 'button',
          'data-shot': shot.index,
          'aria-label': t('Shot {n}, from {time}. Go to its keyframe.', {
            n: shot.index + 1,
            time: clock(shot.start_frame, this.desk.rate),
          }),
          onclick: () => this.desk.seek(key),
        });
        button.style.left = this.#part(shot.start_frame);
        button.style.width = this.#part(shot.end_frame - shot.start_frame);
        return button;
      }),
    );
  }

  /** As many small pictures as fit side by side. @param {HTMLElement} button */
  #fillShot(button) {
    const shot = this.desk.shots[Number(button.dataset.shot)];
    const sprite = this.desk.cut.sprite;
    const long = shot.end_frame - shot.start_frame;
    const many = Math.max(1, Math.min(60, Math.round(((long / this.desk.frames) * this.laneWidth) / 40)));
    if (button.childElementCount === many + 1) return;
    button.replaceChildren(
      ...Array.from({ length: many }, (_, i) => {
        const cell = h('span', { class: 'f' });
        if (sprite) showCell(cell, sprite, cellOf(sprite, shot.start_frame + ((i + 0.5) / many) * long));
        return cell;
      }),
      h('span', { class: 'no', 'aria-hidden': 'true' }, shot.index + 1),
    );
  }

  /** @param {{played?: boolean}} how */
  #showFrame({ played }) {
    const x = (this.desk.frame / this.desk.frames) * this.laneWidth;
    this.head.style.left = `${LABEL_PX + x}px`;
    const words = clock(this.desk.frame, this.desk.rate);
    const time = byId('playhead-time');
    time.textContent = words;
    // The label stays beside the row labels, not over them.
    time.style.transform = x < 30 ? `translateX(${-Math.max(0, x)}px)` : '';
    this.head.setAttribute('aria-valuenow', String(this.desk.frame));
    this.head.setAttribute('aria-valuetext', t('{time}, frame {n}', { time: words, n: this.desk.frame }));
    const here = shotAt(this.desk.shots, this.desk.frame)?.index;
    for (const shot of this.shots.querySelectorAll('.shot'))
      shot.classList.toggle('on', Number(/** @type {HTMLElement} */ (shot).dataset.shot) === here);
    const left = this.scroll.scrollLeft,
      wide = this.scroll.clientWidth - LABEL_PX;
    if (!this.#scrubbing && (x < left || x > left + wide - 8))
      this.scroll.scrollLeft = played ? x - 40 : x - wide / 2;
  }

  #showRows() {
    const wanted = this.desk.moments;
    const kept = new Set(wanted.map(([uid]) => uid));
    for (const [uid, row] of this.#rows)
      if (!kept.has(uid)) {
        row.element.remove();
        this.#rows.delete(uid);
      }
    wanted.forEach(([uid], i) => {
      const row = this.#rows.get(uid) ?? new SpanRow(this.desk, this, uid);
      this.#rows.set(uid, row);
      // Rows keep their places while a hand or a key moves a span; they are sorted when one comes or goes.
      if (!row.element.isConnected) this.rows.insertBefore(row.element, this.rows.children[i] ?? null);
      row.update();
    });
    byId('tl-none').hidden = wanted.length > 0;
  }

  /** @param {HTMLElement} lane */
  #scrubOn(lane) {
    lane.addEventListener('pointerdown', (event) => this.#scrub(event, lane));
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
    const to = {
      Home: 0,
      End: this.desk.frames - 1,
      PageUp: this.desk.frame - 25,
      PageDown: this.desk.frame + 25,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.desk.seek(to);
  }

  /** @param {number} frame */
  #part(frame) {
    return `${(frame / this.desk.frames) * 100}%`;
  }
}

/** The row's label: the piece's picture and name.
 * @param {import('./store.js').Variant | undefined} variant
 * @param {string} label */
export function rowLabel(variant, label) {
  return [
    h(
      'span',
      { class: 'thumb' },
      variant?.image ? h('img', { src: variant.image, alt: '' }) : icon('tag', 's'),
    ),
    h('span', { class: 'tl-name' }, label),
  ];
}
