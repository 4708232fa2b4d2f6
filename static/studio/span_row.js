// One moment's row on the timeline: its span, its two ends and its keys, by hand or by keyboard.
// @ts-check
import { isOn } from './boxes.js';
import { Certainty } from './certainty.js';
import { h } from './dom.js';
import { clock } from './frames.js';
import { pulled, shiftedKeys, slid } from './geometry.js';
import { rowLabel } from './timeline.js';
import { t } from '../words.js';
import { lasts } from './manner.js';

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {'start' | 'end' | 'slide'} Part */

export class SpanRow {
  #label = '';

  /** @param {import('./store.js').Desk} desk
   * @param {import('./timeline.js').Timeline} timeline
   * @param {string} uid */
  constructor(desk, timeline, uid) {
    Object.assign(this, { desk, timeline, uid });
    this.desk = desk;
    this.timeline = timeline;
    this.uid = uid;
    this.lab = h('button', {
      class: 'tl-lab',
      type: 'button',
      onclick: () => this.#pick(desk.of(uid).start_frame),
    });
    this.start = this.#end('start', t('In point'));
    this.end = this.#end('end', t('Out point'));
    this.keys = h('span', { class: 'kfs', 'aria-hidden': 'true' });
    this.words = h('span', { class: 'span-words' });
    this.body = h(
      'button',
      {
        class: 'span-body',
        type: 'button',
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, 'slide'),
      },
      this.words,
    );
    this.certainty = new Certainty(desk, uid);
    this.span = h('div', { class: 'span' }, ...this.certainty.inside, this.body, this.keys, this.start, this.end);
    this.element = h('div', { class: 'tl-row' }, this.lab, h('div', { class: 'tl-lane' }, this.span, this.certainty.beside));
    this.body.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) =>
      this.#grab(event, 'slide'),
    );
    this.body.addEventListener('click', (/** @type {MouseEvent} */ event) => {
      if (event.detail === 0) this.#pick(desk.of(uid).start_frame);
    });
  }

  update() {
    /** @type {Moment | undefined} */
    const moment = this.desk.of(this.uid);
    if (!moment) return;
    const { frames, rate } = this.desk;
    const long = moment.end_frame - moment.start_frame;
    const on = this.desk.selected === this.uid;
    const told = this.certainty.update(moment, on);
    this.span.style.left = `${(moment.start_frame / frames) * 100}%`;
    this.span.style.width = `${(long / frames) * 100}%`;
    this.span.classList.toggle('on', on);
    this.lab.classList.toggle('on', on);
    this.lab.setAttribute('aria-pressed', String(on));
    this.words.textContent = lasts(long, rate);
    this.body.setAttribute(
      'aria-label',
      t('{name}, {start} to {end}. Arrow keys slide it.', {
        name: moment.label,
        start: clock(moment.start_frame, rate),
        end: clock(moment.end_frame, rate),
      }) + (told ? ` ${told}` : ''),
    );
    describe(this.start, 0, moment.end_frame - 1, moment.start_frame, clock(moment.start_frame, rate));
    describe(this.end, moment.start_frame + 1, frames, moment.end_frame, clock(moment.end_frame, rate));
    if (this.#label !== moment.variant + moment.label) {
      this.#label = moment.variant + moment.label;
      this.lab.replaceChildren(...rowLabel(this.desk.variants.get(moment.variant), moment.label));
    }
    this.keys.replaceChildren(
      ...(on ? this.#marks(moment) : []).map((frame) => {
        const mark = h('i', { class: frame === this.desk.frame ? 'kf here' : 'kf' });
        mark.style.left = `${((frame + 0.5 - moment.start_frame) / long) * 100}%`;
        return mark;
      }),
    );
  }

  /** Where diamonds stand: at the keys; of a path that was followed, at the boxes somebody drew.
   * @param {Moment} moment @returns {number[]} */
  #marks(moment) {
    const tracks = this.desk.follow?.all(this.uid) ?? [];
    const own = moment.keys.filter(([at]) => !tracks.some((one) => one.start_frame <= at && at < one.end_frame));
    return [...own, ...tracks.flatMap((one) => one.anchors)].map(([frame]) => frame).filter((frame) => isOn(moment, frame));
  }

  reveal() {
    this.element.scrollIntoView({ block: 'nearest' });
  }

  /** @param {number} frame */
  #pick(frame) {
    this.desk.select(this.uid);
    this.desk.seek(frame);
  }

  /** @param {'start' | 'end'} edge @param {string} name @returns {HTMLElement} */
  #end(edge, name) {
    return h('span', {
      class: `grip ${edge}`,
      tabindex: 0,
      role: 'slider',
      'aria-label': name,
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, edge),
      onpointerdown: (/** @type {PointerEvent} */ event) => this.#grab(event, edge),
    });
  }

  /** @param {PointerEvent} event @param {Part} part */
  #grab(event, part) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const target = /** @type {HTMLElement} */ (event.currentTarget);
    target.focus({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    this.desk.select(this.uid);
    const from = this.timeline.frameAt(event.clientX);
    /** @type {Moment} */
    const was = this.desk.of(this.uid);
    let moved = false;
    const pull = (/** @type {PointerEvent} */ at) => {
      if (!moved && Math.abs(at.clientX - event.clientX) < 3) return;
      moved = true;
      this.desk.show(this.uid, this.#changed(was, part, this.timeline.frameAt(at.clientX) - from, at.altKey));
      if (part !== 'slide')
        this.desk.seek(
          part === 'start' ? this.desk.of(this.uid).start_frame : this.desk.of(this.uid).end_frame - 1,
          { scrub: true },
        );
    };
    const stop = (/** @type {PointerEvent} */ at) => {
      for (const type of /** @type {const} */ (['pointermove', 'pointerup', 'pointercancel']))
        target.removeEventListener(type, type === 'pointermove' ? pull : stop);
      if (at.type === 'pointercancel') this.desk.letGo();
      else if (moved)
        this.desk.change(
          this.uid,
          this.#changed(was, part, this.timeline.frameAt(at.clientX) - from, at.altKey),
          NAMES[part],
        );
      else if (part === 'slide') this.desk.seek(Math.floor(from));
    };
    target.addEventListener('pointermove', pull);
    target.addEventListener('pointerup', stop);
    target.addEventListener('pointercancel', stop);
  }

  /** @param {KeyboardEvent} event @param {Part} part */
  #key(event, part) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const by = way * (event.shiftKey ? 10 : 1);
    this.desk.select(this.uid);
    this.desk.change(this.uid, this.#changed(this.desk.of(this.uid), part, by, true), NAMES[part], part);
  }

  /** @param {Moment} was
   * @param {Part} part
   * @param {number} by
   * @param {boolean} free no landing on cuts
   * @returns {Partial<Moment>} */
  #changed(was, part, by, free) {
    const span = { start: was.start_frame, end: was.end_frame };
    if (part === 'slide') {
      const to = slid(span, this.timeline.snapped(span.start + by, free) - span.start, this.desk.frames);
      return { start_frame: to.start, end_frame: to.end, keys: shiftedKeys(was.keys, to.start - span.start, this.desk.frames) };
    }
    const to = pulled(span, part, this.timeline.snapped(span[part] + by, free), this.desk.frames);
    return { start_frame: to.start, end_frame: to.end };
  }
}

/** @type {Record<Part, string>} */
const NAMES = { start: t('In point moved'), end: t('Out point moved'), slide: t('Moment moved') };

/** @param {Element} slider
 * @param {number} min
 * @param {number} max
 * @param {number} now
 * @param {string} words */
function describe(slider, min, max, now, words) {
  for (const [name, value] of Object.entries({
    valuemin: min,
    valuemax: max,
    valuenow: now,
    valuetext: words,
  }))
    slider.setAttribute(`aria-${name}`, String(value));
}
