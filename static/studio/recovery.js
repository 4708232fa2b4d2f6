// What a window that was closed, or a machine that stopped, still had to save: it is wanted again.
// @ts-check
import { refit } from './former.js';
import { same } from './moment.js';

/** @typedef {import('./saver.js').Saver} Saver */
/** @typedef {import('./journal.js').Kept} Kept */

/** Over what the server has now; where somebody changed the same since, the server says so and the choice is asked for.
 * @param {Saver} saver @returns {number} how many moments */
export function recover(saver) {
  const here = saver.desk.cut.id;
  let many = 0;
  for (const { entries, names, cut } of saver.journal.left()) {
    saver.names.learn(names);
    for (const kept of entries) many += Number(cut && cut.id !== here ? carried(saver, kept, cut.rate) : wanted(saver, kept));
  }
  saver.note();
  saver.told();
  return many;
}

/** @param {Saver} saver @param {Kept} kept */
function wanted(saver, { id, version, saved, wanted }) {
  const there = id ? saver.entries.get(saver.uidOf(id) ?? '') : null;
  if (there && same(there.saved, wanted)) return false;
  // Deleted here, changed elsewhere since: what is newer stays.
  if (!wanted && (!there || there.version !== version)) return false;
  const entry = there ?? saver.make(saver.desk.newUid());
  Object.assign(entry, { id, version, saved, wanted, isDoubtful: !id });
  saver.desk.adopt(entry.uid, wanted);
  saver.run(entry);
  return true;
}

/** Of a former cut: what fits this one is wanted here too, the rest is put down to be told.
 * @param {Saver} saver @param {Kept} kept @param {[number, number]} rate that cut's */
function carried(saver, kept, rate) {
  const there = kept.id ? saver.entries.get(saver.uidOf(kept.id) ?? '') : null;
  const { wanted, unfit } = refit(kept, there?.saved ?? null, rate);
  saver.journal.unfit(unfit);
  if (!there || !wanted) return false;
  there.wanted = wanted;
  saver.desk.adopt(there.uid, wanted);
  saver.run(there);
  return true;
}
