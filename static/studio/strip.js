// The suggested keyframes, shot by shot: the quick way to the frame where a thing is best seen.
// @ts-check
import { byId, h } from './dom.js';
import { clock, shotAt } from './frames.js';
import { t } from '../words.js';
import { number } from './manner.js';

export class Strip {
  #shot = -1;

  /** @param {import('./store.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.home = byId('strip');
    this.home.replaceChildren(
      ...desk.shots.map((shot) =>
        h(
          'li',
          { 'data-shot': shot.index },
          h('h3', {}, t('Shot {n}', { n: shot.index + 1 })),
          ...shot.keyframes.map((one) =>
            h(
              'button',
              {
                class: 'kf-pic',
                type: 'button',
                'data-frame': one.frame,
                'aria-label': t('Keyframe of shot {n} at {time}', {
                  n: shot.index + 1,
                  time: clock(one.frame, desk.rate),
                }),
                onclick: () => desk.seek(one.frame),
              },
              h('img', { src: one.picture, alt: '', loading: 'lazy' }),
              h(
                'span',
                { class: 'kf-foot fig' },
                h('span', {}, clock(one.frame, desk.rate)),
                h(
                  'span',
                  { class: 'meta', title: t('How clear the picture is, of 1') },
                  number(one.score, 2).replace(/^0/, ''),
                ),
              ),
            ),
          ),
        ),
      ),
    );
    desk.on('frame', () => this.draw());
    this.draw();
  }

  draw() {
    const shot = shotAt(this.desk.shots, this.desk.frame)?.index ?? -1;
    for (const button of this.home.querySelectorAll('.kf-pic')) {
      const here = Number(button.getAttribute('data-frame')) === this.desk.frame;
      button.classList.toggle('on', here);
      button.toggleAttribute('aria-current', here);
    }
    if (shot === this.#shot) return;
    this.#shot = shot;
    for (const group of this.home.children)
      group.classList.toggle('now', Number(/** @type {HTMLElement} */ (group).dataset.shot) === shot);
    const group = /** @type {HTMLElement | null} */ (this.home.querySelector('.now'));
    if (group && !this.home.matches(':focus-within'))
      this.home.scrollTop = group.offsetTop - this.home.offsetTop;
  }
}
