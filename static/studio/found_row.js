// The suggestions on the timeline: dashed, for nothing is placed yet.
// @ts-check
import { byId, h } from './dom.js';
import { clock } from './frames.js';
import { t } from '../words.js';

export class FoundRow {
  #drawn = '';

  /** @param {import('./store.js').Desk} desk @param {{onShow: (id: string) => void}} told */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    this.row = byId('tl-found');
    this.lane = byId('tl-found-lane');
    desk.on('found', () => this.draw());
    this.draw();
  }

  draw() {
    const { found, frames, rate } = this.desk;
    this.row.hidden = found.length === 0;
    const state = JSON.stringify(found.map(({ id, start_frame, end_frame, title }) => [id, start_frame, end_frame, title]));
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.lane.replaceChildren(
      ...found.map((one) => {
        const mark = h(
          'button',
          {
            class: 'found-mark',
            type: 'button',
            // The list beside the picture is the way for keyboards; this one is for the eye and the pointer.
            tabindex: -1,
            title: one.title,
            'aria-label': t('{title}, found at {time}', { title: one.title, time: clock(one.start_frame, rate) }),
            onclick: () => this.told.onShow(one.id),
          },
          h('span', {}, one.title),
        );
        mark.style.left = `${(one.start_frame / frames) * 100}%`;
        mark.style.width = `${((one.end_frame - one.start_frame) / frames) * 100}%`;
        return mark;
      }),
    );
  }
}
