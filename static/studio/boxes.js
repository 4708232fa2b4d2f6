// The boxes over the picture: drawn, moved, pulled by eight handles, nudged by keys.
// @ts-check
import { HIT, KNOB, mainBox, pc, set } from './box_shape.js';
import { byId, s } from './dom.js';
import { howHere } from './box_words.js';
import { between, boxAt, isCovered, isOn, isSeen, moved, resized, withKey } from './geometry.js';
import { t } from '../words.js';

/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {import('./geometry.js').Handle} Handle */
/** @typedef {{box: Box, kind: 'draw' | 'move' | Handle, from: {x: number, y: number}, px: {x: number, y: number}, uid: string | null, moved: boolean}} Drag */

/** Shorter than this is a click, not a drawn box. */
const LEAST_DRAG_PX = 5;

export class Boxes {
  /** @type {Drag | null} */ #drag = null;
  #size = { w: 1, h: 1 };

  /** @param {import('./store.js').Desk} desk @param {{onDrawn: (box: Box) => void, onSet: (uid: string, box: Box, words: string, merge?: string) => void}} told */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    this.layer = /** @type {SVGSVGElement} */ (byId('boxes'));
    this.others = s('g');
    this.main = mainBox();
    this.glance = s('g', { class: 'glance', 'aria-hidden': 'true' });
    this.layer.append(this.others, this.glance, this.main.group);
    new ResizeObserver(() => this.#resize()).observe(this.layer);
    this.layer.addEventListener('pointerdown', (event) => this.#press(event));
    this.layer.addEventListener('pointermove', (event) => this.#pull(event));
    this.layer.addEventListener('pointerup', (event) => this.#drop(event));
    this.layer.addEventListener('pointercancel', () => this.#stop());
    this.main.group.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.#nudge(event));
    for (const news of /** @type {const} */ (['moments', 'selected', 'frame', 'tool', 'draft', 'tracks', 'glance']))
      desk.on(news, () => this.draw());
    this.#resize();
  }

  focus() {
    this.main.group.focus({ preventScroll: true });
  }
  get isDragging() {
    return this.#drag !== null;
  }
  #stop() {
    if (this.#drag?.uid) this.desk.letGo();
    this.#drag = null;
    this.draw();
  }

  /** @returns {{uid: string | null, box: Box} | null} the box with handles: the sketch, else the selected moment's here */
  get current() {
    if (this.desk.draft && this.desk.draft.frame === this.desk.frame)
      return { uid: null, box: this.desk.draft.box };
    const moment = this.desk.of(this.desk.selected);
    return moment && isOn(moment, this.desk.frame)
      ? { uid: this.desk.selected, box: boxAt(moment.keys, this.desk.frame) }
      : null;
  }

  draw() {
    const { w, h } = this.#size;
    this.layer.classList.toggle('armed', this.desk.tool);
    const drawn = this.#drag?.kind === 'draw' && this.#drag.moved ? this.#drag.box : null;
    const current = drawn ? { uid: null, box: drawn } : this.current;
    this.others.replaceChildren(
      ...this.desk
        .at(this.desk.frame)
        .filter(([uid, moment]) => uid !== current?.uid && !isCovered(moment.hidden, this.desk.frame))
        .map(([uid, moment]) => {
          const box = boxAt(moment.keys, this.desk.frame);
          return s(
            'g',
            { class: 'other', 'data-uid': uid },
            s('rect', {
              class: 'edge',
              x: box.x * w,
              y: box.y * h,
              width: box.w * w,
              height: box.h * h,
              rx: 2,
            }),
            s('title', {}, moment.label),
          );
        }),
    );
    this.#glance();
    this.main.group.toggleAttribute('hidden', !current);
    this.main.group.style.display = current ? '' : 'none';
    if (current) this.#place(current.box, current.uid, drawn !== null);
  }

  /** The box of a suggestion that is being looked at. */
  #glance() {
    const { glance, frame } = this.desk;
    const { w, h } = this.#size;
    const on = glance && glance.start_frame <= frame && frame < glance.end_frame;
    this.glance.replaceChildren(
      ...(on && glance
        ? [
            s('rect', {
              class: 'edge',
              x: glance.box.x * w,
              y: glance.box.y * h,
              width: glance.box.w * w,
              height: glance.box.h * h,
              rx: 2,
            }),
          ]
        : []),
    );
  }

  /** @param {Box} box @param {string | null} uid @param {boolean} drawing */
  #place(box, uid, drawing) {
    const { w, h } = this.#size;
    const x = box.x * w,
      y = box.y * h,
      width = box.w * w,
      height = box.h * h;
    const moment = this.desk.of(uid);
    const isKey = moment?.keys.some((/** @type {number[]} */ key) => key[0] === this.desk.frame);
    for (const rect of [this.main.shade, this.main.edge, this.main.hit])
      set(rect, { x, y, width: Math.max(width, 0), height: Math.max(height, 0) });
    const isOthers = this.desk.isOthers(uid);
    this.main.group.classList.toggle('sketch', !uid);
    this.main.handles.forEach(([handle, knob, hit]) => {
      const cx = x + (handle.includes('w') ? 0 : handle.includes('e') ? width : width / 2);
      const cy = y + (handle.includes('n') ? 0 : handle.includes('s') ? height : height / 2);
      set(knob, { x: cx - KNOB / 2, y: cy - KNOB / 2 });
      set(hit, { x: cx - HIT / 2, y: cy - HIT / 2 });
      knob.style.display = hit.style.display = drawing || isOthers ? 'none' : '';
    });
    const covered = moment && isCovered(moment.hidden, this.desk.frame);
    this.main.group.classList.toggle('covered', Boolean(covered));
    const wide = uid ? this.#tell(moment.label, ` · ${howHere(this.desk, uid, isKey, Boolean(covered))}`) : this.#tell(t('Choose a product'), '');
    const below = y + height + 22 <= h;
    const left = Math.max(0, Math.min(x - 0.75, w - wide));
    set(this.main.plate, {
      x: left,
      y: below ? y + height + 2 : Math.max(0, y - 22),
      width: wide,
      height: 20,
    });
    set(this.main.words, { x: left + 7, y: (below ? y + height + 2 : Math.max(0, y - 22)) + 14 });
    this.main.tag.style.display = drawing ? 'none' : '';
    this.main.group.setAttribute(
      'aria-label',
      t('Box of {name}: left {left}, top {top}, width {width}, height {height}. Arrow keys move it, with Alt they size it.', {
        name: uid ? moment.label : t('the new moment'),
        left: pc(box.x),
        top: pc(box.y),
        width: pc(box.w),
        height: pc(box.h),
      }),
    );
  }

  /** The words at the box; a long name is cut so that they stay on the picture.
   * @param {string} name @param {string} rest @returns {number} how wide they are, px */
  #tell(name, rest) {
    const { words } = this.main;
    words.textContent = name + rest;
    const over = words.getComputedTextLength() + 14 - this.#size.w;
    if (over > 0 && rest) {
      const each = words.getComputedTextLength() / (name.length + rest.length);
      words.textContent = `${name.slice(0, Math.max(1, name.length - Math.ceil(over / each) - 2)).trimEnd()}…${rest}`;
    }
    return words.getComputedTextLength() + 14;
  }

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button !== 0 || this.#drag) return;
    event.preventDefault();
    const target = /** @type {Element} */ (event.target);
    const handle = /** @type {Handle | null} */ (target.getAttribute('data-handle'));
    const other = target.closest('[data-uid]')?.getAttribute('data-uid');
    const px = { x: event.clientX, y: event.clientY };
    const from = this.#point(event);
    this.layer.setPointerCapture(event.pointerId);
    const isOthers = this.desk.isOthers(other ?? this.desk.selected);
    const current = isOthers ? null : this.current;
    if (this.desk.playing) this.desk.seek(this.desk.frame);
    if (current && handle && !this.desk.tool)
      this.#drag = { ...current, kind: handle, from, px, moved: false };
    else if (current && !this.desk.tool && target === this.main.hit)
      this.#drag = { ...current, kind: 'move', from, px, moved: false };
    else if (other && !this.desk.tool) {
      this.desk.sketch(null);
      this.desk.select(other);
      if (!isOthers) this.#drag = { .../** @type {any} */ (this.current), kind: 'move', from, px, moved: false };
    } else this.#drag = { box: { ...from, w: 0, h: 0 }, uid: null, kind: 'draw', from, px, moved: false };
    if (this.#drag?.kind !== 'draw') this.focus();
  }

  /** @param {PointerEvent} event */
  #pull(event) {
    const drag = this.#drag;
    if (!drag) return;
    const to = this.#point(event);
    drag.moved ||= Math.hypot(event.clientX - drag.px.x, event.clientY - drag.px.y) >= LEAST_DRAG_PX;
    if (!drag.moved) return;
    if (drag.kind === 'draw') {
      drag.box = between(drag.from, to);
      this.draw();
      return;
    }
    this.#show(drag.uid, this.#changed(drag, to));
  }

