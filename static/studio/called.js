// Where colleagues called this person into a note: how many they haven't seen, and each on its frame.
// @ts-check
import { call } from './api.js';
import { byId, h } from './dom.js';
import { dayAndTime } from './manner.js';
import { t, tn } from '../words.js';

/** @typedef {{note: import('./notes_store.js').Note, episode: string, title: string, stayed: boolean}} Mention */

/** What a note says in one line, at most. */
const MOST = 140;

/** Shows them in the page's head; again when somebody comes back to the page. */
export function called() {
  const draw = async () => {
    if (document.visibilityState !== 'visible') return;
    // Beside the films it is no matter of its own: what can't be asked for now isn't shown.
    const told = await call('GET', '/v1/mentions').catch(() => null);
    if (told) show(told.items, told.unread);
  };
  document.addEventListener('visibilitychange', draw);
  draw();
}

/** @param {Mention[]} items newest first @param {number} unread */
function show(items, unread) {
  byId('called').hidden = false;
  const count = byId('called-count');
  count.textContent = unread ? String(unread) : '';
  count.hidden = !unread;
  byId('called-open').setAttribute('aria-label', unread ? tn('For you, {n} not seen yet', 'For you, {n} not seen yet', unread) : t('For you'));
  byId('called-list').replaceChildren(...items.map(row));
  byId('called-none').hidden = items.length > 0;
}

/** @param {Mention} mention */
function row({ note, episode, title, stayed }) {
  const words = note.text.length > MOST ? `${note.text.slice(0, MOST).trimEnd()}…` : note.text;
  const where = stayed ? [t('On a former cut')] : [];
  const state = note.is_unread ? [t('Not seen yet')] : note.resolved_at ? [t('Resolved')] : [];
  return h(
    'li',
    { class: note.is_unread ? 'new' : null },
    h(
      'a',
      { href: `/studio/${episode}?frame=${note.start_frame}&note=${note.parent ?? note.id}` },
      h('span', { class: 'called-who' }, h('b', {}, note.author), h('span', { class: 'meta fig' }, dayAndTime(note.made_at))),
      h('span', { class: 'called-words' }, words),
      h('span', { class: 'meta' }, [title, ...where, ...state].join(' · ')),
    ),
  );
}
