// The keys of the selected moment: a list of them, one more, one less, one at another frame.
// @ts-check
import { byId, h, icon, toast } from './dom.js';
import { clock } from './frames.js';
import { boxAt, isOn, keyMoved, withoutKey } from './geometry.js';
import { number } from './manner.js';
import { t } from '../words.js';

export class KeysList {
  /** @param {import('./store.js').Desk} desk
   * @param {{onSet: (uid: string, box: import('./geometry.js').Box, words: string) => void}} told */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    byId('key-here').addEventListener('click', () => this.add());
  }

  get moment() {
    return this.desk.of(this.desk.selected);
  }

  /** @param {import('./store.js').Moment} moment */
  draw(moment) {
    const list = byId('keys');
    const here = this.desk.frame;
    /** @type {HTMLButtonElement} */ (byId('key-here')).disabled =
      !isOn(moment, here) || moment.keys.some(([frame]) => frame === here);
    byId('keys-say').textContent =
      moment.keys.length > 1
        ? t('The box moves evenly from key to key.')
        : t('One key: the box stays. Go to another frame and move it to add one.');
    const { start_frame, end_frame } = moment;
    const state = JSON.stringify([
      moment.keys.map((key) => key[0]),
      here,
      this.desk.selected,
      start_frame,
      end_frame,
    ]);
    if (list.dataset.state === state) return;
    list.dataset.state = state;
    const focused = list.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-key')
      : null;
    list.replaceChildren(
      ...moment.keys.map(([frame]) =>
        h(
          'li',
          { class: !isOn(moment, frame) ? 'off' : frame === here ? 'on' : null },
          h(
            'button',
            {
              class: 'key-go',
              type: 'button',
              'data-key': frame,
              'aria-current': frame === here ? 'true' : null,
              onclick: () => this.desk.seek(frame),
            },
            icon('key', 's'),
            h('span', { class: 'fig' }, clock(frame, this.desk.rate)),
            h('span', { class: 'meta fig' }, isOn(moment, frame) ? t('frame {n}', { n: number(frame) }) : t('outside in and out')),
          ),
          moment.keys.length > 1 &&
            h(
              'button',
              {
                class: 'btn icon s ghost',
                type: 'button',
                'aria-label': t('Delete the key at {time}', { time: clock(frame, this.desk.rate) }),
                onclick: () => this.remove(frame),
              },
              icon('close', 's'),
            ),
        ),
      ),
    );
    if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-key="${focused}"]`))?.focus();
  }

  add() {
    const moment = this.moment;
    if (moment && this.desk.selected && isOn(moment, this.desk.frame))
      this.told.onSet(this.desk.selected, boxAt(moment.keys, this.desk.frame), t('Key added'));
  }

  /** @param {number} frame */
  remove(frame) {
    const moment = this.moment;
    if (!moment || !moment.keys.some((/** @type {number[]} */ key) => key[0] === frame)) return;
    if (this.desk.isRefused(this.desk.selected)) return;
    if (this.desk.follow?.owns(this.desk.selected ?? '', frame)) {
      toast(t('This path was followed. Where it is wrong, drag the box right.'));
      return;
    }
    if (moment.keys.length < 2) {
      toast(t('A moment keeps its last key. Shift + Del deletes the moment.'), { bad: true });
      return;
    }
    this.change({ keys: withoutKey(moment.keys, frame) }, t('Key deleted'));
    toast(t('Key {time} deleted', { time: clock(frame, this.desk.rate) }), { act: t('Undo'), onAct: this.desk.wayBack });
  }

  /** The key at this frame, some frames on, and the film with it. @param {number} by */
  move(by) {
    const moment = this.moment,
      here = this.desk.frame;
    if (!moment || !this.desk.selected || this.desk.isRefused(this.desk.selected)) return;
    if (this.desk.follow?.owns(this.desk.selected, here) || !moment.keys.some((/** @type {number[]} */ [frame]) => frame === here)) return;
    const { keys, frame } = keyMoved(moment.keys, here, here + by, moment);
    this.change({ keys }, t('Key moved'), 'key moved');
    this.desk.seek(frame);
  }

  /** @param {Partial<import('./store.js').Moment>} patch @param {string} words @param {string} [merge] */
  change(patch, words, merge) {
    if (this.desk.selected) this.desk.change(this.desk.selected, patch, words, merge);
  }
}
