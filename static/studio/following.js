// Following in the inspector and beside the picture: the switch, how it went, and what was drawn.
// @ts-check
import { byId, h, icon } from './dom.js';
import { isOn } from './geometry.js';
import { clock } from './frames.js';
import { number, percent } from './manner.js';
import { t, tn } from '../words.js';

export class Following {
  /** @param {import('./store.js').Desk} desk @param {import('./follow.js').Follow} follow */
  constructor(desk, follow) {
    this.desk = desk;
    this.follow = follow;
    this.tool = /** @type {HTMLButtonElement} */ (byId('follow-tool'));
    this.tool.addEventListener('click', () => this.toggle());
    byId('follow').addEventListener('click', () => this.toggle());
    const itself = /** @type {HTMLInputElement} */ (byId('follow-itself'));
    itself.checked = follow.byItself;
    itself.addEventListener('change', () => {
      follow.byItself = itself.checked;
    });
    for (const news of /** @type {const} */ (['tracks', 'selected', 'frame', 'moments'])) desk.on(news, () => this.draw());
    this.draw();
  }

  /** Follow the selected moment's box from here, or stop. */
  toggle() {
    const { selected } = this.desk;
    if (!selected || this.desk.isOthers(selected)) return;
    if (this.follow.isRunning(selected)) this.follow.stop(selected);
    else if (isOn(this.desk.of(selected), this.desk.frame)) this.follow.start(selected);
  }

  /** The selected moment's track here; away from the moment, the newest it has. */
  get #track() {
    const { selected, frame } = this.desk;
    const moment = this.desk.of(selected);
    return (moment && isOn(moment, frame) ? this.follow.of(selected) : this.follow.all(selected)[0]) ?? null;
  }

  draw() {
    const { selected, frame } = this.desk;
    const moment = this.desk.of(selected);
    const track = this.#track;
    const running = this.follow.isRunning(selected);
    const on = Boolean(moment && isOn(moment, frame));
    const isOthers = this.desk.isOthers(selected);
    const part = running && selected ? percent(this.follow.progress(selected)) : '';
    for (const button of [this.tool, /** @type {HTMLButtonElement} */ (byId('follow'))]) {
      button.disabled = (!running && !on) || isOthers;
      button.title = isOthers ? t('This belongs to another brand. An editor of the studio can change it.') : '';
    }
    this.tool.setAttribute('aria-pressed', String(running || Boolean(track)));
    byId('follow-tool-say').textContent = running ? t('Stop') : t('Follow');
    byId('follow-tool-part').textContent = part;
    if (!moment) return;
    byId('follow-word').textContent = running ? t('Cancel') : track ? t('Follow from here') : t('Follow');
    byId('follow-say').textContent = this.#said(running, part);
    this.#drawDrawn();
  }

  /** @param {boolean} running @param {string} part */
  #said(running, part) {
    const { selected } = this.desk;
    const moment = this.desk.of(selected),
      track = this.#track;
    if (running)
      return this.follow.isCut
        ? t('No connection. It goes on there.')
        : part
          ? t('Following, {part}. You can go on working.', { part })
          : t('Asking');
    if (!track) return t('The box stays on the product by itself, to both ends of the shot.');
    if (track.status === 'failed') return track.why ?? t('It couldn’t be followed.');
    const weak = track.weak.length,
      hidden = moment.hidden.length;
    return [
      track.status === 'cancelled' ? t('Stopped on the way.') : t('Followed.'),
      weak > 0 && tn('Weak in {n} place.', 'Weak in {n} places.', weak),
      hidden > 0 && tn('Hidden once.', 'Hidden {n} times.', hidden),
      t('Where it is wrong, drag it right.'),
    ]
      .filter(Boolean)
      .join(' ');
  }

  /** The boxes somebody drew: all that a followed path is made from. */
  #drawDrawn() {
    const track = this.#track;
    const home = byId('drawn');
    const { frame, rate } = this.desk;
    home.hidden = !track;
    byId('keys-box').hidden = Boolean(track);
    if (!track) return;
    const state = JSON.stringify([track.anchors, frame, track.keys.length]);
    if (home.dataset.state === state) return;
    home.dataset.state = state;
    const focused = home.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : null;
    byId('drawn-say').textContent = t('{drawn} drawn, {keys} followed', {
      drawn: number(track.anchors.length),
      keys: number(track.keys.length),
    });
    byId('drawn-list').replaceChildren(
      ...track.anchors.map(([at]) =>
        h(
          'li',
          { class: at === frame ? 'on' : null },
          h(
            'button',
            {
              class: 'key-go',
              type: 'button',
              'data-key': at,
              'aria-current': at === frame ? 'true' : null,
              onclick: () => this.desk.seek(at),
            },
            icon('key', 's'),
            h('span', { class: 'fig' }, clock(at, rate)),
            h('span', { class: 'meta fig' }, t('frame {n}', { n: number(at) })),
          ),
        ),
      ),
    );
    if (focused) /** @type {HTMLElement | null} */ (home.querySelector(`[data-key="${focused}"]`))?.focus();
  }
}
