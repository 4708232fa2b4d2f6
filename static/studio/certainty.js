// On a moment's row: how far its following has come, then how sure the box is, where it is weak and where hidden.
// @ts-check
import { h, icon, s } from './dom.js';
import { clock } from './frames.js';
import { percent } from './manner.js';
import { isRunning, outline, partOf, reach } from './paths.js';
import { t, tn } from '../words.js';

/** @typedef {import('./store.js').Moment} Moment */
/** @typedef {import('./paths.js').Span} Span */

/** Beside a span that ends further right than this, there is no room: its words stand before it. */
const ROOM = 0.68;
/** So many places are named; the strip shows all of them. */
const MOST_NAMED = 2;

export class Certainty {
  #drawn = '';
  #said = '';

  /** @param {import('./store.js').Desk} desk @param {string} uid */
  constructor(desk, uid) {
    this.desk = desk;
    this.uid = uid;
    this.line = s('path', {});
    this.strip = s(
      'svg',
      { class: 'sure', viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      this.line,
    );
    this.marks = h('span', { class: 'marks', 'aria-hidden': 'true' });
    this.come = h('span', { class: 'come', 'aria-hidden': 'true' });
    /** What lies in the span, under its words. */ this.inside = [this.come, this.strip, this.marks];
    /** What stands beside it. */ this.beside = h('span', { class: 'span-note' });
  }

  /** @param {Moment} moment @param {boolean} on the moment is selected
   * @returns {string} the same for those who listen */
  update(moment, on) {
    const { follow, frames } = this.desk;
    const tracks = follow?.all(this.uid) ?? [];
    const running = Boolean(follow?.isRunning(this.uid));
    const whole = /** @type {Span} */ ([moment.start_frame, moment.end_frame]);
    const hidden = moment.hidden.filter((span) => partOf(span, whole));
    const weak = tracks.flatMap((track) => (isRunning(track) ? [] : track.weak)).filter((span) => partOf(span, whole));
    const state = JSON.stringify([whole, running, hidden, weak, tracks.map(({ confidence, progress }) => [confidence, progress]), on]);
    const words = spoken(running, follow?.progress(this.uid) ?? 0, weak.length, hidden.length, tracks.length > 0);
    this.beside.classList.toggle('before', moment.end_frame / frames > ROOM);
    this.beside.style.left = this.beside.style.right = '';
    if (moment.end_frame / frames > ROOM) this.beside.style.right = `${(1 - moment.start_frame / frames) * 100}%`;
    else this.beside.style.left = `${(moment.end_frame / frames) * 100}%`;
    if (state === this.#drawn) return words;
    this.#drawn = state;
    const outlines = tracks.map((track) => outline(track, whole)).filter((points) => points.length);
    this.strip.classList.toggle('none', outlines.length === 0);
    this.line.setAttribute(
      'd',
      outlines.map((points) => `M${points.map((at) => at.map((n) => n.toFixed(4)).join(' ')).join('L')}Z`).join(''),
    );
    this.marks.replaceChildren(
      ...weak.map((span) => stretch('weak', span, whole)),
      ...hidden.map((span) => stretch('covered', span, whole)),
    );
    const now = follow?.running(this.uid);
    const come = now ? partOf(reach(now), whole) : null;
    this.come.hidden = !running;
    this.come.style.left = `${(come?.from ?? 0) * 100}%`;
    this.come.style.width = `${come ? (come.to - come.from) * 100 : 0}%`;
    this.#drawBeside(running, on, hidden);
    return words;
  }

  /** @param {boolean} running @param {boolean} on @param {Span[]} hidden */
  #drawBeside(running, on, hidden) {
    const state = JSON.stringify([running, on && hidden]);
    if (running && this.#said === state) {
      const part = this.beside.querySelector('.fig');
      if (part) part.textContent = this.#part();
      return;
    }
    if (this.#said === state) return;
    this.#said = state;
    // Weak places are said in the row of confidence.
    const named = hidden.map((span) => /** @type {[string, Span]} */ ([t('Hidden'), span]));
    this.beside.replaceChildren(
      ...(running
        ? [
            h('span', { class: 'spin' }),
            h('span', {}, t('Following'), ' ', h('span', { class: 'fig' }, this.#part())),
            h(
              'button',
              { class: 'btn s ghost', type: 'button', onclick: () => this.desk.follow?.stop(this.uid) },
              t('Cancel'),
            ),
          ]
        : on
          ? [
              ...named.slice(0, MOST_NAMED).map(([words, span]) => this.#place(words, span)),
              named.length > MOST_NAMED &&
                h('span', { class: 'meta' }, t('and {n} more', { n: named.length - MOST_NAMED })),
            ].filter((one) => one !== false)
          : []),
    );
  }

  /** @param {string} words @param {Span} span */
  #place(words, span) {
    const [from, to] = span.map((frame) => clock(frame, this.desk.rate));
    return h(
      'button',
      { class: 'btn s ghost', type: 'button', onclick: () => this.desk.seek(Math.floor((span[0] + span[1] - 1) / 2)) },
      icon('eye-off', 's'),
      h('span', {}, words, ' ', h('span', { class: 'fig' }, `${from}–${to}`)),
    );
  }

  #part() {
    return percent(this.desk.follow?.progress(this.uid) ?? 0);
  }
}

/** @param {string} kind @param {Span} span @param {Span} whole */
function stretch(kind, span, whole) {
  const mark = h('i', { class: kind });
  const part = partOf(span, whole);
  mark.style.left = `${(part?.from ?? 0) * 100}%`;
  mark.style.width = `${part ? (part.to - part.from) * 100 : 0}%`;
  return mark;
}

/** @param {boolean} running @param {number} progress @param {number} weak @param {number} hidden @param {boolean} followed */
function spoken(running, progress, weak, hidden, followed) {
  if (running) return t('Being followed, {part}.', { part: percent(progress) });
  if (!followed) return '';
  return [
    t('Followed.'),
    weak > 0 && tn('Weak in {n} place.', 'Weak in {n} places.', weak),
    hidden > 0 && tn('Hidden once.', 'Hidden {n} times.', hidden),
  ]
    .filter(Boolean)
    .join(' ');
}
