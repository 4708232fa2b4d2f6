// The suggested keyframes, shot by shot: the quick way to the frame where a thing is best seen.
// @ts-check
import { byId, h, showCell } from './dom.js';
import { cellOf, clock, shotAt } from './frames.js';
import { t } from '../words.js';
import { number } from './manner.js';

/** So many shots have their pictures at once; those further down follow when the desk has been painted. */
const FIRST = 8,
  REST_MS = 120;

export class Strip {
  #shot = -1;
  #rest = 0;

  /** @param {import('./store.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.home = byId('strip');
    desk.on('frame', () => this.draw());
    desk.on('shots', () => this.#fill());
    this.#fill();
  }

  /** Shots come while the film is still being decoded: those that are there already stay as they are. */
  #fill() {
    clearTimeout(this.#rest);
    const many = Math.max(FIRST, this.home.children.length);
    this.#put(many);
    if (this.desk.shots.length > many) this.#rest = setTimeout(() => this.#put(Infinity), REST_MS);
  }

  /** @param {number} many so many shots from the first */
  #put(many) {
    const { isReading } = this.desk;
    const shots = this.desk.shots.slice(0, many);
    shots.forEach((shot, i) => {
      const state = JSON.stringify(shot);
      const there = /** @type {HTMLElement | undefined} */ (this.home.children[i]);
      if (there?.dataset.state === state) return;
      const group = this.#group(shot);
      group.dataset.state = state;
      if (there) there.replaceWith(group);
      else this.home.append(group);
    });
    while (this.home.children.length > shots.length) this.home.lastElementChild?.remove();
    if (isReading)
      this.home.append(h('li', { class: 'kf-rest', 'aria-hidden': 'true' }, h('span', { class: 'skel' })));
    this.#shot = -1;
    this.draw();
  }

  /** @param {import('./store.js').Desk['shots'][number]} shot @returns {HTMLElement} */
  #group(shot) {
    return h(
      'li',
      { 'data-shot': shot.index },
      h('h3', {}, t('Shot {n}', { n: shot.index + 1 })),
      // The best comes first as they are told; people look for them where they are in time.
      ...[...shot.keyframes].sort((a, b) => a.frame - b.frame).map((one) =>
        h(
          'button',
          {
            class: 'kf-pic',
            type: 'button',
            'data-frame': one.frame,
            'aria-label': t('Keyframe of shot {n} at {time}', {
              n: shot.index + 1,
              time: clock(one.frame, this.desk.rate),
            }),
            onclick: () => this.desk.seek(one.frame),
          },
          this.#picture(one),
          h(
            'span',
            { class: 'kf-foot fig' },
            h('span', {}, clock(one.frame, this.desk.rate)),
            h(
              'span',
              { class: 'meta', title: t('How clear the picture is, of 1') },
              number(one.score, 2).replace(/^0/, ''),
            ),
          ),
        ),
      ),
    );
  }

  /** Its own picture; while that is still being made, the small one.
   * @param {{frame: number, picture: string | null}} keyframe */
  #picture({ frame, picture }) {
    if (picture) return h('img', { src: picture, alt: '', loading: 'lazy' });
    const cell = h('span', { class: 'kf-cell' });
    const { sprite } = this.desk.cut;
    if (sprite) showCell(cell, sprite, cellOf(sprite, frame));
    return cell;
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
    if (group && !this.home.matches(':focus-within, :hover'))
      this.home.scrollTop = group.offsetTop - this.home.offsetTop;
  }
}
