// How large the picture is: fitted, at 100 %, or closer to a place, moved by hand, wheel, or two fingers.
// @ts-check
import { byId } from './dom.js';
import { percent } from './manner.js';
import { t } from '../words.js';

const MOST = 8;
const STEP = 1.5;

export class Zoom {
  /** As large as fits is 1. */ #scale = 1;
  #x = 0;
  #y = 0;
  #fit = { width: 1, height: 1 };
  /** @type {Map<number, {x: number, y: number}>} fingers on the picture */ #fingers = new Map();
  #isSpace = false;

  /** @param {import('./store.js').Desk} desk @param {{onSpace: () => void}} told Space was let go and nothing was moved with it */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    this.home = byId('pic-home');
    this.pic = byId('pic');
    this.button = byId('pic-zoom');
    this.button.addEventListener('click', () => this.toggle());
    this.home.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.home.addEventListener('pointerdown', (event) => this.#press(event), true);
    this.home.addEventListener('pointermove', (event) => this.#move(event), true);
    for (const type of /** @type {const} */ (['pointerup', 'pointercancel']))
      this.home.addEventListener(type, (event) => this.#fingers.delete(event.pointerId), true);
    document.addEventListener('keyup', (event) => this.#keyUp(event));
    new ResizeObserver(() => this.#layout()).observe(byId('view'));
    this.#layout();
  }

  get isClose() {
    return this.#scale > 1;
  }
  /** Fitted, or a pixel of the film for a pixel of the screen. */
  toggle() {
    const whole = this.desk.cut.width / this.#fit.width / (devicePixelRatio || 1);
    this.#set(this.isClose ? 1 : whole > 1.05 ? whole : 2);
  }
  /** @param {1 | -1} way */
  step(way) {
    this.#set(this.#scale * STEP ** way);
  }

  /** Space with the picture close: moving with it, or, if nothing was moved, what Space does.
   * @returns {boolean} whether it is held for moving */
  hold() {
    if (!this.isClose) return false;
    this.#isSpace = true;
    this.#moved = false;
    this.home.classList.add('grab');
    return true;
  }
  #moved = false;
  /** @param {KeyboardEvent} event */
  #keyUp(event) {
    if (event.key !== ' ' || !this.#isSpace) return;
    this.#isSpace = false;
    this.home.classList.remove('grab');
    if (!this.#moved) this.told.onSpace();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#set(this.#scale * Math.exp(-event.deltaY / 240), event);
    } else if (this.isClose) {
      event.preventDefault();
      this.#pan(-event.deltaX, -event.deltaY);
    }
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const isPan = event.button === 1 || (event.button === 0 && this.#isSpace);
    if (event.pointerType === 'touch') this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (!isPan && this.#fingers.size < 2) return;
    event.preventDefault();
    event.stopPropagation();
    if (!isPan) {
      // The first of two fingers had begun a box.
      this.desk.letGo();
      byId('boxes').dispatchEvent(new PointerEvent('pointercancel'));
      return;
    }
    this.home.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const was = this.#fingers.get(event.pointerId);
    if (!was || (event.pointerType === 'touch' && this.#fingers.size < 2)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#moved = true;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.#fingers.set(event.pointerId, now);
    if (!other) return this.#pan(now.x - was.x, now.y - was.y);
    const far = (/** @type {{x: number, y: number}} */ at) => Math.hypot(at.x - other.x, at.y - other.y) || 1;
    this.#pan((now.x - was.x) / 2, (now.y - was.y) / 2);
    this.#set(this.#scale * (far(now) / far(was)), { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
  }

  /** @param {number} dx @param {number} dy */
  #pan(dx, dy) {
    this.#x += dx;
    this.#y += dy;
    this.#draw();
  }

  /** @param {number} scale @param {{clientX: number, clientY: number}} [at] what stays under the pointer; else the middle */
  #set(scale, at) {
    const next = Math.max(1, Math.min(MOST, scale));
    const rect = this.home.getBoundingClientRect();
    const x = (at ? at.clientX - rect.left : rect.width / 2) - rect.width / 2 - this.#x,
      y = (at ? at.clientY - rect.top : rect.height / 2) - rect.height / 2 - this.#y;
    this.#x -= x * (next / this.#scale - 1);
    this.#y -= y * (next / this.#scale - 1);
    this.#scale = next;
    this.#draw();
  }

  /** The largest picture of the film's shape that fits. */
  #layout() {
    const view = byId('view');
    const style = getComputedStyle(view);
    const sides = [...view.querySelectorAll('.side')]
      .map((side) => /** @type {HTMLElement} */ (side).offsetWidth)
      .filter(Boolean);
    const taken = sides.reduce((sum, wide) => sum + wide + parseFloat(style.columnGap), 0);
    const width = view.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - taken;
    const height = view.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const { cut } = this.desk;
    const scale = Math.min(width / cut.width, height / cut.height);
    this.#fit = { width: Math.floor(cut.width * scale), height: Math.floor(cut.height * scale) };
    this.#draw();
  }

  #draw() {
    const { width, height } = this.#fit;
    const most = (/** @type {number} */ side) => (side * (this.#scale - 1)) / 2;
    const keep = (/** @type {number} */ value, /** @type {number} */ limit) => Math.max(-limit, Math.min(limit, value));
    this.#x = keep(this.#x, most(width));
    this.#y = keep(this.#y, most(height));
    this.home.style.width = `${width}px`;
    this.home.style.height = `${height}px`;
    this.home.classList.toggle('close', this.isClose);
    this.pic.style.width = `${width * this.#scale}px`;
    this.pic.style.height = `${height * this.#scale}px`;
    this.pic.style.translate = `${this.#x}px ${this.#y}px`;
    this.button.setAttribute('aria-pressed', String(this.isClose));
    byId('pic-zoom-say').textContent = this.isClose
      ? percent((width * this.#scale * (devicePixelRatio || 1)) / this.desk.cut.width)
      : t('Fit');
    this.desk.tell('view');
  }
}
