// The history: who changed what, newest first; a former version of a moment comes back with one press.
// @ts-check
import { call } from './api.js';
import { busy, h, toast } from './dom.js';
import { t } from '../words.js';

export class Changes {
  /** @type {string | null} */ #next = null;
  /** Of which moments a newer row stands above already. @type {Set<string>} */ #above = new Set();

  /** @param {import('./store.js').Desk} desk @param {HTMLElement} home @param {{onRestored: () => void}} calls */
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
    const day = at.toDateString() === new Date().toDateString() ? {} : { day: 'numeric', month: 'short' };
    const when = at.toLocaleString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', ...day });
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
        const now = await call('POST', `${path}/restoration`, { version: change.version });
        await this.#done();
        toast(t('{name} is as it was', { name: now.label }), {
          act: t('Undo'),
          onAct: async () => {
            // Where it was deleted before, that is what undoing it means.
            if (change.act === 'delete') await call('DELETE', path).catch((error) => this.#say(error));
            else
              await call('POST', `${path}/restoration`, { version: now.version - 1 }).catch((error) =>
                this.#say(error),
              );
            await this.#done();
          },
        });
      });
    } catch (error) {
      this.#say(error);
    }
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
