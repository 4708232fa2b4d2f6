// The inspector: everything about the selected moment in fields, so that nothing needs a drag.
// @ts-check
import { byId, h, icon, toast } from './dom.js';
import { clock, readClock } from './frames.js';
import { boxAt, fitted, isOn, pulled } from './geometry.js';
import { ACTIONS, disclosures, said, wrong } from './fields.js';
import { KeysList } from './keys_list.js';
import { pick } from './shelf.js';
import { Together } from './together.js';
import { t, tn } from '../words.js';
import { lasts, number } from './manner.js';

/** Letters of a label: so many are kept, a phone's chip shows about thirty. */
const MOST = 150;
/** A choice longer than this is written out below its field, which would cut it off. */
const FITS = 32;
const SIDES = /** @type {const} */ (['x', 'y', 'w', 'h']);

export class Inspector {
  /** @param {import('./store.js').Desk} desk
   * @param {{onSet: (uid: string, box: import('./geometry.js').Box, words: string) => void, onAgain: () => void}} told */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    this.fields = /** @type {HTMLFormElement} */ (byId('inspector'));
    this.fields.addEventListener('submit', (event) => event.preventDefault());
    this.fields.addEventListener('keydown', ({ key, target }) => {
      // What was begun in a field and isn't meant: it says again what is.
      if (key !== 'Escape' || !(target instanceof HTMLInputElement)) return;
      target.dataset.of = '';
      this.draw();
    });
    this.#text('label', t('Label changed'), true);
    this.#choice('action', t('Button changed'));
    this.#choice('disclosure', t('Disclosure changed'));
    this.#time('start');
    this.#time('end');
    for (const side of SIDES) this.#side(side);
    for (const button of this.fields.querySelectorAll('[data-anchor]'))
      button.addEventListener('click', () =>
        this.#change({ anchor: /** @type {any} */ (button.getAttribute('data-anchor')) }, t('Chip changed')),
      );
    byId('swap').addEventListener('click', () =>
      pick(desk, byId('swap'), {
        title: t('Another product'),
        onChosen: (variant) => this.#swap(variant),
        onLeft: () => byId('swap').focus(),
      }),
    );
    byId('delete').addEventListener('click', () => this.remove());
    this.keys = new KeysList(desk, told);
    this.together = new Together(desk, told.onAgain);
    for (const news of /** @type {const} */ (['moments', 'selected', 'shelf'])) desk.on(news, () => this.draw());
    desk.on('frame', () => this.#drawFrame());
    this.draw();
  }

  get moment() {
    return this.desk.of(this.desk.selected);
  }

  draw() {
    const moment = this.moment;
    this.fields.hidden = !moment;
    byId('inspector-none').hidden = Boolean(moment);
    const isOthers = this.desk.isOthers(this.desk.selected);
    this.fields.inert = isOthers;
    byId('insp-others').hidden = !isOthers;
    if (!moment) return;
    const variant = this.desk.variants.get(moment.variant);
    byId('insp-product').textContent = variant?.name ?? (isOthers ? t('Another brand’s product') : t('No longer sold'));
    byId('insp-price').textContent = variant
      ? [variant.brand, variant.price, variant.available === 0 ? t('sold out') : ''].filter(Boolean).join(' · ')
      : '';
    byId('insp-thumb').replaceChildren(
      variant?.image ? h('img', { src: variant.image, alt: '' }) : icon('tag', 's'),
    );
    this.#fill('insp-label', moment.label);
    this.#options('insp-action', ACTIONS, moment.action);
    this.#options('insp-disclosure', ['', ...disclosures(variant)], moment.disclosure ?? '');
    const whole = said(moment.disclosure ?? '');
    byId('insp-disclosure-whole').hidden = whole.length <= FITS;
    byId('insp-disclosure-whole').textContent = whole;
    this.#fill('insp-start', clock(moment.start_frame, this.desk.rate));
    this.#fill('insp-end', clock(moment.end_frame, this.desk.rate));
    byId('insp-long').textContent =
      t('On screen for {long}', {
      long: lasts(moment.end_frame - moment.start_frame, this.desk.rate),
    });
    for (const button of this.fields.querySelectorAll('[data-anchor]'))
      button.setAttribute('aria-pressed', String(button.getAttribute('data-anchor') === moment.anchor));
    this.together.draw();
    this.#drawFrame();
  }

