// Products found in the film: suggestions beside the picture, each one press away from being a moment.
// @ts-check
import { call } from './api.js';
import { busy, byId, toast } from './dom.js';
import { findRow } from './find_row.js';
import { percent } from './manner.js';
import { isRunning } from './paths.js';
import { say } from './words.js';
import { t, tn } from '../words.js';

/** @typedef {import('./api.js').Refused} Refused */
/** @typedef {{id: string, status: string, progress: number, why: string | null, found: number}} Search */
/** @typedef {{id: string, product: string, variant: string | null, title: string, image: string | null, shot: number | null, start_frame: number,
 *   end_frame: number, frame: number, box: [number, number, number, number], confidence: number,
 *   status: 'open' | 'accepted' | 'refused', placement: string | null}} Finding */

const LOOK_MS = 700;
const LOOK_AWAY_MS = 4000;
/** A pointer on its way elsewhere doesn't mean it. */
const HOVER_MS = 140;
/** The search that was asked for in this window. */
const ASKED = 'vitrine.asked-search';

export class Found {
  /** @type {Search | null} */ #search = null;
  /** One begins by itself, as the shots are known. */ #coming = false;
  /** @type {Map<string, {state: string, row: HTMLElement}>} */ #rows = new Map();
  /** @type {'unasked' | 'known' | 'cut'} */ #known = 'unasked';
  #trouble = '';
  #watching = false;
  /** @type {number | null} where the film stood before a pointer came to look */ #from = null;
  #hover = 0;

