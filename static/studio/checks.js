// What to mend before publishing: the server's findings, live while editing, each with a press that mends it.
// @ts-check
import { call } from './api.js';
import { byId, h, icon, toast } from './dom.js';
import { clock } from './frames.js';
import { percent } from './manner.js';
import { say } from './words.js';
import { t, tn } from '../words.js';

/** @typedef {{words: string, placement: string, patch: Record<string, any>, needs: string | null}} Fix */
/** @typedef {{id: string, rule: string, level: 'stop' | 'warn' | 'info', placements: string[], frame: number,
 *   says: string, why: string, fixes: Fix[]}} Check */
/** @typedef {{items: Check[], counts: {stop: number, warn: number, info: number},
 *   looked: {status: string, progress: number, why: string | null}}} Told */

// After a change settles; and while the server still looks for faces.
const SETTLED_MS = 300;
const LOOKING_MS = 5000;
/** What each level is called for who doesn't see its sign. */
const LEVELS = { stop: t('To fix'), warn: t('To look at'), info: t('To know') };

export class Checks {
  /** @type {Told | null} */ told = null;
  #timer = 0;
  /** An answer to an older question must not take a newer one's place. */
  #asked = 0;
  #trouble = '';

  /** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver */
  constructor(desk, saver) {
    this.desk = desk;
    this.saver = saver;
    for (const news of /** @type {const} */ (['moments', 'shots', 'shelf'])) desk.on(news, () => this.soon());
    byId('checks-pill').addEventListener('click', () => this.enter());
    byId('checks-worst').addEventListener('click', () => this.enter());
    byId('rules-open').addEventListener('click', () =>
      import('./rules.js').then(
        ({ openRules }) => openRules(desk.episode.series.id, () => this.load()),
        () => toast(t('This part of the page didn’t load. Check the connection and try again.'), { bad: true }),
      ),
    );
    // While the list lies below the fields of a moment, its gravest line stands at the lower edge.
    const margin = { root: byId('checks').parentElement, rootMargin: '0px 0px -84px' };
    new IntersectionObserver(([entry]) => byId('checks-worst').classList.toggle('seen', entry.isIntersecting), margin).observe(byId('checks'));
    this.load();
  }

