// The panel at the right: comments, history and handing over, each brought when it is first looked at.
// @ts-check
import { byId, h, icon } from './dom.js';
import { NoteStore } from './notes_store.js';
import { t, tn } from '../words.js';

const TABS = /** @type {const} */ ([
  ['notes', t('Comments')],
  ['history', t('History')],
  ['handover', t('Hand over')],
]);

/** @param {import('./store.js').Desk} desk
 * @param {{saver: import('./saver.js').Saver, onWriting: () => void, onPlaced: (placement: any) => void, onRestored: () => void, onTaken: (onStep: (side: import('./history.js').Side) => void) => Promise<void>}} calls */
export function talk(desk, calls) {
  const button = /** @type {HTMLButtonElement} */ (byId('talk-open'));
  const store = new NoteStore(desk);
  /** @type {Record<string, any>} */
  const parts = {};
  const tabs = TABS.map(([name, words]) =>
    h('button', { role: 'tab', type: 'button', id: `tab-${name}`, 'aria-controls': `part-${name}`, onclick: () => show(name) }, words),
  );
  const homes = TABS.map(([name]) =>
    h('section', { role: 'tabpanel', id: `part-${name}`, 'aria-labelledby': `tab-${name}`, class: 'talk-part', hidden: true }),
  );
  const panel = h(
    'aside',
    { class: 'talk', id: 'talk', 'aria-label': t('Comments, history, handing over'), hidden: true },
    h(
      'div',
      { class: 'talk-head' },
      h('div', { class: 'seg', role: 'tablist', 'aria-label': t('Panel') }, ...tabs),
      h('span', { class: 'grow' }),
      h('button', { class: 'btn icon s ghost', type: 'button', 'aria-label': t('Close'), onclick: () => open(false) }, icon('close')),
    ),
    ...homes,
  );
  /** @type {HTMLElement} */ (byId('desk').querySelector('.mid')).append(panel);

  /** @param {string} name */
  async function show(name) {
    TABS.forEach(([each], index) => {
      tabs[index].setAttribute('aria-selected', String(each === name));
      tabs[index].tabIndex = each === name ? 0 : -1;
      homes[index].hidden = each !== name;
    });
    parts[name] ??= await made(name, byId(`part-${name}`));
    if (name === 'history') parts[name].load();
    if (name === 'notes') store.seen().catch(() => {});
    return parts[name];
  }
  /** @param {string} name @param {HTMLElement} home */
  async function made(name, home) {
    if (name === 'notes') return new (await import('./notes.js')).Notes(desk, store, home, calls);
    if (name === 'history') return new (await import('./changes.js')).Changes(desk, home, calls);
    const onTaken = async (/** @type {import('./handover.js').Row[]} */ rows, /** @type {() => Promise<any>} */ again) => {
      store.load().catch(() => {});
      const { notesBack } = await import('./notes_back.js');
      await calls.onTaken(notesBack(rows, { desk, store, saver: calls.saver, again }));
    };
    return new (await import('./handover.js')).Handover(desk, home, { onTaken });
  }
  /** @param {boolean} on @param {string} [name] which of its parts; as it was left where none is named */
  async function open(on, name) {
    panel.hidden = !on;
    button.setAttribute('aria-expanded', String(on));
    if (!on) return button.focus();
    const now = tabs.findIndex((tab) => (name ? tab.id === `tab-${name}` : tab.getAttribute('aria-selected') === 'true'));
    const at = Math.max(0, now);
    const part = await show(TABS[at][0]);
    // Who comes to the comments wants to write: what is typed at once must not be the desk's keys.
    (TABS[at][0] === 'notes' ? part.area : tabs[at]).focus();
  }
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      // The desk would let go of what has the focus.
      event.preventDefault();
      open(false);
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(/** @type {any} */ (event.target));
    if (step === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (at + step + tabs.length) % tabs.length;
    tabs[next].focus();
    show(TABS[next][0]);
  });
  button.addEventListener('click', () => open(panel.hidden));
  button.disabled = false;
  desk.on('notes', () => {
    const count = byId('talk-count');
    count.textContent = store.unread ? String(store.unread) : '';
    button.setAttribute('aria-label', store.unread ? tn('Comments, {n} for you', 'Comments, {n} for you', store.unread) : t('Comments'));
  });
  const wanted = new URLSearchParams(location.search).get('note');
  store.onOpen = async (id) => {
    panel.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    (await show('notes')).show(id);
  };
  store.load().then(() => wanted && (store.notes.has(wanted) ? store.onOpen(wanted) : former(wanted)), () => {});
  /** Where a new cut has no pictures for it, it is in no list here. @param {string} id */
  const former = async (id) => {
    await (await import('./stayed.js')).tellStayed(id);
    store.seen().catch(() => {});
  };
  /** What lies under the panel is wanted. */
  const uncover = () => {
    panel.hidden = true;
    button.setAttribute('aria-expanded', 'false');
  };
  return { open: (/** @type {string} */ name) => open(true, name), uncover, store };
}
