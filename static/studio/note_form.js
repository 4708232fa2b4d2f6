// Writing a note: its words with colleagues called by @, what it is, and the frames it is on.
// @ts-check
import { h } from './dom.js';
import { shotAt } from './frames.js';
import { mentions } from './mention.js';
import { t } from '../words.js';

/** @type {Record<string, string>} */
export const KINDS = {
  comment: t('Comment'),
  tag: t('Draft tag'),
  reveal: t('Reveal'),
  cliffhanger: t('Cliffhanger'),
};

/** A new note on this frame, this shot, or to the end.
 * @param {import('./store.js').Desk} desk @param {{onWriting: () => void}} calls
 * @param {(send: HTMLElement, body: () => Promise<any>) => Promise<boolean>} write
 * @returns {{form: HTMLElement, area: HTMLTextAreaElement}} */
export function noteForm(desk, calls, write) {
  const area = noteArea(calls, t('Write on this frame. @ calls a colleague.'), '', draftKey(desk, 'new'));
  const kind = h(
    'select',
    { class: 'input s', 'aria-label': t('What it is') },
    ...Object.entries(KINDS)
      .filter(([name]) => !desk.may.ownOnly || name === 'comment' || name === 'tag')
      .map(([name, words]) => h('option', { value: name }, words)),
  );
  const where = h(
    'select',
    { class: 'input s', 'aria-label': t('Where') },
    h('option', { value: 'frame' }, t('This frame')),
    h('option', { value: 'shot' }, t('This shot')),
    h('option', { value: 'end' }, t('From here to the end')),
  );
  const spoiled = h('div', { class: 'note-prods', hidden: true });
  kind.onchange = () => {
    if (kind.value === 'cliffhanger') where.value = 'end';
    spoiled.hidden = kind.value !== 'reveal';
    if (!spoiled.hidden) spoiled.replaceChildren(...products(desk));
  };
  const send = h('button', { class: 'btn s', type: 'submit' }, t('Add'));
  const form = h(
    'form',
    {
      class: 'note-form',
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        const kept = await write(send, async () => ({
          kind: kind.value,
          text: area.area.value,
          ...spanOf(desk, where.value),
          mentions: await area.ids(),
          products: kind.value === 'reveal' ? [...spoiled.querySelectorAll('input:checked')].map((one) => /** @type {any} */ (one).value) : [],
        }));
        if (!kept) return;
        area.area.value = '';
        area.done();
        kind.value = 'comment';
        where.value = 'frame';
        spoiled.hidden = true;
        // The button was busy and lost the keyboard; who writes goes on here.
        area.area.focus();
      },
    },
    area.box,
    spoiled,
    h('div', { class: 'row' }, kind, where, h('span', { class: 'grow' }), send),
  );
  return { form, area: area.area };
}

/** What a reveal would be spoiled by. @param {import('./store.js').Desk} desk */
function products(desk) {
  const shelf = new Map([...desk.variants.values()].map((one) => [one.product, one.title]));
  return [
    h('p', { class: 'meta' }, t('Which products would give it away before?')),
    ...[...shelf].map(([id, title]) => h('label', {}, h('input', { type: 'checkbox', value: id }), title)),
  ];
}

/** @param {import('./store.js').Desk} desk @param {string} where */
function spanOf({ frame, frames, shots }, where) {
  const shot = shotAt(shots, frame);
  if (where === 'end') return { start_frame: frame, end_frame: frames };
  if (where === 'shot' && shot) return { start_frame: shot.start_frame, end_frame: shot.end_frame };
  return { start_frame: frame, end_frame: frame + 1 };
}

/** Where what is half written is kept. @param {import('./store.js').Desk} desk @param {string} what */
export const draftKey = ({ may, episode }, what) => `vitrine.note.${may.person ?? ''}.${episode.id}.${what}`;

/** A field in which people can be called. What is half written is there again after the page was closed.
 * @param {{onWriting: () => void}} calls @param {string} words @param {string} text @param {string} key of the browser's store */
export function noteArea(calls, words, text, key) {
  const area = h('textarea', { class: 'input', dir: 'auto', rows: 2, 'aria-label': words, placeholder: words, maxlength: 4000 });
  area.value = localStorage.getItem(key) ?? text;
  const done = () => localStorage.removeItem(key);
  const { list, said, ids } = mentions(area);
  area.addEventListener('input', () => {
    calls.onWriting();
    try {
      if (area.value !== text) localStorage.setItem(key, area.value);
      else done();
    } catch {
      // No room or not allowed: it can be sent all the same.
    }
  });
  area.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    // Elsewhere on the desk these keys publish.
    event.preventDefault();
    area.form.requestSubmit();
  });
  return { area, ids, done, box: h('div', { class: 'at' }, area, list, said) };
}