  /** Asked again once what is being changed is at the server. @param {number} [wait] */
  soon(wait = SETTLED_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.saver.isBehind ? this.soon() : this.load()), wait);
  }

  async load() {
    const asked = ++this.#asked;
    try {
      const told = await call('GET', `/v1/episodes/${this.desk.episode.id}/checks`);
      if (asked !== this.#asked) return;
      this.told = told;
      this.#trouble = '';
    } catch (refused) {
      if (asked !== this.#asked) return;
      this.#trouble = /** @type {import('./api.js').Refused} */ (refused).message;
    }
    this.draw();
    const isLooking = this.#trouble || ['waiting', 'looking'].includes(this.told?.looked.status ?? '');
    if (isLooking) this.soon(LOOKING_MS);
  }

  /** To the gravest; pressed again, to the next one, and the film with it. */
  enter() {
    const lines = [...byId('checks-list').children];
    const next = (lines.findIndex((one) => one.contains(document.activeElement)) + 1) % Math.max(1, lines.length);
    this.#focus(next, next);
    const one = this.told?.items[next];
    if (one) this.#go(one);
    (lines[next] ?? byId('checks')).scrollIntoView({ block: 'nearest' });
  }

  /** @param {Check} one */
  #go(one) {
    this.desk.select(one.placements.map((id) => this.saver.uidOf(id)).find(Boolean) ?? null);
    this.desk.seek(one.frame);
  }

  draw() {
    const items = this.told?.items ?? [];
    const count = this.told?.counts ?? { stop: 0, warn: 0, info: 0 };
    const list = byId('checks-list');
    const at = [...list.children].findIndex((one) => one.contains(document.activeElement));
    const was = at < 0 ? null : /** @type {HTMLElement} */ (list.children[at]).dataset.id;
    const state = JSON.stringify([items, this.desk.may.ownOnly]);
    if (list.dataset.state !== state) {
      list.dataset.state = state;
      list.replaceChildren(...items.map((one) => this.line(one)));
      if (at >= 0) this.#focus(items.findIndex((one) => one.id === was), at);
    }
    byId('checks-count').textContent = this.told ? summary(count) : '';
    this.#drawWorst(items, summary(count));
    byId('checks-none').hidden = !this.told || items.length > 0;
    this.#drawLooked();
    const pill = byId('checks-pill');
    pill.hidden = count.stop === 0;
    pill.textContent = tn('{n} to fix', '{n} to fix', count.stop);
  }

  /** @param {Check[]} items @param {string} many */
  #drawWorst(items, many) {
    const worst = byId('checks-worst');
    const [one] = items;
    worst.hidden = !one;
    if (one) worst.replaceChildren(sign(one), h('span', { class: 'grow' }, h('b', {}, many), ` ${one.says}`), h('kbd', {}, 'V'));
  }

  /** The keyboard stays with its line, or goes on to the next one. @param {number} same @param {number} at */
  #focus(same, at) {
    const lines = byId('checks-list').children;
    const next = lines[same >= 0 ? same : Math.min(at, lines.length - 1)];
    const press = next?.querySelector('.check-acts button') ?? next?.querySelector('button');
    (/** @type {HTMLElement | null | undefined} */ (press) ?? byId('checks')).focus();
  }

  #drawLooked() {
    const { status = 'done', progress = 0, why = null } = this.told?.looked ?? {};
    const words =
      this.#trouble ||
      (status === 'failed' ? (why ?? '') : status === 'done' ? '' : progress
        ? t('Faces and captions are still being looked for: {part}.', { part: percent(progress) })
        : t('Faces and captions are still being looked for.'));
    byId('checks-looked').textContent = words;
    byId('checks-looked').hidden = !words;
  }

  /** One finding: sign, what, why, when, and what mends it. @param {Check} one @param {() => void} [leave] before it is gone to */
  line(one, leave = () => {}) {
    const go = () => {
      leave();
      this.#go(one);
    };
    const may = one.fixes.filter((fix) => !this.desk.isOthers(this.saver.uidOf(fix.placement)));
    return h(
      'li',
      { class: `check ${one.level}`, 'data-id': one.id, 'data-rule': one.rule },
      sign(one),
      h(
        'div',
        { class: 'check-words' },
        h('span', { class: 'vh' }, `${LEVELS[one.level]}: `),
        h('b', {}, one.says),
        h('span', { class: 'meta' }, `${one.why} `, h('button', { class: 'link fig', type: 'button', onclick: go,
          'aria-label': t('Go to {time}', { time: clock(one.frame, this.desk.rate) }) }, clock(one.frame, this.desk.rate))),
      ),
      h(
        'div',
        { class: 'check-acts' },
        ...may.map((fix, n) =>
          h('button', { class: n ? 'btn s ghost' : 'btn s', type: 'button', 'aria-label': `${fix.words}: ${one.says}`,
            onclick: () => (leave(), this.mend(one, fix)) }, fix.words),
        ),
      ),
    );
  }

  /** As any other change: it can be undone. Which product instead, a person says. @param {Check} one @param {Fix} fix */
  mend(one, fix) {
    const uid = this.saver.uidOf(fix.placement);
    if (!uid) return;
    this.desk.select(uid);
    this.desk.seek(one.frame);
    if (fix.needs) byId('swap').click();
    else {
      this.desk.change(uid, fix.patch, fix.words);
      say(t('{change} done. It can be undone.', { change: fix.words }));
    }
  }

  /** The same list for the publishing dialog; null where there is nothing to say. @param {() => void} leave */
  section(leave) {
    const { items = [], counts } = this.told ?? {};
    if (!counts || !items.length) return null;
    return h(
      'section',
      {},
      h('h3', {}, t('Before you publish'), ' ', h('span', { class: 'meta' }, summary(counts))),
      h('ul', { class: 'check-list' }, ...items.map((one) => this.line(one, leave))),
    );
  }

  /** The rules that stand in the way. @returns {string[]} */
  get stops() {
    return [...new Set((this.told?.items ?? []).filter((one) => one.level === 'stop').map((one) => one.rule))];
  }
}

/** @param {Check} one */
const sign = ({ level }) => icon(level, 's');

/** "1 to fix, 3 to look at". @param {{stop: number, warn: number, info: number}} counts */
const summary = ({ stop, warn, info }) =>
  [
    stop && tn('{n} to fix', '{n} to fix', stop),
    warn + info && tn('{n} to look at', '{n} to look at', warn + info),
  ]
    .filter(Boolean)
    .join(', ');
