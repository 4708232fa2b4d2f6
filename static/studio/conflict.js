// Two people changed one moment: both versions side by side, and nothing thrown away unasked.
// @ts-check
import { dialog, h, icon, toast } from './dom.js';
import { clock } from './frames.js';
import { boxAt } from './geometry.js';
import { momentOf } from './store.js';

/** @typedef {import('./store.js').Moment} Moment */

/** @param {import('./store.js').Desk} desk
 * @param {import('./saver.js').Saver} saver
 * @param {{uid: string, mine: Moment, theirs: any}} conflict */
export function resolve(desk, saver, { uid, mine, theirs }) {
  let done = false;
  const act = (/** @type {() => void} */ does) => () => {
    done = true;
    box.close();
    does();
  };
  const keepMine = act(() => saver.keepMine(uid, theirs));
  const takeTheirs = act(() => saver.takeTheirs(uid, theirs));
  const keepBoth = act(() => {
    const kept = desk.of(uid) ?? mine;
    saver.takeTheirs(uid, theirs);
    desk.add({ ...kept }, 'Kept as a second moment');
    toast('Both are kept, as two moments.');
  });
  const body = theirs
    ? [
        h('p', { class: 'quiet' }, `${mine.label}. Choose what to keep; nothing else you did is touched.`),
        h(
          'div',
          { class: 'sides' },
          side(desk, 'Yours', mine, momentOf(theirs), 'Keep mine', keepMine),
          side(desk, 'Saved meanwhile', momentOf(theirs), mine, 'Take theirs', takeTheirs),
        ),
      ]
    : [h('p', {}, `Somebody deleted “${mine.label}” while you were changing it.`)];
  const foot = theirs
    ? [h('button', { class: 'btn', type: 'button', onclick: keepBoth }, 'Keep both as two moments')]
    : [
        h('button', { class: 'btn', type: 'button', onclick: takeTheirs }, 'Let it go'),
        h('button', { class: 'btn primary', type: 'button', onclick: keepMine }, 'Keep mine'),
      ];
  const box = dialog({
    title: theirs ? 'This moment was changed elsewhere' : 'This moment is gone',
    class: theirs ? 'conflict' : '',
    body,
    foot,
    // Closing isn't choosing: the change waits, and the way back to the question stays.
    onClose: () => {
      if (!done)
        toast(`A change to “${mine.label}” waits for you.`, {
          bad: true,
          stays: true,
          act: 'Choose',
          onAct: () => resolve(desk, saver, { uid, mine: desk.of(uid) ?? mine, theirs }),
        });
    },
  });
}

/** @param {import('./store.js').Desk} desk
 * @param {string} title
 * @param {Moment} moment
 * @param {Moment} other
 * @param {string} words
 * @param {() => void} onclick */
function side(desk, title, moment, other, words, onclick) {
  const rows = facts(desk, moment),
    others = facts(desk, other);
  return h(
    'section',
    { class: 'case' },
    h('h3', {}, title),
    h(
      'dl',
      {},
      ...rows.map(([name, value], i) =>
        h(
          'div',
          { class: value === others[i][1] ? null : 'differs' },
          h('dt', {}, name),
          h('dd', { class: 'fig' }, value, value !== others[i][1] && h('span', { class: 'meta' }, 'differs')),
        ),
      ),
    ),
    h(
      'button',
      { class: 'btn wide', type: 'button', onclick },
      icon(title === 'Yours' ? 'check' : 'swap', 's'),
      words,
    ),
  );
}

/** @param {import('./store.js').Desk} desk @param {Moment} moment @returns {[string, string][]} */
function facts(desk, moment) {
  const box = boxAt(moment.keys, moment.start_frame);
  return [
    ['Product', desk.variants.get(moment.variant)?.name ?? 'No longer sold'],
    ['Label', moment.label],
    ['In', clock(moment.start_frame, desk.rate)],
    ['Out', clock(moment.end_frame, desk.rate)],
    ['Box', `${[box.x, box.y, box.w, box.h].map((part) => Math.round(part * 100)).join(', ')} %`],
    ['Keys', moment.keys.map((key) => clock(key[0], desk.rate)).join(', ')],
    ['Chip', moment.anchor === 'follow' ? 'Follows' : 'Docked'],
    ['Button', moment.action],
    ['Disclosure', moment.disclosure ?? 'None'],
  ];
}
