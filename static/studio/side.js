// Beside the picture: the box at twice its size, and the chip as a small phone shows it.
// @ts-check
import { byId, h, icon } from './dom.js';
import { boxAt, isOn, leastSide } from './geometry.js';
import { number } from './manner.js';
import { t } from '../words.js';

/** CSS pixels that a thumb needs. */
const THUMB_PX = 44;

export class Side {
  /** @param {import('./store.js').Desk} desk @param {import('./stage.js').Stage} stage */
  constructor(desk, stage) {
    this.desk = desk;
    this.stage = stage;
    this.loupe = /** @type {HTMLCanvasElement} */ (byId('loupe'));
    this.phone = /** @type {HTMLCanvasElement} */ (byId('phone'));
    this.chip = byId('phone-chip');
    let waiting = false;
    const soon = () => {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          this.draw();
        });
      }
    };
    for (const news of /** @type {const} */ (['shown', 'moments', 'selected', 'draft', 'shelf']))
      desk.on(news, soon);
    soon();
  }

  draw() {
    const moment = this.desk.of(this.desk.selected);
    const on = moment && isOn(moment, this.desk.frame);
    const box = this.desk.draft?.box ?? (on ? boxAt(moment.keys, this.desk.frame) : null);
    byId('side').classList.toggle('off', !box);
    if (!box || this.stage.film.readyState < 2) return;
    this.#drawLoupe(box);
    this.#drawPhone(box, on ? moment : null);
  }

  /** @param {import('./geometry.js').Box} box */
  #drawLoupe(box) {
    const pic = this.stage.pic.getBoundingClientRect();
    const paper = sized(this.loupe);
    const { clientWidth: wide, clientHeight: high } = this.loupe;
    // Twice as large as on the stage, with the box's middle in the middle.
    const w = wide / (pic.width * 2),
      h2 = high / (pic.height * 2);
    const x = box.x + box.w / 2 - w / 2,
      y = box.y + box.h / 2 - h2 / 2;
    const { videoWidth: fw, videoHeight: fh } = this.stage.film;
    paper.clearRect(0, 0, wide, high);
    paper.drawImage(this.stage.film, x * fw, y * fh, w * fw, h2 * fh, 0, 0, wide, high);
    paper.strokeStyle = getComputedStyle(this.loupe).color;
    paper.lineWidth = 2;
    paper.strokeRect(
      ((box.x - x) / w) * wide,
      ((box.y - y) / h2) * high,
      (box.w / w) * wide,
      (box.h / h2) * high,
    );
  }

  /** @param {import('./geometry.js').Box} box @param {import('./store.js').Moment | null} moment */
  #drawPhone(box, moment) {
    const paper = sized(this.phone);
    const { clientWidth: wide, clientHeight: high } = this.phone;
    const { videoWidth: fw, videoHeight: fh } = this.stage.film;
    // The part of the picture around the box that this window of a 320 px phone shows.
    const part = Math.min(1, wide / 320),
      tall = Math.min(1, part * (fw / fh) * (high / wide));
    const x = keep(box.x + box.w / 2 - part / 2, 1 - part),
      y = keep(box.y + box.h * 0.75 - tall / 2, 1 - tall);
    paper.drawImage(this.stage.film, x * fw, y * fh, part * fw, tall * fh, 0, 0, wide, high);
    const variant = moment && this.desk.variants.get(moment.variant);
    this.chip.hidden = !moment;
    if (!moment) return;
    const docked = moment.anchor === 'docked';
    this.chip.classList.toggle('round', docked);
    const state = JSON.stringify([moment.variant, moment.label, variant?.price, variant?.available]);
    if (this.chip.dataset.state !== state) {
      this.chip.dataset.state = state;
      this.chip.replaceChildren(
        h(
          'span',
          { class: 'thumb' },
          variant?.image ? h('img', { src: variant.image, alt: '' }) : icon('tag', 's'),
        ),
        h(
          'span',
          { class: 'chip-words' },
          h('span', { class: 'chip-label' }, moment.label),
          h('span', { class: 'p' }, variant?.available === 0 ? t('Sold out') : (variant?.price ?? '')),
        ),
      );
    }
    const px = leastSide(box, fw, fh);
    byId('phone-say').textContent = docked
      ? t('Docked: waits at the edge.')
      : px < THUMB_PX - 0.5
        ? t('The box is {px} px on a small phone, {least} are needed. The chip, which is tapped, keeps 52 px.', {
            px: number(Math.round(px)),
            least: number(THUMB_PX),
          })
        : t('Follows the box. The chip, which is tapped, keeps 52 px.');
  }
}

/** A canvas as sharp as the screen. @param {HTMLCanvasElement} canvas */
function sized(canvas) {
  const dense = devicePixelRatio || 1;
  const wide = Math.round(canvas.clientWidth * dense),
    high = Math.round(canvas.clientHeight * dense);
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const paper = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  paper.setTransform(dense, 0, 0, dense, 0, 0);
  return paper;
}

/** @param {number} value @param {number} most */
const keep = (value, most) => Math.max(0, Math.min(most, value));
