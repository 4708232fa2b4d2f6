// One moment on the timeline: its span, its two ends and its keys, by hand or by keyboard.
// @ts-check
import { Certainty } from './certainty.js';
import { h } from './dom.js';
import { clock } from './frames.js';
import { isOn, keyMoved, pulled, shiftedKeys, slid } from './geometry.js';
import { t } from '../words.js';
import { lasts } from './manner.js';

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {'start' | 'end' | 'slide'} Part */

/** A diamond takes this much room; strokes closer than the second are a blur and not drawn. */
const KEY_PX = 11,
  LEAST_PX = 2.5;
/** A span that is narrower doesn't say how long it is. */
const WORDS_PX = 48;

export class SpanBar {
  #drawn = '';
  /** @type {Map<number, HTMLElement>} diamonds by frame */ #keys = new Map();

  /** @param {import('./store.js').Desk} desk
   * @param {import('./timeline.js').Timeline} timeline
   * @param {string} uid */
  constructor(desk, timeline, uid) {
    this.desk = desk;
    this.timeline = timeline;
    this.uid = uid;
    this.start = this.#end('start');
    this.end = this.#end('end');
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
    this.elements = [this.span, this.certainty.beside];
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
    this.span.classList.toggle('slim', this.timeline.xOf(long) < WORDS_PX);
    this.words.textContent = lasts(long, rate);
    this.body.setAttribute(
      'aria-label',
      t('{name}, {start} to {end}. Arrow keys slide it.', {
        name: moment.label,
        start: clock(moment.start_frame, rate),
        end: clock(moment.end_frame, rate),
      }) + (told ? ` ${told}` : ''),
    );
    this.start.setAttribute('aria-label', t('In point of {name}', { name: moment.label }));
    this.end.setAttribute('aria-label', t('Out point of {name}', { name: moment.label }));
    describe(this.start, 0, moment.end_frame - 1, moment.start_frame, clock(moment.start_frame, rate));
    describe(this.end, moment.start_frame + 1, frames, moment.end_frame, clock(moment.end_frame, rate));
    this.#drawKeys(moment);
    this.showFrame();
  }

  /** Where diamonds stand: at the keys; of a path that was followed, at the boxes somebody drew.
   * @param {Moment} moment */
  #drawKeys(moment) {
    const tracks = this.desk.follow?.all(this.uid) ?? [];
    const own = moment.keys.filter(([at]) => !tracks.some((one) => one.start_frame <= at && at < one.end_frame));
    const frames = [...own, ...tracks.flatMap((one) => one.anchors)].map(([frame]) => frame).filter((frame) => isOn(moment, frame));
    const ownFrames = new Set(own.map(([frame]) => frame));
    const long = moment.end_frame - moment.start_frame;
    const state = JSON.stringify([frames, moment.start_frame, long, Math.round(this.timeline.laneWidth)]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.#keys = new Map(
      frames.map((frame) => {
        const mark = h('i', {
          class: ownFrames.has(frame) ? 'kf' : 'kf fixed',
          'data-frame': frame,
          onpointerdown: (/** @type {PointerEvent} */ event) => this.#grabKey(event, frame, ownFrames.has(frame)),
        });
        mark.style.left = `${((frame + 0.5 - moment.start_frame) / long) * 100}%`;
        return [frame, mark];
      }),
    );
    // Where they would lie over each other they are strokes; closer up they are diamonds again.
    const wide = this.timeline.xOf(long) / Math.max(1, frames.length);
    this.keys.classList.toggle('dense', wide < KEY_PX);
    this.keys.replaceChildren(...(wide < LEAST_PX ? [] : this.#keys.values()));
  }

  /** Which diamond is under the playhead. */
  showFrame() {
    for (const mark of this.keys.querySelectorAll('.here')) mark.classList.remove('here');
    this.#keys.get(this.desk.frame)?.classList.add('here');
  }

  /** A key is carried to another frame; pressed without a move it is gone to.
   * @param {PointerEvent} event @param {number} frame @param {boolean} isLoose not of a path that was followed */
  #grabKey(event, frame, isLoose) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.desk.select(this.uid);
    this.desk.seek(frame);
    if (!isLoose || this.desk.isOthers(this.uid)) return;
    const target = this.keys;
    target.setPointerCapture(event.pointerId);
    /** @type {Moment} */
    const was = this.desk.of(this.uid);
    let to = frame;
    const pull = (/** @type {PointerEvent} */ at) => {
      if (to === frame && Math.abs(at.clientX - event.clientX) < 3) return;
      to = Math.floor(this.timeline.frameAt(at.clientX));
      const { keys, frame: now } = keyMoved(was.keys, frame, to, was);
      to = now;
      this.desk.show(this.uid, { keys });
      this.desk.seek(to, { scrub: true });
    };
    const stop = (/** @type {PointerEvent} */ at) => {
      target.removeEventListener('pointermove', pull);
      target.removeEventListener('pointerup', stop);
      target.removeEventListener('pointercancel', stop);
      if (at.type === 'pointercancel' || to === frame) this.desk.letGo();
      else this.desk.change(this.uid, { keys: keyMoved(was.keys, frame, to, was).keys }, t('Key moved'));
    };
    target.addEventListener('pointermove', pull);
    target.addEventListener('pointerup', stop);
    target.addEventListener('pointercancel', stop);
  }

  /** @param {number} frame */
  #pick(frame) {
    this.desk.select(this.uid);
    this.desk.seek(frame);
  }

  /** @param {'start' | 'end'} edge @param {string} name @returns {HTMLElement} */
  #end(edge) {
    return h('span', {
      class: `grip ${edge}`,
      tabindex: 0,
      role: 'slider',
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