  /** What depends on where the film stands: the box, and which key is here. */
  #drawFrame() {
    const moment = this.moment;
    if (!moment) return;
    const on = isOn(moment, this.desk.frame);
    if (on || !this.#wasOff) {
      const box = boxAt(moment.keys, this.desk.frame);
      for (const side of SIDES) {
        this.#fill(`insp-${side}`, number(box[side] * 100, 1));
        /** @type {HTMLInputElement} */ (byId(`insp-${side}`)).disabled = !on;
      }
      byId('box-off').hidden = on;
    }
    this.#wasOff = !on;
    this.keys.draw(moment);
  }
  #wasOff = false;

  remove() {
    const moment = this.moment;
    if (!moment || !this.desk.selected || this.desk.isRefused(this.desk.selected)) return;
    this.desk.remove(this.desk.selected, t('Moment deleted'));
    toast(t('{name} deleted', { name: moment.label }), { act: t('Undo'), onAct: this.desk.wayBack });
  }
  /** The whole placement. */
  removeAll() {
    const moment = this.moment;
    const all = this.desk.together(this.desk.selected);
    if (!moment || all.some((uid) => this.desk.isRefused(uid))) return;
    this.desk.removeAll(all, t('Placement deleted'));
    toast(tn('{name} deleted, {n} moment', '{name} deleted, {n} moments', all.length, { name: moment.label }), {
      act: t('Undo'),
      onAct: this.desk.wayBack,
    });
  }
  /** The chip follows the box, or is docked: whichever it isn't. */
  anchor() {
    this.#change({ anchor: this.moment?.anchor === 'docked' ? 'follow' : 'docked' }, t('Chip changed'));
  }
  splitOff() {
    this.together.splitOff();
  }
  join() {
    this.together.join();
  }

  /** @param {'start' | 'end'} edge @param {number} frame @param {boolean} [onlyShorter] a trim never makes it longer */
  trim(edge, frame, onlyShorter = false) {
    const moment = this.moment;
    if (!moment) return;
    if (onlyShorter && (frame <= moment.start_frame || frame >= moment.end_frame)) return;
    const span = pulled({ start: moment.start_frame, end: moment.end_frame }, edge, frame, this.desk.frames);
    this.#change(
      { start_frame: span.start, end_frame: span.end },
      edge === 'start' ? t('In point moved') : t('Out point moved'),
    );
  }

  /** @param {string} variant */
  #swap(variant) {
    const was = this.desk.variants.get(this.moment.variant),
      next = /** @type {import('./store.js').Variant} */ (this.desk.variants.get(variant));
    const renamed = !was || this.moment.label === was.name ? { label: next.name } : {};
    const said = disclosures(was).includes(this.moment.disclosure ?? '')
      ? { disclosure: disclosures(next)[disclosures(was).indexOf(this.moment.disclosure ?? '')] ?? null }
      : {};
    this.#change({ variant, ...renamed, ...said }, t('Product changed'));
    byId('swap').focus();
  }

  /** @param {Partial<import('./store.js').Moment>} patch @param {string} words @param {string} [merge] */
  #change(patch, words, merge) {
    if (this.desk.selected) this.desk.change(this.desk.selected, patch, words, merge);
  }

  /** @param {'label'} name @param {string} words @param {boolean} needed */
  #text(name, words, needed) {
    const field = /** @type {HTMLInputElement} */ (byId(`insp-${name}`));
    field.addEventListener('input', () => {
      const value = field.value.trim();
      const over = value.length > MOST;
      wrong(
        field,
        over
          ? t('Not changed. {reason}', { reason: t('At most {most} letters; these are {n}.', { most: MOST, n: value.length }) })
          : needed && !value
            ? t('The chip needs a word.')
            : '',
      );
      if ((value || !needed) && !over) this.#change({ [name]: value }, words, name);
    });
    field.addEventListener('blur', () => {
      wrong(field, '');
      this.draw();
    });
  }

  /** @param {'action' | 'disclosure'} name @param {string} words */
  #choice(name, words) {
    const field = /** @type {HTMLSelectElement} */ (byId(`insp-${name}`));
    field.addEventListener('change', () =>
      this.#change({ [name]: name === 'disclosure' ? field.value || null : field.value }, words),
    );
  }

  /** @param {'start' | 'end'} edge */
  #time(edge) {
    const field = /** @type {HTMLInputElement} */ (byId(`insp-${edge}`));
    const now = () =>
      clock(edge === 'start' ? this.moment.start_frame : this.moment.end_frame, this.desk.rate);
    const refuse = (/** @type {string} */ sentence) => {
      this.#fill(field.id, now(), true);
      wrong(field, t('Not changed. {reason}', { reason: sentence }));
    };
    const set = () => {
      const moment = this.moment;
      if (!moment || field.value === now()) return;
      const frame = readClock(field.value, this.desk.rate);
      const low = edge === 'start' ? 0 : moment.start_frame + 1,
        high = edge === 'start' ? moment.end_frame - 1 : this.desk.frames;
      if (frame === null) return refuse(t('Write the time as 0:24.20.'));
      if (frame < low || frame > high)
        return refuse(
          frame < low
            ? t('It must come after {time}.', { time: clock(low - 1, this.desk.rate) })
            : edge === 'start'
              ? t('It must come before {time}.', { time: clock(high + 1, this.desk.rate) })
              : t('The film ends at {time}.', { time: clock(high, this.desk.rate) }),
        );
      wrong(field, '');
      this.trim(edge, frame);
      this.#fill(field.id, now(), true);
    };
    // The sentence stays until something is typed, changed or selected: leaving the field is when it is first read.
    field.addEventListener('input', () => wrong(field, ''));
    for (const news of /** @type {const} */ (['selected', 'history']))
      this.desk.on(news, () => wrong(field, ''));
    field.addEventListener('change', set);
    field.addEventListener('keydown', (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (event.key === 'Enter') set();
      if (!way || !this.moment) return;
      event.preventDefault();
      wrong(field, '');
      this.trim(
        edge,
        (edge === 'start' ? this.moment.start_frame : this.moment.end_frame) +
          way * (event.shiftKey ? 10 : 1),
      );
      this.#fill(field.id, now(), true);
    });
  }

  /** @param {'x' | 'y' | 'w' | 'h'} side */
  #side(side) {
    const field = /** @type {HTMLInputElement} */ (byId(`insp-${side}`));
    field.addEventListener('change', () => {
      const moment = this.moment;
      const typed = field.value.trim().replace(/\s*%$/, '').replace(',', '.');
      const value = typed === '' ? NaN : Number(typed) / 100;
      if (!moment || !isOn(moment, this.desk.frame)) return this.draw();
      if (!Number.isFinite(value)) {
        this.#fill(field.id, number(boxAt(moment.keys, this.desk.frame)[side] * 100, 1), true);
        toast(t('Not changed. {reason}', { reason: t('Write per cent as 27.5.') }), { bad: true });
        return;
      }
      const box = fitted({ ...boxAt(moment.keys, this.desk.frame), [side]: value });
      if (this.desk.selected) this.told.onSet(this.desk.selected, box, t('Box changed'));
      this.#fill(`insp-${side}`, number(box[side] * 100, 1), true);
    });
  }

  /** A field somebody is typing in is left alone.
   * @param {string} id
   * @param {string} value
   * @param {boolean} [anyway] */
  #fill(id, value, anyway = false) {
    const field = /** @type {HTMLInputElement} */ (byId(id));
    if (
      field.value !== value &&
      (anyway || document.activeElement !== field || field.dataset.of !== this.desk.selected)
    )
      field.value = value;
    field.dataset.of = this.desk.selected ?? '';
  }

  /** @param {string} id @param {string[]} known @param {string} value */
  #options(id, known, value) {
    const field = /** @type {HTMLSelectElement} */ (byId(id));
    const all = known.includes(value) ? known : [...known, value];
    if ([...field.options].map((one) => one.value).join('\n') !== all.join('\n'))
      field.replaceChildren(...all.map((one) => h('option', { value: one }, said(one))));
    field.value = value;
  }
}
