// How sure the followed paths are: a strip under the selected placement's moments, and every weak place in words.
// @ts-check
import { byId, h, icon, s } from './dom.js';
import { clock } from './frames.js';
import { isRunning, outline, partOf } from './paths.js';
import { t } from '../words.js';

/** @typedef {import('./paths.js').Span} Span */

/** So many weak places of other placements are marked; all of them can be walked through by key. */
const MOST_MARKS = 300;

export class SureRow {
  #drawn = '';
  #waiting = false;

  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline */
  constructor(desk, timeline) {
    this.desk = desk;
    this.timeline = timeline;
    this.row = byId('tl-sure');
    this.lane = byId('tl-sure-lane');
    for (const news of /** @type {const} */ (['tracks', 'selected', 'moments'])) desk.on(news, () => this.#soon());
    this.draw();
  }

  #soon() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.draw();
    });
  }

  draw() {
    const { desk } = this;
    const uids = desk.together(desk.selected);
    const tracks = uids.flatMap((uid) => (desk.follow?.all(uid) ?? []).map((track) => ({ uid, track })));
    const weak = desk.follow?.weak() ?? [];
    const state = JSON.stringify([
      tracks.map(({ uid, track }) => [track.id, track.progress, track.status, desk.of(uid).start_frame, desk.of(uid).end_frame]),
      weak.map(({ span }) => span),
      uids,
    ]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    const mine = new Set(uids);
    this.row.hidden = tracks.length === 0 && weak.length === 0;
    this.lane.replaceChildren(
      ...tracks.map(({ uid, track }) => this.#strip(uid, track)),
      ...weak
        .filter(({ uid }) => !mine.has(uid))
        .slice(0, MOST_MARKS)
        .map(({ uid, span }) => this.#mark(uid, span)),
      ...weak.filter(({ uid }) => mine.has(uid)).map(({ uid, span }) => this.#words(uid, span)),
    );
  }

  /** @param {string} uid @param {import('./paths.js').Track} track */
  #strip(uid, track) {
    const { start_frame, end_frame } = this.desk.of(uid);
    /** @type {Span} */ const whole = [start_frame, end_frame];
    const points = outline(track, whole);
    const line = s('path', { d: points.length ? `M${points.map((at) => at.map((n) => n.toFixed(4)).join(' ')).join('L')}Z` : '' });
    const strip = s('svg', { class: 'sure-strip', viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, line);
    const home = h('span', { class: 'sure-home' }, strip);
    for (const span of isRunning(track) ? [] : track.weak) {
      const part = partOf(span, whole);
      if (!part) continue;
      const mark = h('i', { class: 'weak' });
      mark.style.left = `${part.from * 100}%`;
      mark.style.width = `${(part.to - part.from) * 100}%`;
      home.append(mark);
    }
    home.style.left = this.timeline.part(start_frame);
    home.style.width = this.timeline.part(end_frame - start_frame);
    return home;
  }

  /** @param {string} uid @param {Span} span */
  #mark(uid, [from, to]) {
    const mark = h('button', {
      class: 'weak-mark',
      type: 'button',
      tabindex: -1,
      title: this.#said(uid, [from, to]),
      'aria-label': this.#said(uid, [from, to]),
      onclick: () => this.#go(uid, [from, to]),
    });
    mark.style.left = this.timeline.part(from);
    mark.style.width = this.timeline.part(to - from);
    return mark;
  }

  /** @param {string} uid @param {Span} span */
  #words(uid, span) {
    const { rate, frames } = this.desk;
    const { end_frame } = this.desk.of(uid);
    const [from, to] = span.map((frame) => clock(frame, rate));
    const words = h(
      'button',
      { class: 'weak-words', type: 'button', onclick: () => this.#go(uid, span) },
      icon('warn', 's'),
      h('span', {}, t('Weak'), ' ', h('span', { class: 'fig' }, `${from}–${to}`)),
    );
    // Beside the strip where there is room.
    if (end_frame / frames > 0.8) words.style.right = `calc(${this.timeline.part(frames - this.desk.of(uid).start_frame)} + 6px)`;
    else words.style.left = `calc(${this.timeline.part(end_frame)} + 6px)`;
    return words;
  }

  /** @param {string} uid @param {Span} span */
  #said(uid, span) {
    const [from, to] = span.map((frame) => clock(frame, this.desk.rate));
    return t('{name}: weak {from} to {to}', { name: this.desk.of(uid)?.label ?? '', from, to });
  }
  /** @param {string} uid @param {Span} span */
  #go(uid, [from, to]) {
    this.desk.select(uid);
    this.desk.seek(Math.floor((from + to - 1) / 2));
  }
}
