// What other panels want to be seen on the timeline: notes, a reveal, the cliffhanger. They set `desk.marks` and tell.
// @ts-check
import { byId, h } from './dom.js';
import { clock } from './frames.js';
import { t } from '../words.js';

export class MarksRow {
  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline */
  constructor(desk, timeline) {
    this.desk = desk;
    this.timeline = timeline;
    this.row = byId('tl-marks');
    this.lane = byId('tl-marks-lane');
    desk.on('marks', () => this.draw());
    this.draw();
  }

  draw() {
    const { marks, rate } = this.desk;
    const state = JSON.stringify(marks.map(({ frame, end_frame, words, kind }) => [frame, end_frame, words, kind]));
    this.row.hidden = marks.length === 0;
    if (this.lane.dataset.state === state) return;
    this.lane.dataset.state = state;
    this.lane.replaceChildren(
      ...marks.map((one) => {
        const mark = h(
          'button',
          {
            class: `tl-mark ${one.kind}`,
            type: 'button',
            title: one.words,
            'aria-label': t('{words}, at {time}', { words: one.words, time: clock(one.frame, rate) }),
            onclick: () => {
              this.desk.seek(one.frame);
              one.onOpen?.();
            },
          },
          h('span', {}, one.words),
        );
        mark.style.left = this.timeline.part(one.frame);
        if (one.end_frame) mark.style.width = this.timeline.part(one.end_frame - one.frame);
        return mark;
      }),
    );
  }
}
