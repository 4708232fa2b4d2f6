// The notes that a file brought: taken back with its moments in one step, and done again with them.
// @ts-check
import { call } from './api.js';
import { toast } from './dom.js';
import { alike } from './moment.js';

/** @typedef {import('./handover.js').Row} Row */

/** @param {Row[]} rows what the file did
 * @param {{desk: import('./store.js').Desk, store: import('./notes_store.js').NoteStore, saver: import('./saver.js').Saver, again: () => Promise<{items: Row[]}>}} parts
 *   `again`: the same file once more, for notes that are gone are gone
 * @returns {(side: import('./history.js').Side) => void} */
export function notesBack(rows, { desk, store, saver, again }) {
  const notes = (/** @type {Row[]} */ all, /** @type {string} */ outcome) =>
    all.filter((row) => row.kind !== 'placement' && row.outcome === outcome).map((row) => ({ id: row.id ?? '', changes: row.changes }));
  const changed = notes(rows, 'changed');
  let brought = notes(rows, 'new').map(({ id }) => id);
  /** One after the other, however quickly they are pressed. @type {Promise<void>} */
  let line = Promise.resolve();
  /** What somebody has changed since stays. @param {'before' | 'after'} from @param {'before' | 'after'} to */
  const change = async (from, to) => {
    for (const { id, changes } of changed) {
      const note = /** @type {any} */ (store.notes.get(id));
      const mine = changes.filter((one) => note && alike(note[one.field], one[from]));
      if (mine.length) await store.change(note, Object.fromEntries(mine.map((one) => [one.field, one[to]])));
    }
  };
  const back = async () => {
    // Off the list at once.
    const gone = brought;
    for (const id of gone) store.going.add(id);
    store.tell();
    try {
      if (gone.length) await call('POST', `/v1/episodes/${desk.episode.id}/markers/withdrawal`, { notes: gone });
      await store.load();
      await change('after', 'before');
    } finally {
      for (const id of gone) store.going.delete(id);
      store.tell();
    }
  };
  const on = async () => {
    // Its moments are back by then, so the file finds them there.
    await saver.flush();
    brought = notes((await again()).items, 'new').map(({ id }) => id);
    await store.load();
    await change('before', 'after');
  };
  return (side) => {
    line = line.then(side === 'before' ? back : on).catch((refused) => {
      if (refused.status === undefined) throw refused;
      toast(refused.message, { bad: true });
    });
  };
}
