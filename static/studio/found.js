// Products found in the film: suggestions beside the picture, each one press away from being a moment.
// @ts-check
import { call } from './api.js';
import { busy, byId, toast } from './dom.js';
import { FindList } from './find_list.js';
import { percent } from './manner.js';
import { isRunning } from './paths.js';
import { Watch } from './watch.js';
import { say } from './words.js';
import { t, tn } from '../words.js';

/** @typedef {import('./api.js').Refused} Refused */
/** @typedef {{id: string, status: string, progress: number, why: string | null, found: number}} Search */
/** @typedef {{id: string, product: string, variant: string | null, title: string, image: string | null, shot: number | null, start_frame: number,
 *   end_frame: number, frame: number, box: [number, number, number, number], confidence: number,
 *   status: 'open' | 'accepted' | 'refused', placement: string | null}} Finding */

const LOOK_MS = 700;
const LOOK_AWAY_MS = 4000;
/** The search that was asked for in this window. */
const ASKED = 'vitrine.asked-search';

export class Found {
  /** @type {Search | null} */ #search = null;
  /** One begins by itself, as the shots are known. */ #coming = false;
  /** @type {'unasked' | 'known' | 'cut'} */ #known = 'unasked';
  #trouble = '';
  /** What was placed when it was asked last, empty where that isn't known: whatever is placed is no suggestion. */ #placed = '';
  /** @type {Promise<unknown>} */ #line = Promise.resolve();

