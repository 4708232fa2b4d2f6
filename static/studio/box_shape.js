// The box with handles as SVG: its edge, knobs, grips and name.
// @ts-check
import { s } from './dom.js';
import { HANDLES } from './geometry.js';

/** @typedef {import('./geometry.js').Handle} Handle */

export const HIT = 24;
export const KNOB = 9;

export function mainBox() {
  const shade = s('rect', { class: 'shade', rx: 2 }),
    edge = s('rect', { class: 'edge', rx: 2 }),
    hit = s('rect', { class: 'hit' });
  const plate = s('rect', { class: 'plate', rx: 2 }),
    words = s('text', { class: 'words' });
  const tag = s('g', { class: 'tag' }, plate, words);
  /** @type {[Handle, any, any][]} */
  const handles = HANDLES.map((handle) => [
    handle,
    s('rect', { class: 'knob', width: KNOB, height: KNOB, rx: 1 }),
    s('rect', { class: `grip ${handle}`, width: HIT, height: HIT, 'data-handle': handle }),
  ]);
  const group = s(
    'g',
    { class: 'main', tabindex: 0, role: 'button', 'aria-roledescription': 'box' },
    shade,
    edge,
    hit,
    tag,
    ...handles.map(([, knob]) => knob),
    ...handles.map(([, , grip]) => grip),
  );
  return { group, shade, edge, hit, plate, words, tag, handles };
}

/** @param {number} part */
export const pc = (part) => `${(part * 100).toFixed(1)} %`;
/** @param {Element} element @param {Record<string, number>} values */
export function set(element, values) {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value.toFixed(2));
}