  /** @param {PointerEvent} event */
  #drop(event) {
    const drag = this.#drag;
    if (!drag) return;
    this.#drag = null;
    if (!drag.moved) {
      if (drag.kind === 'draw' && !this.desk.tool) {
        this.desk.sketch(null);
        this.desk.select(null);
      }
      this.draw();
    } else if (drag.kind === 'draw') {
      const box = between(drag.from, this.#point(event));
      if (isSeen(box)) this.told.onDrawn(box);
      this.draw();
    } else
      this.#set(
        drag.uid,
        this.#changed(drag, this.#point(event)),
        drag.kind === 'move' ? t('Box moved') : t('Box resized'),
      );
  }

  /** @param {Drag} drag @param {{x: number, y: number}} to */
  #changed(drag, to) {
    const dx = to.x - drag.from.x,
      dy = to.y - drag.from.y;
    return drag.kind === 'move'
      ? moved(drag.box, dx, dy)
      : resized(drag.box, /** @type {Handle} */ (drag.kind), dx, dy);
  }

  /** @param {string | null} uid @param {Box} box */
  #show(uid, box) {
    if (uid) this.desk.show(uid, { keys: withKey(this.desk.of(uid).keys, this.desk.frame, box) });
    else this.desk.sketch({ frame: this.desk.frame, box });
  }
  /** @param {string | null} uid @param {Box} box @param {string} words @param {string} [merge] */
  #set(uid, box, words, merge) {
    if (uid) {
      this.desk.letGo();
      this.told.onSet(uid, box, words, merge);
    } else this.desk.sketch({ frame: this.desk.frame, box });
  }

  /** @param {KeyboardEvent} event */
  #nudge(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const current = this.current;
    const isMod = event.ctrlKey || event.metaKey;
    if (!way || !current || this.desk.isOthers(current.uid) || (isMod && !event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    // Pixels of the film, not of this screen; or across the picture in ten presses.
    const step = event.shiftKey ? 10 : 1;
    const { width, height } = this.desk.cut;
    const [dx, dy] = isMod ? way.map((one) => one / 10) : [(way[0] * step) / width, (way[1] * step) / height];
    this.#set(
      current.uid,
      event.altKey ? resized(current.box, 'se', dx, dy) : moved(current.box, dx, dy),
      event.altKey ? t('Box resized') : t('Box moved'),
      `nudge ${this.desk.frame}`,
    );
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const rect = this.layer.getBoundingClientRect();
    const keep = (/** @type {number} */ value) => Math.max(0, Math.min(1, value));
    return {
      x: keep((event.clientX - rect.left) / rect.width),
      y: keep((event.clientY - rect.top) / rect.height),
    };
  }

  #resize() {
    const { width, height } = this.layer.getBoundingClientRect();
    this.#size = { w: width || 1, h: height || 1 };
    this.layer.setAttribute('viewBox', `0 0 ${this.#size.w} ${this.#size.h}`);
    this.draw();
  }
}
