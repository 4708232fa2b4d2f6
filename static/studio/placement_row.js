// One placement's row: the piece, and a span for each of its moments.
// @ts-check
import { h, icon } from './dom.js';
import { clock } from './frames.js';
import { SpanBar } from './span_bar.js';
import { t, tn } from '../words.js';

export class PlacementRow {
  /** @type {Map<string, SpanBar>} */ #spans = new Map();
  /** @type {string[]} */ #uids = [];
  #label = '';
  #found = '';

  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline @param {string} part */
  constructor(desk, timeline, part) {
    this.desk = desk;
    this.timeline = timeline;
    this.part = part;
    this.lab = h('button', { class: 'tl-lab', type: 'button', onclick: () => this.#pick() });
    this.lane = h('div', { class: 'tl-lane' });
    this.element = h('div', { class: 'tl-row', role: 'listitem' }, this.lab, this.lane);
  }

  /** @param {string[]} uids the placement's moments, in the order of the story */
  update(uids) {
    const { desk } = this;
    this.#uids = uids;
    for (const [uid, span] of this.#spans)
      if (!uids.includes(uid)) {
        for (const element of span.elements) element.remove();
        this.#spans.delete(uid);
      }
    for (const uid of uids) {
      let span = this.#spans.get(uid);
      if (!span) {
        span = new SpanBar(desk, this.timeline, uid);
        this.#spans.set(uid, span);
        this.lane.append(...span.elements);
      }
      span.update();
    }
    const on = uids.includes(desk.selected ?? '');
    const moment = desk.of(uids[0]);
    this.lab.classList.toggle('on', on);
    this.lab.setAttribute('aria-pressed', String(on));
    const holders = uids.flatMap((uid) => desk.holders.get(uid) ?? []);
    const state = JSON.stringify([moment.variant, moment.label, uids.length, desk.variants.get(moment.variant)?.image, holders]);
    if (this.#label !== state) {
      this.#label = state;
      const held = holders.map((one) => t('in the hands of {name}', { name: one.name }));
      this.lab.setAttribute('aria-label', [tn('{name}, {n} moment', '{name}, {n} moments', uids.length, { name: moment.label }), ...held].join(', '));
      this.lab.replaceChildren(...rowLabel(desk.variants.get(moment.variant), moment.label, holders));
    }
    this.#drawFound(moment);
  }

  showFrame() {
    for (const uid of this.#uids) if (uid === this.desk.selected) this.#spans.get(uid)?.showFrame();
  }

  /** The moment that is on now, else the next one of this placement, round and round. */
  #pick() {
    const { desk } = this;
    const now = this.#uids.find((uid) => desk.of(uid).start_frame <= desk.frame && desk.frame < desk.of(uid).end_frame);
    const at = this.#uids.indexOf(desk.selected ?? '');
    const uid = at < 0 ? (now ?? this.#uids[0]) : this.#uids[(at + 1) % this.#uids.length];
    desk.select(uid);
    if (uid !== now) desk.seek(desk.of(uid).start_frame);
  }

  /** Suggestions of the same piece: dashed, for nothing is placed yet. @param {import('./store.js').Moment} moment */
  #drawFound(moment) {
    const { desk } = this;
    const product = desk.variants.get(moment.variant)?.product;
    const first = desk.placed.find(({ uids }) => desk.variants.get(desk.of(uids[0]).variant)?.product === product);
    const found = product && first?.part === this.part ? desk.found.filter((one) => one.product === product) : [];
    const state = JSON.stringify(found.map((one) => one.id));
    if (state === this.#found) return;
    this.#found = state;
    for (const old of this.lane.querySelectorAll('.found-mark')) old.remove();
    this.lane.append(...found.map((one) => foundMark(this, one, t('Found'))));
  }
}

/** @param {{desk: import('./store.js').Desk, timeline: import('./timeline.js').Timeline}} where
 * @param {import('./found.js').Finding} one @param {string} words */
export function foundMark({ desk, timeline }, one, words) {
  const mark = h(
    'button',
    {
      class: 'found-mark',
      type: 'button',
      // The list beside the picture is the way for keyboards; this one is for the eye and the pointer.
      tabindex: -1,
      title: one.title,
      'aria-label': t('{title}, found at {time}', { title: one.title, time: clock(one.start_frame, desk.rate) }),
      onclick: () => desk.tell('showFinding', one),
    },
    h('span', {}, words),
  );
  mark.style.left = timeline.part(one.start_frame);
  mark.style.width = timeline.part(one.end_frame - one.start_frame);
  return mark;
}

/** The row's label: the piece's picture and name.
 * @param {import('./store.js').Variant | undefined} variant
 * @param {string} label @param {import('./others.js').Other[]} holders who has it in hand just now */
function rowLabel(variant, label, holders) {
  return [
    h(
      'span',
      { class: 'thumb' },
      variant?.image ? h('img', { src: variant.image, alt: '', loading: 'lazy' }) : icon('tag', 's'),
    ),
    h('span', { class: 'tl-name', title: label }, label),
    ...holders.map((one) => h('span', { class: 'held', title: t('{name} is at “{label}”', { name: one.name, label }) }, one.initials)),
  ];
}
