// The shots on the timeline: as many small pictures as fit, only where somebody looks.
// @ts-check
import { byId, h, showCell } from './dom.js';
import { cellOf, clock, shotAt } from './frames.js';
import { t, tn } from '../words.js';

const CELL_PX = 40;

export class ShotsRow {
  /** @type {Map<number, HTMLElement>} */ #drawn = new Map();
  #here = -1;

  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline */
  constructor(desk, timeline) {
    this.desk = desk;
    this.timeline = timeline;
    this.lane = byId('tl-shots');
    desk.on('shots', () => this.#renew());
    desk.on('frame', () => this.#mark());
    timeline.onLayout(
      () => this.#renew(),
      () => this.#fill(),
    );
  }

  /** The shots known by now; what is still looked for has its place already. */
  #renew() {
    const { desk, timeline } = this;
    byId('tl-shot-count').textContent = tn('{n} shot', '{n} shots', desk.shots.length);
    const state = JSON.stringify([desk.shots.map((shot) => [shot.start_frame, shot.keyframes[0]?.frame]), desk.isReading]);
    if (this.lane.dataset.state !== state) {
      this.lane.dataset.state = state;
      this.#drawn.clear();
      this.lane.replaceChildren(...desk.shots.map((shot) => this.#button(shot)));
      const end = desk.shots.at(-1)?.end_frame ?? 0;
      if (desk.isReading && end < desk.frames) {
        const rest = h('span', { class: 'shot-rest skel', 'aria-hidden': 'true' });
        rest.style.left = timeline.part(end);
        rest.style.width = timeline.part(desk.frames - end);
        this.lane.append(rest);
      }
      this.#here = -1;
    }
    this.#fill();
    this.#mark();
  }

  /** @param {import('./store.js').Desk['shots'][number]} shot */
  #button(shot) {
    const key = shot.keyframes[0]?.frame ?? Math.floor((shot.start_frame + shot.end_frame) / 2);
    const button = h(
      'button',
      {
        class: 'shot',
        type: 'button',
        'data-shot': shot.index,
        'aria-label': t('Shot {n}, from {time}. Go to its keyframe.', {
          n: shot.index + 1,
          time: clock(shot.start_frame, this.desk.rate),
        }),
        onclick: () => this.desk.seek(key),
      },
      h('span', { class: 'no', 'aria-hidden': 'true' }, shot.index + 1),
    );
    button.style.left = this.timeline.part(shot.start_frame);
    button.style.width = this.timeline.part(shot.end_frame - shot.start_frame);
    this.#drawn.set(shot.index, button);
    return button;
  }

  /** Pictures for the shots that are seen and have others than fit now. */
  #fill() {
    const { sprite } = this.desk.cut;
    const [from, to] = this.timeline.seen;
    for (const shot of this.desk.shots) {
      if (shot.end_frame < from || shot.start_frame > to) continue;
      const button = this.#drawn.get(shot.index);
      const long = shot.end_frame - shot.start_frame;
      const many = Math.max(1, Math.min(60, Math.round((this.timeline.xOf(long) / CELL_PX) * 1)));
      if (!button || button.childElementCount === many + 1) continue;
      while (button.childElementCount > 1) button.firstElementChild?.remove();
      button.prepend(
        ...Array.from({ length: many }, (_, i) => {
          const cell = h('span', { class: 'f' });
          if (sprite) showCell(cell, sprite, cellOf(sprite, shot.start_frame + ((i + 0.5) / many) * long));
          return cell;
        }),
      );
    }
  }

  #mark() {
    const here = shotAt(this.desk.shots, this.desk.frame)?.index ?? -1;
    if (here === this.#here) return;
    this.#drawn.get(this.#here)?.classList.remove('on');
    this.#drawn.get(here)?.classList.add('on');
    this.#here = here;
  }
}
