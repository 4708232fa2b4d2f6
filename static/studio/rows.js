// The placements on the timeline, a row for each; only the rows that are seen exist.
// @ts-check
import { byId } from './dom.js';
import { PlacementRow } from './placement_row.js';

/** As in desk.css. */
const ROW_PX = 25;
/** Rows above and below what is seen, so that a scroll finds them there. */
const SPARE = 4;

export class Rows {
  /** @type {Map<string, PlacementRow>} by placement */ #shown = new Map();
  /** @type {Map<string, number>} */ #order = new Map();
  /** @type {import('./moments.js').Placed[]} */ #placed = [];
  #waiting = false;

  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline */
  constructor(desk, timeline) {
    this.desk = desk;
    this.timeline = timeline;
    this.home = byId('tl-rows');
    this.head = byId('tl-head');
    this.foot = byId('tl-foot');
    for (const news of /** @type {const} */ (['moments', 'tracks', 'shelf', 'found', 'holders'])) desk.on(news, () => this.#soon());
    desk.on('selected', () => {
      // Another is in hand now: what was moved meanwhile goes where it stands when the page is opened again.
      this.#sort(true);
      this.draw();
      this.reveal(desk.selected);
    });
    desk.on('frame', () => this.#shown.get(this.#partOf(desk.selected))?.showFrame());
    timeline.onLayout(
      () => this.draw(),
      () => this.draw(true),
    );
  }

  /** Many changes in one turn are one drawing. */
  #soon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.draw();
    });
  }

  /** @param {boolean} [onlyNew] what is there already is as it was: somebody has only scrolled */
  draw(onlyNew = false) {
    if (!onlyNew) this.#sort();
    const { top, high } = this.timeline.view;
    const room = Math.max(0, high - this.head.offsetHeight - this.foot.offsetHeight);
    const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE);
    const wanted = this.#placed.slice(first, Math.ceil((top + room) / ROW_PX) + SPARE);
    const kept = new Set(wanted.map(({ part }) => part));
    // The row somebody is in by keyboard stays, wherever it is.
    const held = this.home.contains(document.activeElement) ? document.activeElement?.closest('.tl-row') : null;
    for (const [part, row] of this.#shown)
      if (!kept.has(part) && (row.element !== held || !this.#order.has(part))) {
        row.element.remove();
        this.#shown.delete(part);
      }
    for (const { part, uids } of wanted) {
      const known = this.#shown.get(part);
      if (known && onlyNew) continue;
      const row = known ?? new PlacementRow(this.desk, this.timeline, part);
      this.#shown.set(part, row);
      row.update(uids);
      row.element.style.top = `${(this.#order.get(part) ?? 0) * ROW_PX}px`;
      row.element.setAttribute('aria-posinset', String((this.#order.get(part) ?? 0) + 1));
      row.element.setAttribute('aria-setsize', String(this.#placed.length));
      if (!known) this.#put(row, part);
    }
    byId('tl-none').hidden = this.#placed.length > 0;
  }

  /** Tab goes through the rows as they are seen. @param {PlacementRow} row @param {string} part */
  #put(row, part) {
    const at = this.#order.get(part) ?? 0;
    const after = [...this.#shown].find(([other, { element }]) => element.isConnected && (this.#order.get(other) ?? 0) > at);
    this.home.insertBefore(row.element, after?.[1].element ?? null);
  }

  /** Rows keep their places while a hand or a key moves a span; they are sorted when one comes or goes.
   * @param {boolean} [anyway] */
  #sort(anyway = false) {
    const placed = this.desk.placed;
    const same = !anyway && placed.length === this.#placed.length && placed.every(({ part }) => this.#order.has(part));
    if (same) {
      const now = new Map(placed.map((one) => [one.part, one]));
      this.#placed = this.#placed.map(({ part }) => /** @type {import('./moments.js').Placed} */ (now.get(part)));
      return;
    }
    this.#placed = placed;
    this.#order = new Map(placed.map(({ part }, i) => [part, i]));
    this.home.style.height = `${placed.length * ROW_PX}px`;
  }

  /** @param {string | null} uid */
  reveal(uid) {
    const at = this.#order.get(this.#partOf(uid));
    if (at === undefined) return;
    const room = this.timeline.view.high - this.head.offsetHeight - this.foot.offsetHeight;
    const { scroll } = this.timeline;
    const y = at * ROW_PX;
    if (y < scroll.scrollTop) scroll.scrollTop = y;
    else if (y + ROW_PX > scroll.scrollTop + room) scroll.scrollTop = y + ROW_PX - room;
  }

  /** @param {string | null} uid */
  #partOf(uid) {
    return this.desk.of(uid)?.part_of ?? uid ?? '';
  }
}
