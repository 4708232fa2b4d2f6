// The history: who changed what, newest first; a former version of a moment comes back with one press.
// @ts-check
import { call } from './api.js';
import { busy, h, toast } from './dom.js';
import { t } from '../words.js';
import { dayAndTime, timeOfDay } from './manner.js';

export class Changes {
  /** @type {string | null} */ #next = null;
  /** Of which moments a newer row stands above already. @type {Set<string>} */ #above = new Set();

  /** @param {import('./store.js').Desk} desk @param {HTMLElement} home @param {{saver: import('./saver.js').Saver, onRestored: () => void}} calls */
  constructor(desk, home, calls) {
    this.desk = desk;
    this.calls = calls;
    this.path = `/v1/episodes/${desk.episode.id}/history`;
    this.list = h('ol', { class: 'changes', 'aria-label': t('Changes, newest first') });
    this.wrong = h('p', { class: 'note bad', role: 'alert', hidden: true });
    this.none = h('p', { class: 'meta pad' }, t('Loading'));
    this.more = h(
      'button',
      { class: 'btn s', type: 'button', hidden: true, onclick: () => this.#page(this.#next) },
      t('Older ones'),
    );
    home.append(this.wrong, this.list, this.none, this.more);
  }

  load() {
    return this.#page(null);
  }

  /** @param {string | null} after */
  async #page(after) {
    try {
      const page = await call('GET', this.path + (after ? `?after=${encodeURIComponent(after)}` : ''));
      if (!after) this.#above.clear();
      const rows = page.items.map((/** @type {any} */ change) => this.#row(change));
      if (after) this.list.append(...rows);
      else this.list.replaceChildren(...rows);
      this.#next = page.next;
      this.more.hidden = !page.next;
      this.none.textContent = this.list.children.length ? '' : t('Nothing was changed yet.');
      this.wrong.hidden = true;
    } catch (error) {
      this.#say(error);
    }
  }

  /** @param {any} change */
  #row(change) {
    const at = new Date(change.at);
    const when = at.toDateString() === new Date().toDateString() ? timeOfDay(at) : dayAndTime(at);
    // The newest of a moment is how it is now.
    const may = change.version && (change.act === 'delete' || this.#above.has(change.subject));
    this.#above.add(change.subject);
    return h(
      'li',
      {},
      h('p', {}, change.sentence),
      h(
        'div',
        { class: 'row' },
        h('time', { class: 'meta', datetime: at.toISOString() }, when),
        h('span', { class: 'grow' }),
        may &&
          h(
            'button',
            {
              class: 'btn s ghost',
              type: 'button',
              'aria-label': t('Restore: {change}', { change: change.sentence }),
              onclick: (/** @type {any} */ event) => this.#restore(event.currentTarget, change),
            },
            change.act === 'delete' ? t('Bring back') : t('Restore'),
          ),
      ),
    );
  }

  /** @param {HTMLElement} button @param {any} change */
  async #restore(button, change) {
    const path = `/v1/placements/${change.subject}`;
    try {
      await busy(button, t('Restoring'), async () => {
        const asked = Date.now();
        // What isn't saved yet would be a change of something that is another by then.
        await this.calls.saver.flush();
        const now = await call('POST', `${path}/restoration`, { version: change.version });
        const back = this.#remember(now, asked);
        await this.#done();
        toast(t('{name} is as it was', { name: now.label }), back ? { act: t('Undo'), onAct: () => this.desk.takeBack(back) } : {});
      });
    } catch (error) {
      this.#say(error);
    }
  }
  /** As any other change it can be undone: what was deleted goes again, else its fields are as they were before.
   * @param {any} placement as it is now @param {number} at when that was asked for */
  #remember(placement, at) {
    const { desk } = this;
    const { saver } = this.calls;
    const words = t('{name} restored', { name: placement.label });
    const entry = saver.entries.get(saver.uidOf(placement.id) ?? '');
    const was = entry && desk.kept(entry.uid);
    const uid = entry?.uid ?? saver.take(placement);
    if (entry && saver.isCalm(entry)) saver.keep(entry, placement);
    const back = was ? desk.remember(uid, was, words, at) : desk.answered(words, () => {}, uid);
    desk.select(uid);
    desk.seek(placement.keys[0]?.[0] ?? placement.start_frame);
    return back;
  }
  async #done() {
    this.calls.onRestored();
    await this.load();
    /** @type {HTMLElement | null} */ (this.list.querySelector('button'))?.focus();
  }

  /** @param {any} error */
  #say(error) {
    if (error.status === undefined) throw error;
    this.wrong.hidden = false;
    this.wrong.textContent = error.message;
    this.none.textContent = '';
  }
}
