// A small picture of one place in the film: the sprite's cell, cut to a box with a little around it.
// @ts-check
import { h } from './dom.js';
import { cellOf } from './frames.js';
import { cropFor } from './geometry.js';

export class Crop {
  /** @param {import('./store.js').Desk} desk @param {number} frame @param {[number, number, number, number]} box */
  constructor(desk, frame, [x, y, w, height]) {
    const { sprite, width, height: tall } = desk.cut;
    this.element = h('span', { class: 'crop' });
    if (!sprite) return;
    const { column, row } = cellOf(sprite, frame);
    const shown = cropFor({ x, y, w, h: height }, width / tall, SHAPE);
    const picture = h('span', { class: 'crop-film' });
    // The sheet so large that the crop fills the element, and so far moved that it begins at its corner.
    picture.style.backgroundImage = `url("${sprite.image}")`;
    picture.style.backgroundSize = `${(sprite.columns / shown.w) * 100}% ${(sprite.rows / shown.h) * 100}%`;
    picture.style.backgroundPosition = `${part(column + shown.x, sprite.columns - shown.w)}% ${part(row + shown.y, sprite.rows - shown.h)}%`;
    const mark = h('span', { class: 'crop-box' });
    mark.style.left = `${((x - shown.x) / shown.w) * 100}%`;
    mark.style.top = `${((y - shown.y) / shown.h) * 100}%`;
    mark.style.width = `${(w / shown.w) * 100}%`;
    mark.style.height = `${(height / shown.h) * 100}%`;
    this.element.append(picture, mark);
  }
}

/** Width by height of the element, as the sheet draws it. */
const SHAPE = 40 / 56;

/** @param {number} at @param {number} rest */
const part = (at, rest) => (rest > 0 ? (at / rest) * 100 : 0);
