// The comments: threads in the order of the film, each a click away from its frame.
// @ts-check
import { busy, h, icon, toast } from './dom.js';
import { clock } from './frames.js';
import { keyOf, middleBox } from './geometry.js';
import { KINDS, draftKey, noteArea, noteForm } from './note_form.js';
import { pick } from './shelf.js';
import { t, tn } from '../words.js';

/** @typedef {import('./notes_store.js').Note} Note */

const TAKE_BACK_MS = 6000;

export class Notes {
  #all = false;
  /** @type {string | null} a thread that is being answered or changed */ #open = null;
  #isChange = false;

  /** @param {import('./store.js').Desk} desk @param {import('./notes_store.js').NoteStore} store @param {HTMLElement} home
   * @param {{onWriting: () => void, onPlaced: (placement: any) => void}} calls */
  constructor(desk, store, home, calls) {
    Object.assign(this, { desk, store, calls });
    this.desk = desk;
    this.store = store;
    this.calls = calls;
    this.list = h('ul', { class: 'notes', 'aria-label': t('Notes') });
    this.none = h('p', { class: 'meta pad' });
    this.wrong = h('p', { class: 'note bad', role: 'alert', hidden: true });
    this.all = h('input', {
      type: 'checkbox',
      onchange: () => {
        this.#all = this.all.checked;
        this.draw();
      },
    });
    const { form, area } = noteForm(desk, calls, (button, body) => this.#try(button, async () => this.store.write(await body())));
    this.area = area;
    home.append(
      form,
      this.wrong,
      h('label', { class: 'notes-all' }, this.all, t('Resolved ones too')),
      this.list,
      this.none,
    );
    desk.on('notes', () => this.draw());
    this.draw();
  }

  /** A note wants to be seen. @param {string} id */
  show(id) {
    const note = this.store.notes.get(id);
    if (!note) return;
    if (note.resolved_at) {
      this.#all = this.all.checked = true;
      this.draw();
    }
    this.desk.seek(note.start_frame);
    /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-note="${id}"] .note-at`))?.focus();
  }

  draw() {
    // What somebody is writing stays under their hands.
    if (this.list.querySelector('form')?.contains(document.activeElement)) return;
    const held = document.activeElement?.closest('[data-note]')?.getAttribute('data-note');
    const threads = this.store.threads.filter((note) => this.#all || !note.resolved_at);
    this.list.replaceChildren(...threads.map((note) => this.#thread(note)));
    this.none.hidden = threads.length > 0;
    this.none.textContent = this.store.isLoaded ? t('Nothing written yet.') : t('Loading');
    if (held) /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-note="${held}"] .note-at`))?.focus();
  }

  /** @param {Note} note */
  #thread(note) {
    const at = clock(note.start_frame, this.desk.rate);
    const long = note.end_frame - note.start_frame;
    return h(
      'li',
      { class: `note-row${note.resolved_at ? ' done' : ''}${note.is_unread ? ' new' : ''}`, 'data-note': note.id },
      h(
        'div',
        { class: 'row' },
        h(
          'button',
          {
            class: 'btn s ghost note-at fig',
            type: 'button',
            'aria-label': t('Go to {time}', { time: at }),
            onclick: () => this.desk.seek(note.start_frame),
          },
          at,
        ),
        long > 1 && h('span', { class: 'meta' }, tn('{n} frame', '{n} frames', long)),
        note.kind !== 'comment' && h('span', { class: `pill plain note-${note.kind}` }, KINDS[note.kind]),
        h('span', { class: 'grow' }),
        h('span', { class: 'meta note-from', title: note.source ?? '' }, note.source ? t('from {file}', { file: note.source }) : note.author),
      ),
      this.#words(note),
      ...this.store.replies(note.id).map((one) =>
        h('div', { class: 'note-reply' }, h('span', { class: 'meta' }, one.author), this.#words(one)),
      ),
      note.resolved_at && h('p', { class: 'meta' }, t('Resolved by {name}', { name: note.resolved_by ?? '' })),
      this.#open === note.id ? this.#answer(note) : this.#acts(note),
    );
  }

  /** Its words, the people called in it in bold. @param {Note} note */
  #words(note) {
    const names = note.mentions.map((one) => `@${one.name}`).sort((a, b) => b.length - a.length);
    const parts = [];
    let rest = note.text;
    while (rest) {
      const [at, name] = names
        .map((one) => /** @type {[number, string]} */ ([rest.indexOf(one), one]))
        .filter(([index]) => index >= 0)
        .sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0] ?? [rest.length, ''];
      parts.push(rest.slice(0, at), name && h('b', {}, name));
      rest = rest.slice(at + name.length);
    }
    return h('p', { class: 'note-text' }, ...parts);
  }

  /** @param {Note} note */
  #acts(note) {
    /** @param {string} words @param {(event: any) => void} onclick */
    const act = (words, onclick) => h('button', { class: 'btn s ghost', type: 'button', onclick }, words);
    const open = (/** @type {boolean} */ isChange) => () => {
      this.#open = note.id;
      this.#isChange = isChange;
      this.draw();
      this.list.querySelector('form textarea')?.focus();
    };
    return h(
      'div',
      { class: 'row note-acts' },
      note.kind === 'tag' &&
        !note.placement &&
        act(t('Place'), () => this.#place(note)),
      act(t('Reply'), open(false)),
      act(note.resolved_at ? t('Open again') : t('Resolve'), (event) =>
        this.#try(event.currentTarget, () => this.store.resolve(note)),
      ),
      note.may_change && act(t('Change'), open(true)),
      h('span', { class: 'grow' }),
      note.may_change &&
        h(
          'button',
          { class: 'btn icon s ghost', type: 'button', 'aria-label': t('Delete this note'), onclick: () => this.#remove(note) },
          icon('bin', 's'),
        ),
    );
  }

  /** @param {Note} note */
  #answer(note) {
    const [words, text] = this.#isChange ? [t('Change the note'), note.text] : [t('Reply'), ''];
    const field = noteArea(this.calls, words, text, draftKey(this.desk, `${this.#isChange ? 'change' : 'reply'}.${note.id}`));
    const send = h('button', { class: 'btn s', type: 'submit' }, this.#isChange ? t('Keep') : t('Reply'));
    const close = () => {
      this.#open = null;
      /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
      this.draw();
      /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-note="${note.id}"] .note-at`))?.focus();
    };
    return h(
      'form',
      {
        class: 'note-form',
        onkeydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          close();
        },
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#try(send, async () => {
            const body = { text: field.area.value, mentions: await field.ids() };
            if (this.#isChange) await this.store.change(note, body);
            else await this.store.write({ ...body, parent: note.id });
            field.done();
            close();
          });
        },
      },
      field.box,
      h(
        'div',
        { class: 'row' },
        h('span', { class: 'grow' }),
        h('button', { class: 'btn s ghost', type: 'button', onclick: () => (field.done(), close()) }, t('Cancel')),
        send,
      ),
    );
  }

  /** @param {Note} note */
  #place(note) {
    this.desk.seek(note.start_frame);
    pick(this.desk, document.getElementById('pic'), {
      title: note.text || t('Which product is this?'),
      first: note.variant ?? [...this.desk.variants.values()].find((one) => note.products.includes(one.product))?.id,
      onChosen: async (/** @type {string} */ variant) => {
        try {
          this.calls.onPlaced(await this.store.place(note, variant, keyOf(note.start_frame, middleBox())));
        } catch (error) {
          this.#say(/** @type {Error} */ (error).message);
        }
      },
      onLeft: () => {},
    });
  }

  /** Gone from the list at once, from the server when it can't be taken back any more. @param {Note} note */
  #remove(note) {
    const { store } = this;
    let later = 0;
    const go = () => {
      store.going.add(note.id);
      store.tell();
      later = setTimeout(() => {
        this.desk.isFinal(change);
        store.remove(note).catch((error) => this.#say(error.message));
      }, TAKE_BACK_MS);
    };
    const back = () => {
      clearTimeout(later);
      store.going.delete(note.id);
      store.tell();
    };
    const change = this.desk.answered(t('Note deleted'), (side) => (side === 'after' ? go() : back()));
    go();
    toast(t('Note deleted'), { act: t('Undo'), onAct: () => this.desk.takeBack(change) });
    this.area.focus();
  }

  /** @param {HTMLElement} button @param {() => Promise<any>} work @returns {Promise<boolean>} whether it was done */
  async #try(button, work) {
    this.#say('');
    try {
      await busy(button, t('Saving'), work);
      return true;
    } catch (error) {
      const refused = /** @type {import('./api.js').Refused} */ (error);
      if (refused.status === undefined) throw error;
      if (refused.status === 409) this.store.load().catch(() => {});
      this.#say(refused.message);
      return false;
    }
  }
  /** @param {string} words */
  #say(words) {
    this.wrong.hidden = !words;
    this.wrong.textContent = words;
  }
}