  /** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver
   * @param {{onAccepted: (placement: any, seen: boolean) => void}} told `seen`: it was taken by hand, so it is gone to */
  constructor(desk, saver, told) {
    this.desk = desk;
    this.saver = saver;
    this.told = told;
    this.list = new FindList(desk, {
      accept: (one, byHand) => this.accept(one, byHand),
      refuse: (one, byHand) => this.refuse(one, byHand),
    });
    this.watch = new Watch({
      every: LOOK_MS,
      away: LOOK_AWAY_MS,
      isWanted: () => this.#isRunning(),
      look: () => this.#ask(),
      onRefused: (refused) => this.#isCut(refused),
      onLooked: () => this.draw(),
      onEnded: () =>
        say(
          desk.found.length
            ? tn('{n} suggestion.', '{n} suggestions.', desk.found.length)
            : t('Nothing was found.'),
        ),
    });
    byId('found-look').addEventListener('click', () => this.look());
    byId('found-again').addEventListener('click', () => this.look());
    byId('found-stop').addEventListener('click', () => this.cancel());
    byId('found-retry').addEventListener('click', () => this.load());
    desk.on('shots', () => this.draw());
    desk.on('shelf', () => this.draw());
    desk.on('saved', () => {
      if (!this.#search || this.#placed === this.#nowPlaced) return;
      this.#placed = this.#nowPlaced;
      this.load();
    });
    this.draw();
  }

  /** What is known now; while a search runs, what it finds as it finds it. */
  async load() {
    try {
      await this.#ask();
    } catch (refused) {
      if (/** @type {Refused} */ (refused).status === undefined) throw refused;
      this.#isCut(/** @type {Refused} */ (refused));
    }
    this.draw();
    if (this.#isRunning()) this.watch.start();
  }

  /** One question after the other, or an older answer would win. @returns {Promise<void>} */
  #ask() {
    const asked = this.#line.then(async () => {
      const { saver } = this;
      let turns;
      do {
        ({ turns } = saver);
        this.#take(await call('GET', `/v1/episodes/${this.desk.episode.id}/findings`));
        // Asked while something was being sent, it may be older than that.
      } while (turns !== saver.turns && !saver.isBehind);
      this.#placed = saver.isBehind ? '' : this.#nowPlaced;
    });
    this.#line = asked.catch(() => {});
    return asked;
  }
  /** Which products, and when. */
  get #nowPlaced() {
    return JSON.stringify(this.desk.moments.map(([, { variant, start_frame, end_frame }]) => [variant, start_frame, end_frame]));
  }

  /** Why nothing can be looked for now; empty where it can. */
  get whyNot() {
    if (this.#isRunning()) return t('Products are being looked for.');
    if (this.desk.isReading) return t('Starts by itself once the shots are found.');
    return this.desk.variants.size ? '' : t('Add a product with a picture first.');
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
    this.watch.start();
  }

  async cancel() {
    await busy(byId('found-stop'), t('Stopping'), () =>
      call('POST', `/v1/episodes/${this.desk.episode.id}/searches/cancellation`).catch(
        (/** @type {Refused} */ refused) => toast(refused.message, { bad: true }),
      ),
    );
    await this.load();
    say(t('Stopped. What was found stays.'));
  }

  // ---- state ----
  #isRunning() {
    return isRunning(this.#search) || this.#coming;
  }

  /** @param {Refused} refused */
  #isCut({ message }) {
    this.#known = 'cut';
    this.#trouble = message;
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
    this.list.draw(this.desk.found);
    byId('found-count').textContent = many ? String(many) : '';
    byId('found-keys').hidden = many === 0;
    byId('found-run').hidden = !running;
    byId('found-stop').hidden = !running || !this.#mayStop(search);
    // One that comes by itself is not there yet: the last one's progress is none of its own.
    const progress = search?.status === 'looking' ? search.progress : null;
    /** @type {HTMLProgressElement} */ (byId('found-bar')).value = progress ?? 0;
    byId('found-part').textContent = progress === null ? t('Waiting its turn') : percent(progress);
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
    if (!this.desk.may.ownOnly) return true;
    return !this.#coming && Boolean(search) && sessionStorage.getItem(ASKED) === search?.id;
  }

  /** Answers on their way: whoever takes back what was done last waits for them. @type {Promise<unknown>} */
  sending = Promise.resolve();

  /** @param {Finding} one @param {boolean} byHand by pointer; else the keyboard goes on to the next */
  accept(one, byHand) {
    this.sending = Promise.allSettled([this.sending, this.#accept(one, byHand)]);
  }
  /** @param {Finding} one @param {boolean} byHand */
  refuse(one, byHand) {
    this.sending = Promise.allSettled([this.sending, this.#refuse(one, byHand)]);
  }

  /** @param {Finding} one @param {boolean} byHand */
  async #accept(one, byHand) {
    this.#answered(one, byHand);
    try {
      const placement = await call('POST', `/v1/findings/${one.id}/placement`);
      this.#going.delete(one.id);
      // By key it went on to the next one; after the last there is nothing else to be seen than what came of it.
      this.told.onAccepted(placement, byHand || !this.desk.found.length);
      say(t('{title} is a moment now. It is being followed.', { title: one.title }));
    } catch (refused) {
      this.#backAgain(one, /** @type {Refused} */ (refused));
    }
  }

  /** @param {Finding} one @param {boolean} byHand */
  async #refuse(one, byHand) {
    this.#answered(one, byHand);
    try {
      await call('POST', `/v1/findings/${one.id}/refusal`);
    } catch (refused) {
      this.#backAgain(one, /** @type {Refused} */ (refused));
      return;
    }
    const words = t('{title} refused', { title: one.title });
    const change = this.desk.answered(words, (side) => this.#refusal(one, side === 'before' ? 'DELETE' : 'POST'));
    toast(words, { act: t('Undo'), onAct: () => this.desk.takeBack(change) });
  }

  /** Taken back, or given again. @param {Finding} one @param {'DELETE' | 'POST'} how */
  async #refusal(one, how) {
    try {
      await call(how, `/v1/findings/${one.id}/refusal`);
    } catch (refused) {
      toast(/** @type {Refused} */ (refused).message, { bad: true });
    }
    this.#going.delete(one.id);
    await this.load();
    if (how === 'DELETE') this.list.focus(one.id);
  }

  /** It leaves the list at once; the keyboard goes on to its neighbour. @param {Finding} one @param {boolean} byHand */
  #answered(one, byHand) {
    // By its id: a row stays as it is while what is told anew says the same.
    const at = this.desk.found.findIndex(({ id }) => id === one.id);
    this.#going.add(one.id);
    this.desk.found = this.desk.found.filter(({ id }) => id !== one.id);
    this.desk.tell('found');
    const next = this.desk.found[Math.min(at, this.desk.found.length - 1)];
    this.list.letGo();
    if (!byHand && next) this.list.focus(next.id);
    this.draw();
    if (!byHand && !next) byId('found').focus({ preventScroll: true });
  }

  /** @param {Finding} one @param {Refused} refused */
  #backAgain(one, refused) {
    this.#going.delete(one.id);
    toast(refused.message, { bad: true });
    this.load();
  }
}
