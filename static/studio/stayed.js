// A note that a link leads to, and that isn't on this cut: it stayed with a former one, or is gone.
// @ts-check
import { call } from './api.js';
import { dialog, h, toast } from './dom.js';
import { hundredths } from './film_time.js';
import { dayAndTime } from './manner.js';
import { t } from '../words.js';

/** Its words with the replies, for this cut has no frame to show them on. @param {string} id */
export async function tellStayed(id) {
  /** @type {import('./notes_store.js').Note & {starts_ms: number, replies: import('./notes_store.js').Note[]}} */
  let note;
  try {
    note = await call('GET', `/v1/notes/${encodeURIComponent(id)}`);
  } catch (refused) {
    toast(/** @type {import('./api.js').Refused} */ (refused).message, { bad: true });
    return;
  }
  const at = t('It was at {time}. The new cut has no such pictures, so the note isn’t in the list of comments.', { time: hundredths(note.starts_ms) });
  const box = dialog({
    title: t('A note on a former cut'),
    body: [
      h('p', { class: 'quiet' }, at),
      h(
        'ul',
        { class: 'unfit' },
        ...[note, ...note.replies].map((one) =>
          h('li', {}, h('b', { dir: 'auto' }, one.author), ' ', h('span', { class: 'meta fig' }, dayAndTime(one.made_at)), h('span', { dir: 'auto' }, one.text)),
        ),
      ),
      note.resolved_at ? h('p', { class: 'meta' }, t('Resolved by {name}', { name: note.resolved_by ?? '' })) : '',
    ],
    foot: [h('button', { class: 'btn primary', type: 'button', onclick: () => box.close() }, t('Seen'))],
  });
}
