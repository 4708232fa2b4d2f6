// Find anything: what can be done, and every product, moment, shot, keyframe and line that is said.
// @ts-check
import { written } from './actions.js';
import { dialog, h, icon } from './dom.js';
import { clock, readClock } from './frames.js';
import { rank } from './fuzzy.js';
import { t } from '../words.js';

/** @typedef {{kind: string, name: string, more?: string, keys?: string[], run: () => void}} Way */

const MOST = 40;

/** @param {import('./store.js').Desk} desk @param {import('./actions.js').Actions} actions */
export function palette(desk, actions) {
  const all = ways(desk, actions);
  const search = h('input', {
    class: 'input',
    type: 'search',
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'palette-list',
    'aria-autocomplete': 'list',
    'aria-label': t('Find anything'),
    placeholder: t('An action, a product, a shot, words that are said, a time'),
    autocomplete: 'off',
  });
  const list = h('ul', { id: 'palette-list', role: 'listbox', 'aria-label': t('Found') });
  const none = h('p', { class: 'meta palette-none', role: 'status' });
  const box = dialog({ title: t('Find anything'), class: 'palette-dlg', body: [search, list, none] });
  /** @type {Way[]} */ let found = [];
  let at = 0;

  const show = () => {
    for (const [i, row] of [...list.children].entries()) row.setAttribute('aria-selected', String(i === at));
    const row = list.children[at];
    search.setAttribute('aria-activedescendant', row?.id ?? '');
    row?.scrollIntoView({ block: 'nearest' });
  };
  const draw = () => {
    const words = search.value.trim();
    const frame = words ? readClock(words, desk.rate) : null;
    found = [
      ...(frame !== null && frame < desk.frames
        ? [{ kind: t('Frame'), name: clock(frame, desk.rate), more: t('frame {n}', { n: frame }), run: () => desk.seek(frame) }]
        : []),
      ...(words ? rank(all, words, (one) => `${one.name} ${one.more ?? ''} ${one.kind}`) : all),
    ].slice(0, MOST);
    at = 0;
    list.replaceChildren(...found.map((one, i) => line(one, i, () => take(one))));
    none.textContent = found.length ? '' : t('Nothing is called that.');
    show();
  };
  /** @param {Way} one */
  const take = (one) => {
    box.close();
    one.run();
  };
  search.addEventListener('input', draw);
  search.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const way = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (way) {
      event.preventDefault();
      at = Math.max(0, Math.min(found.length - 1, at + way));
      show();
    } else if (event.key === 'Escape') {
      // A search field would only empty itself.
      event.preventDefault();
      box.close();
    } else if (event.key === 'Enter' && found[at]) {
      event.preventDefault();
      take(found[at]);
    }
  });
  draw();
  search.focus();
}

/** @param {Way} one @param {number} i @param {() => void} onclick */
function line(one, i, onclick) {
  return h(
    'li',
    { role: 'option', id: `palette-${i}`, onclick, 'aria-selected': 'false' },
    h('span', { class: 'grow' }, h('b', {}, one.name), one.more && h('span', { class: 'meta' }, one.more)),
    h('span', { class: 'meta' }, one.kind),
    ...(one.keys ?? []).slice(0, 1).map((key) => h('kbd', {}, written(key))),
    icon('right', 's'),
  );
}

/** Everything there is to go to or to do; what does nothing now isn't offered.
 * @param {import('./store.js').Desk} desk @param {import('./actions.js').Actions} actions @returns {Way[]} */
function ways(desk, actions) {
  const at = (/** @type {number} */ frame) => clock(frame, desk.rate);
  return [
    ...actions.all
      .filter((one) => one.id !== 'palette' && (one.isOn?.() ?? true))
      .map(({ name, group, keys, run }) => ({ kind: group, name, keys, run: () => run() })),
    ...desk.moments.map(([uid, one]) => ({
      kind: t('Moment'),
      name: one.label,
      more: `${at(one.start_frame)}–${at(one.end_frame)}`,
      run: () => {
        desk.select(uid);
        desk.seek(one.start_frame);
      },
    })),
    ...[...desk.variants.values()].map((one) => ({
      kind: t('Product'),
      name: one.name,
      more: [one.brand, one.price].filter(Boolean).join(' · '),
      run: () => desk.tell('choose', one.id),
    })),
    ...desk.shots.flatMap((shot) => [
      {
        kind: t('Shot'),
        name: t('Shot {n}', { n: shot.index + 1 }),
        more: at(shot.start_frame),
        run: () => desk.seek(shot.start_frame),
      },
      ...[...shot.keyframes].sort((a, b) => a.frame - b.frame).map(({ frame }) => ({
        kind: t('Keyframe'),
        name: t('Keyframe of shot {n}', { n: shot.index + 1 }),
        more: at(frame),
        run: () => desk.seek(frame),
      })),
    ]),
    ...desk.cues.map((one) => ({ kind: t('Caption'), name: one.words, more: at(one.start_frame), run: () => desk.seek(one.start_frame) })),
  ];
}
