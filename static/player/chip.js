// @ts-check
/** The marks and chips over the film: draws what the timeline says, decides nothing but where a chip has room. */

import { drawing, el, icon, thumb } from './draw.js';
import { onPicture } from './picture.js';
import { goneWords } from './shelf.js';

/** @typedef {import('./shapes.js').Box} Box */
/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./shapes.js').Card} Card */
/** @typedef {{moment: Moment, marks: HTMLElement, chip: HTMLButtonElement, card?: Card, width: number,
 *   at: {x: number, y: number}}} Drawn */

/** @typedef {(moment: Moment, at: Box, place: {picture: Box, room: Box}, width: number) => {x: number, y: number}} Spot */

const HEIGHT = 52;
const OVERLAP = 14;
const GAP = 8;

/** Chips given a place inside the room, not on each other: the later gives way upwards.
 * @param {{x: number, y: number, width: number}[]} wants @param {Box} room @returns {{x: number, y: number}[]} */
export function placeChips(wants, room) {
  /** @type {{x: number, y: number, width: number}[]} */
  const placed = [];
  for (const want of wants) {
    const x = Math.max(room.x, Math.min(want.x, room.x + room.w - want.width));
    let y = Math.max(room.y, Math.min(want.y, room.y + room.h - HEIGHT));
    const hit = () => placed.find(other => x < other.x + other.width + GAP && other.x < x + want.width + GAP
      && Math.abs(other.y - y) < HEIGHT + GAP);
    for (let below = hit(); below && below.y - HEIGHT - GAP >= room.y; below = hit()) y = below.y - HEIGHT - GAP;
    placed.push({ x, y, width: want.width });
  }
  return placed;
}

export class Chips {
  /** @param {HTMLElement} layer @param {(moment: Moment) => void} press @param {() => void} lost focus went with a chip */
  constructor(layer, press, lost) {
    this.layer = layer;
    this.frames = el('div.frames');
    layer.append(this.frames);
    /** @type {Spot | undefined} */
    this.spot = undefined;
    this.press = press;
    this.lost = lost;
    /** @type {Map<string, Drawn>} */
    this.drawn = new Map();
  }

  /** What is hidden fades with its marks, so that they don't lie on whatever covers it; docked, it lies on nothing.
   * @param {import('./shapes.js').Shown[]} shown @param {Record<string, Card>} cards
   * @param {{picture: Box, room: Box, calm: boolean}} place calm: everything is docked, nothing follows */
  draw(shown, cards, place) {
    const { picture, room, calm } = place;
    const wanted = new Set(shown.map(({ moment }) => moment.id));
    for (const id of this.drawn.keys()) if (!wanted.has(id)) this.remove(id);
    const seen = shown.flatMap(({ moment, box, hidden }) => {
      const drawn = this.one(moment, cards[moment.variant]);
      const docked = calm || moment.anchor === 'docked';
      drawn.marks.hidden = docked;
      if (this.fade(drawn, hidden && !docked)) return [];
      const at = onPicture(box, picture);
      if (!docked) outline(drawn.marks, at);
      const { width } = drawn;
      return docked
        ? { drawn, x: room.x, y: room.y + room.h - HEIGHT, width }
        : { drawn, x: at.x - OVERLAP, y: at.y + at.h + OVERLAP - HEIGHT, width, ...this.spot?.(moment, at, place, width) };
    });
    placeChips(seen, room).forEach(({ x, y }, i) => {
      const { drawn } = seen[i];
      // On whole device pixels, or its letters blur.
      const [left, top] = [x, y].map(at => Math.round(at * devicePixelRatio) / devicePixelRatio);
      drawn.at = { x: left, y: top };
      drawn.chip.style.translate = `${left}px ${top}px`;
    });
  }

  /** @param {Moment} moment @param {Card} card @returns {Drawn} */
  one(moment, card) {
    let drawn = this.drawn.get(moment.id);
    if (!drawn) {
      const marks = el('div.marks', { part: 'marks', 'data-moment': moment.id }, ...corners());
      const chip = /** @type {HTMLButtonElement} */ (
        el('button.chip', { part: 'chip', type: 'button', 'data-moment': moment.id, onclick: () => this.press(moment) }));
      drawn = { moment, marks, chip, width: 0, at: { x: 0, y: 0 } };
      this.drawn.set(moment.id, drawn);
      this.frames.append(marks);
      this.layer.append(chip);
    }
    if (drawn.card !== card) {
      drawn.card = card;
      label(drawn.chip, moment, card);
      drawn.width = drawn.chip.offsetWidth;
    }
    return drawn;
  }

  /** @param {Drawn} drawn @param {boolean} away @returns {boolean} */
  fade({ chip, marks }, away) {
    if (away && chip.matches(':focus')) this.lost();
    for (const node of [chip, marks]) node.classList.toggle('away', away);
    return away;
  }

  /** @param {string} id */
  remove(id) {
    const drawn = this.drawn.get(id);
    if (!drawn) return;
    const focused = drawn.chip.matches(':focus');
    drawn.marks.remove();
    drawn.chip.remove();
    this.drawn.delete(id);
    if (focused) this.lost();
  }
}

/** @param {HTMLElement} chip @param {Moment} moment @param {Card} card */
function label(chip, moment, card) {
  const price = card.available ? el('b.p', { part: 'price' }, card.price) : el('span.out', {}, goneWords(card));
  const round = moment.anchor === 'docked';
  chip.classList.toggle('sold', !card.available);
  chip.part.toggle('sold', !card.available);
  chip.classList.toggle('round', round);
  if (round) chip.setAttribute('aria-label', `${moment.label}, ${card.available ? card.price : goneWords(card)}`);
  const words = el('span.words', {}, el('span.name', {}, moment.label), ' ', price);
  chip.replaceChildren(thumb(card.image), ...(round ? [] : [words, icon('more')]));
}

/** Four corner marks; the one top right is open and holds the glint. */
function corners() {
  const bow = 'M1 24V6a5 5 0 0 1 5-5h18';
  return [
    drawing('0 0 26 26', [[bow]], 'corner tl'),
    drawing('0 0 26 26', [['M0 1h8M25 18v8'], ['M14 12L27-6', 'glint']], 'corner tr'),
    drawing('0 0 26 26', [[bow]], 'corner br'),
    drawing('0 0 26 26', [[bow]], 'corner bl'),
  ];
}

/** @param {HTMLElement} marks @param {Box} at pixels */
function outline(marks, at) {
  marks.style.translate = `${at.x.toFixed(2)}px ${at.y.toFixed(2)}px`;
  marks.style.width = `${at.w.toFixed(2)}px`;
  marks.style.height = `${at.h.toFixed(2)}px`;
}
