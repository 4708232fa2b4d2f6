// How a moment comes to be: a box and a product, in either order, by hand, by key or dropped from the shelf.
// @ts-check
import { byId, toast } from './dom.js';
import { disclosures } from './fields.js';
import { shotAt } from './frames.js';
import { keyOf, middleBox, withKey } from './geometry.js';
import { pick } from './shelf.js';
import { t } from '../words.js';

/** @typedef {import('./geometry.js').Box} Box */

/** Where no shot is known, a moment lasts so long. */
const SECONDS = 3;

export class Making {
  /** @type {(() => void) | null} */ #closePicker = null;
  /** @type {string | null} a moment of the placement that the next box is for */ #host = null;

  /** @param {import('./store.js').Desk} desk @param {import('./follow.js').Follow} follow */
  constructor(desk, follow) {
    this.desk = desk;
    this.follow = follow;
    /** @type {() => void} */ this.onMade = () => {};
    desk.on('draft', () => {
      if (!desk.draft) this.#close();
    });
    desk.on('tool', () => {
      if (!desk.tool) this.#host = null;
    });
  }

  #close() {
    this.#closePicker?.();
    this.#closePicker = null;
  }

  /** A box is on the picture: a key of the selected moment, or a new moment. @param {Box} box */
  drawn(box) {
    const { desk } = this;
    const moment = desk.of(desk.selected);
    const adds =
      desk.selected &&
      !desk.isOthers(desk.selected) &&
      !this.follow.owns(desk.selected, desk.frame) &&
      !desk.tool &&
      !desk.armed &&
      moment &&
      moment.start_frame <= desk.frame &&
      desk.frame < moment.end_frame &&
      !moment.keys.some((/** @type {number[]} */ key) => key[0] === desk.frame);
    const host = this.#host;
    desk.arm(false);
    if (adds && desk.selected) {
      desk.change(desk.selected, { keys: withKey(moment.keys, desk.frame, box) }, t('Key added'));
      this.onMade();
      return;
    }
    this.#close();
    const first = moment && !desk.isOthers(desk.selected) ? moment.variant : null;
    desk.select(null);
    if (desk.armed) {
      this.create(desk.armed, box, true, host);
      return;
    }
    desk.sketch({ frame: desk.frame, box });
    this.#closePicker = pick(desk, byId('pic'), {
      title: t('Which product is this?'),
      first,
      onChosen: (variant) => {
        this.#closePicker = null;
        this.create(variant, desk.draft?.box ?? box, true);
      },
      onLeft: () => {
        this.#closePicker = null;
        desk.sketch(null);
      },
    });
  }
  middle() {
    if (this.desk.tool) this.drawn(middleBox());
  }

  /** The next box is another moment of what is selected. */
  again() {
    const { desk } = this;
    const moment = desk.of(desk.selected);
    if (!moment || desk.isRefused(desk.selected)) return;
    const host = desk.selected;
    desk.armed = moment.variant;
    desk.arm(true);
    this.#host = host;
    desk.tell('shelf');
  }

  /** @param {string} variantId @param {Box} box @param {boolean} [isDrawn] around the thing, not only near it
   * @param {string | null} [host] a moment of the placement it is for; else the nearest of this product that isn't on just then */
  create(variantId, box, isDrawn = false, host = null) {
    const { desk } = this;
    const variant = /** @type {import('./store.js').Variant} */ (desk.variants.get(variantId));
    const shot = shotAt(desk.shots, desk.frame);
    const lasts = Math.round((SECONDS * desk.rate[0]) / desk.rate[1]);
    const start_frame = shot?.start_frame ?? desk.frame,
      end_frame = shot?.end_frame ?? Math.min(desk.frames, desk.frame + lasts);
    const other = desk.of(host ?? desk.akin(variantId, start_frame, end_frame));
    desk.armed = null;
    desk.sketch(null);
    const uid = desk.add(
      {
        part_of: other ? (other.part_of ?? host) : undefined,
        variant: variantId,
        label: other?.label ?? variant.name.slice(0, 150),
        action: other?.action ?? 'Buy now',
        disclosure: other ? other.disclosure : disclosures(variant)[0],
        anchor: other?.anchor ?? 'follow',
        start_frame,
        end_frame,
        keys: [keyOf(desk.frame, box)],
        hidden: [],
      },
      t('Moment added'),
    );
    this.onMade();
    if (other) this.#sayJoined(uid);
    if (isDrawn && this.follow.byItself) this.follow.start(uid, desk.frame);
  }

  /** It went to a placement that was there: told, and easily taken apart. @param {string} uid */
  #sayJoined(uid) {
    const { desk } = this;
    toast(t('Moment {n} of {name}', { n: desk.together(uid).length, name: desk.of(uid).label }), {
      act: t('Split off'),
      onAct: () => desk.regroup(uid, null, t('Moment split off')),
    });
  }

  /** A product was taken from the shelf: for the box that waits, or for the next one.
   * @param {string} variant */
  chosen(variant) {
    const { desk } = this;
    if (desk.draft) {
      const { box } = desk.draft;
      this.#close();
      this.create(variant, box, true);
      return;
    }
    desk.armed = desk.armed === variant ? null : variant;
    if (desk.armed) desk.select(null);
    desk.arm(desk.armed !== null);
    desk.tell('shelf');
  }

  letGo() {
    const { desk } = this;
    this.#close();
    desk.armed = null;
    if (desk.tool) desk.arm(false);
    else if (desk.draft) desk.sketch(null);
    else desk.select(null);
    desk.tell('shelf');
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  }
}
