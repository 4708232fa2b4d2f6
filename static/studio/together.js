// A placement's moments in the inspector: which of them this is, one more, one less, two placements as one.
// @ts-check
import { byId } from './dom.js';
import { t } from '../words.js';

export class Together {
  /** @param {import('./store.js').Desk} desk @param {() => void} onAgain */
  constructor(desk, onAgain) {
    this.desk = desk;
    byId('again-here').addEventListener('click', onAgain);
    byId('split-off').addEventListener('click', () => this.splitOff());
    byId('join').addEventListener('click', () => this.join());
    for (const [id, way] of /** @type {[string, number][]} */ ([
      ['moment-before', -1],
      ['moment-next', 1],
    ]))
      byId(id).addEventListener('click', () => this.#go(way));
    for (const news of /** @type {const} */ (['tool', 'frame'])) desk.on(news, () => this.#drawAgain());
  }

  draw() {
    const { desk } = this;
    const all = desk.together(desk.selected);
    const at = all.indexOf(desk.selected ?? '');
    byId('inspector-of').textContent = all.length > 1 ? t('{n} of {all}', { n: at + 1, all: all.length }) : '';
    byId('split-off').hidden = all.length < 2;
    byId('join').hidden = all.length > 1 || !this.#other;
    for (const id of ['moment-before', 'moment-next']) byId(id).hidden = all.length < 2;
    /** @type {HTMLButtonElement} */ (byId('moment-before')).disabled = at <= 0;
    /** @type {HTMLButtonElement} */ (byId('moment-next')).disabled = at === all.length - 1;
    this.#drawAgain();
  }
  #drawAgain() {
    byId('again-here').setAttribute('aria-pressed', String(this.desk.tool && this.desk.armed !== null));
  }

  splitOff() {
    const { desk } = this;
    if (desk.selected && desk.together(desk.selected).length > 1) desk.regroup(desk.selected, null, t('Moment split off'));
  }
  join() {
    if (this.desk.selected && this.#other) this.desk.regroup(this.desk.selected, this.#other, t('Moment joined'));
  }

  /** A moment of another placement of the same product. @returns {string | null} */
  get #other() {
    const { desk } = this;
    const moment = desk.of(desk.selected);
    const mine = desk.together(desk.selected);
    const other = desk.placed.find(({ uids }) => desk.of(uids[0]).variant === moment?.variant && !mine.includes(uids[0]));
    return other?.uids[0] ?? null;
  }
  /** @param {number} way */
  #go(way) {
    const { desk } = this;
    const all = desk.together(desk.selected);
    const uid = all[all.indexOf(desk.selected ?? '') + way];
    if (!uid) return;
    desk.select(uid);
    desk.seek(desk.of(uid).start_frame);
  }
}
