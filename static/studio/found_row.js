// Suggestions of pieces that have no row yet: a row of their own, dashed, for nothing is placed.
// @ts-check
import { byId } from './dom.js';
import { foundMark } from './placement_row.js';

export class FoundRow {
  #drawn = '';

  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline */
  constructor(desk, timeline) {
    this.desk = desk;
    this.timeline = timeline;
    this.row = byId('tl-found');
    this.lane = byId('tl-found-lane');
    for (const news of /** @type {const} */ (['found', 'moments', 'shelf'])) desk.on(news, () => this.draw());
    this.draw();
  }

  draw() {
    const { desk } = this;
    if (!desk.found.length && !this.#drawn) {
      this.row.hidden = true;
      return;
    }
    const placed = new Set(desk.placed.map(({ uids }) => desk.variants.get(desk.of(uids[0]).variant)?.product));
    const found = desk.found.filter((one) => !placed.has(one.product));
    this.row.hidden = found.length === 0;
    const state = JSON.stringify(found.map(({ id, start_frame, end_frame, title }) => [id, start_frame, end_frame, title]));
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.lane.replaceChildren(...found.map((one) => foundMark(this, one, one.title)));
  }
}