  /** @param {import('./store.js').Desk} desk
   * @param {{onAccepted: (placement: any, seen: boolean) => void}} told `seen`: it was taken by hand, so it is gone to */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    this.panel = byId('found');
    this.list = byId('found-list');
    byId('found-look').addEventListener('click', () => this.look());
    byId('found-again').addEventListener('click', () => this.look());
    byId('found-stop').addEventListener('click', () => this.cancel());
    byId('found-retry').addEventListener('click', () => this.load());
    this.list.addEventListener('keydown', (event) => this.#key(event));
    this.list.addEventListener('pointerleave', () => this.#leave());
    this.list.addEventListener('focusout', (event) => {
      if (!this.list.contains(/** @type {Node | null} */ (event.relatedTarget))) this.desk.look(null);
    });
    desk.on('shots', () => this.draw());
    desk.on('shelf', () => this.draw());
    this.draw();
  }

  /** What is known now; while a search runs, what it finds as it finds it. */
  async load() {
    try {
      this.#take(await call('GET', `/v1/episodes/${this.desk.episode.id}/findings`));
    } catch (refused) {
      const { status, message } = /** @type {Refused} */ (refused);
      if (status === undefined) throw refused;
      this.#known = 'cut';
      this.#trouble = message;
    }
    this.draw();
    if (this.#isRunning()) this.#watch();
  }

  async look() {
    const button = this.#search ? byId('found-again') : byId('found-look');
    await busy(button, t('Asking'), async () => {
      try {
        this.#search = await call('POST', `/v1/episodes/${this.desk.episode.id}/searches`, {});
        this.#known = 'known';
        sessionStorage.setItem(ASKED, this.#search?.id ?? '');
        say(t('Looking for products.'));
      } catch (refused) {
        toast(/** @type {Refused} */ (refused).message, { bad: true });
      }
    });
    this.draw();
    this.#watch();
  }

  async cancel() {
    const search = this.#search;
    if (!search) return;
    await busy(byId('found-stop'), t('Stopping'), () =>
      call('POST', `/v1/searches/${search.id}/cancellation`).catch((/** @type {Refused} */ refused) =>
        toast(refused.message, { bad: true }),
      ),
    );
    await this.load();
    say(t('Stopped. What was found stays.'));
  }

  // ---- state ----
  #isRunning() {
    return isRunning(this.#search) || this.#coming;
  }

  async #watch() {
    if (this.#watching) return;
    this.#watching = true;
    for (let pause = LOOK_MS; this.#isRunning(); ) {
      await new Promise((go) => setTimeout(go, document.hidden ? LOOK_AWAY_MS : pause));
      try {
        this.#take(await call('GET', `/v1/episodes/${this.desk.episode.id}/findings`));
        pause = LOOK_MS;
      } catch (refused) {
        if (/** @type {Refused} */ (refused).status === undefined) throw refused;
        this.#trouble = /** @type {Refused} */ (refused).message;
        this.#known = 'cut';
        pause = Math.min(8000, pause * 2);
      }
      this.draw();
    }
    this.#watching = false;
    say(
      this.desk.found.length
        ? tn('{n} suggestion.', '{n} suggestions.', this.desk.found.length)
        : t('Nothing was found.'),
    );
  }

  /** @param {{search: Search | null, coming: boolean, items: Finding[]}} now */
  #take({ search, coming, items }) {
    this.#known = 'known';
    this.#search = search;
    this.#coming = coming;
    this.desk.found = items.filter((one) => one.status === 'open' && !this.#going.has(one.id));
    this.desk.tell('found');
  }
  /** Answered here, not yet at the server. @type {Set<string>} */ #going = new Set();

  draw() {
    const search = this.#search;
    const running = this.#isRunning();
    const { isReading } = this.desk;
    const many = this.desk.found.length;
    this.#rowsFor(this.desk.found);
    byId('found-count').textContent = many ? String(many) : '';
    byId('found-keys').hidden = many === 0;
    byId('found-run').hidden = !running;
    byId('found-stop').hidden = !isRunning(search) || !this.#mayStop(search);
    /** @type {HTMLProgressElement} */ (byId('found-bar')).value = search?.progress ?? 0;
    byId('found-part').textContent = percent(search?.progress ?? 0);
    byId('found-again').hidden = !search || isRunning(search) || isReading;
    const none = !running && many === 0;
    const isNew = this.#known === 'known' && !search;
    byId('found-none').hidden = !none || this.#known !== 'known';
    byId('found-none-say').textContent = isReading
      ? t('Starts by itself once the shots are found.')
      : isNew
        ? this.desk.variants.size
          ? t('We look for the products of your shelf by their pictures.')
          : t('Add a product with a picture first.')
        : search?.status === 'failed'
          ? t('The search didn’t finish.')
          : search?.status === 'cancelled'
            ? t('Stopped before anything was found.')
            : search?.found
              ? t('All suggestions are answered.')
              : t('Nothing was found. Things without a label or a pattern are hard to recognise: draw a box around them.');
    byId('found-look').hidden = !isNew || isReading || this.desk.variants.size === 0;
    byId('found-why').hidden = running || !search?.why;
    byId('found-why-say').textContent = search?.why ?? '';
    byId('found-why').classList.toggle('warn', search?.status === 'failed');
    byId('found-trouble').hidden = this.#known !== 'cut';
    byId('found-trouble-say').textContent = this.#trouble;
    byId('found-wait').hidden = this.#known !== 'unasked';
  }

  /** A brand's people stop the searches that they asked for, nobody else's. @param {Search | null} search */
  #mayStop(search) {
    return !this.desk.may.ownOnly || (Boolean(search) && sessionStorage.getItem(ASKED) === search?.id);
  }

  // ---- the list ----
  /** @param {Finding[]} open */
  #rowsFor(open) {
    const kept = new Set(open.map((one) => one.id));
    for (const [id, { row }] of this.#rows)
      if (!kept.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    open.forEach((one, i) => {
      const state = JSON.stringify(one);
      const there = this.#rows.get(one.id);
      const row = there?.state === state ? there.row : this.#row(one);
      if (there && there.row !== row) there.row.replaceWith(row);
      this.#rows.set(one.id, { state, row });
      if (this.list.children[i] !== row) this.list.insertBefore(row, this.list.children[i] ?? null);
    });
    // One stop for Tab; the arrows go through the list.
    const all = [...this.list.querySelectorAll('.find-see')];
    const here = all.find((one) => one === document.activeElement) ?? all[0];
    for (const one of all) one.setAttribute('tabindex', one === here ? '0' : '-1');
    this.list.hidden = open.length === 0;
  }

  /** @param {Finding} one @returns {HTMLElement} */
  #row(one) {
    return findRow(this.desk, one, {
      see: () => this.#see(one),
      focused: () => this.#focused(one),
      hovered: () => {
        clearTimeout(this.#hover);
        this.#hover = setTimeout(() => this.#glance(one, true), HOVER_MS);
      },
      accept: () => this.accept(one, true),
      refuse: () => this.refuse(one, true),
    });
  }

  /** @param {Finding} one @param {boolean} passing it is only hovered: the film goes back when the pointer leaves */
  #glance(one, passing) {
    if (this.desk.playing) return;
    if (passing) this.#from ??= this.desk.frame;
    const [x, y, w, h2] = one.box;
    this.desk.look({
      label: one.title,
      frame: one.frame,
      box: { x, y, w, h: h2 },
      start_frame: one.start_frame,
      end_frame: one.end_frame,
    });
    this.desk.seek(one.frame, { scrub: true });
  }

  /** @param {Finding} one */
  #focused(one) {
    for (const other of this.list.querySelectorAll('.find-see')) other.setAttribute('tabindex', '-1');
    this.#button(one.id)?.setAttribute('tabindex', '0');
    if (this.#button(one.id)?.matches(':focus-visible')) this.#see(one);
  }

  /** Looked at on purpose: the film stays there. @param {Finding} one */
  #see(one) {
    clearTimeout(this.#hover);
    this.#from = null;
    this.#glance(one, false);
  }

  #leave() {
    clearTimeout(this.#hover);
    if (!this.list.contains(document.activeElement)) this.desk.look(null);
    if (this.#from !== null) this.desk.seek(this.#from);
    this.#from = null;
  }

  /** Keys that mean something only here. @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    const one = this.desk.found.find(({ id }) => id === target.closest('.find')?.getAttribute('data-finding'));
    if (!one) return;
    const key = event.key.toLowerCase();
    const way = { arrowdown: 1, arrowup: -1 }[key];
    if (way) this.#button(this.desk.found[this.desk.found.indexOf(one) + way]?.id)?.focus();
    else if (key === 'a' || (key === 'enter' && target.matches('.find-see'))) this.accept(one, false);
    else if (key === 'x') this.refuse(one, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Finding} one @param {boolean} byHand by pointer; else the keyboard goes on to the next */
  async accept(one, byHand) {
    this.#answered(one, byHand);
    try {
      const placement = await call('POST', `/v1/findings/${one.id}/placement`);
      this.#going.delete(one.id);
      this.told.onAccepted(placement, byHand);
      say(t('{title} is a moment now. It is being followed.', { title: one.title }));
    } catch (refused) {
      this.#backAgain(one, /** @type {Refused} */ (refused));
    }
  }

  /** @param {Finding} one @param {boolean} byHand */
  async refuse(one, byHand) {
    this.#answered(one, byHand);
    try {
      await call('POST', `/v1/findings/${one.id}/refusal`);
    } catch (refused) {
      this.#backAgain(one, /** @type {Refused} */ (refused));
      return;
    }
    toast(t('{title} refused', { title: one.title }), {
      act: t('Undo'),
      onAct: async () => {
        try {
          await call('DELETE', `/v1/findings/${one.id}/refusal`);
        } catch (refused) {
          toast(/** @type {Refused} */ (refused).message, { bad: true });
        }
        this.#going.delete(one.id);
        await this.load();
        this.#button(one.id)?.focus({ preventScroll: false });
      },
    });
  }

  /** It leaves the list at once; the keyboard goes on to its neighbour. @param {Finding} one @param {boolean} byHand */
  #answered(one, byHand) {
    const at = this.desk.found.indexOf(one);
    clearTimeout(this.#hover);
    this.#from = null;
    this.#going.add(one.id);
    this.desk.found = this.desk.found.filter((other) => other !== one);
    this.desk.tell('found');
    const next = this.desk.found[Math.min(at, this.desk.found.length - 1)];
    if (this.desk.glance) this.desk.look(null);
    if (!byHand && next) this.#button(next.id)?.focus();
    this.draw();
    if (!byHand && !next) byId('found').focus({ preventScroll: true });
  }

  /** @param {Finding} one @param {Refused} refused */
  #backAgain(one, refused) {
    this.#going.delete(one.id);
    toast(refused.message, { bad: true });
    this.load();
  }

  /** From its place on the timeline. @param {string} id */
  show(id) {
    this.#button(id)?.focus();
    const one = this.desk.found.find((other) => other.id === id);
    if (one) this.#see(one);
  }

  /** To the suggestions, by keyboard. */
  enter() {
    const first = /** @type {HTMLElement | null} */ (this.list.querySelector('.find-see[tabindex="0"]'));
    (first ?? this.panel).focus();
  }

  /** @param {string | undefined} id */
  #button(id) {
    return /** @type {HTMLElement | null} */ (this.#rows.get(id ?? '')?.row.querySelector('.find-see') ?? null);
  }
}
