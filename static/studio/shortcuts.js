// The list of keys, and the switch that turns single keys off.
// @ts-check
import { written } from './actions.js';
import { dialog, h } from './dom.js';
import { t } from '../words.js';

/** Keys that mean something only where one is. @type {[string, [string[], string][]][]} */
const PLACES = [
  [
    t('On a box'),
    [
      [['←', '→', '↑', '↓'], t('Move it 1 px, with Shift 10')],
      [[t('Ctrl + Shift + arrows')], t('Move it a tenth of the picture')],
      [[t('Alt + arrows')], t('Size it, with Shift and Ctrl as far as it moves')],
    ],
  ],
  [
    t('Among the suggestions'),
    [
      [['↑', '↓'], t('The one before, the next one')],
      [['A', t('Enter')], t('Accept')],
      [['X'], t('Refuse')],
    ],
  ],
  [
    t('On the picture, by hand'),
    [
      [[t('Ctrl + wheel')], t('Closer, where the pointer is')],
      [[t('Space + drag')], t('Move the picture')],
    ],
  ],
];

/** @param {import('./actions.js').Actions} actions */
export function shortcuts(actions) {
  const on = h('input', {
    type: 'checkbox',
    checked: actions.isSingle,
    onchange: () => {
      actions.isSingle = on.checked;
    },
  });
  const groups = [...new Set(actions.all.map((one) => one.group))];
  /** @type {[string, [string[], string][]][]} */
  const list = [
    ...groups.map(
      (group) =>
        /** @type {[string, [string[], string][]]} */ ([
          group,
          actions.all
            .filter((one) => one.group === group && one.keys.length)
            .map((one) => [one.keys.slice(0, 2).map(written), one.name]),
        ]),
    ),
    ...PLACES,
  ];
  const box = dialog({
    title: t('Keyboard shortcuts'),
    class: 'keys-dlg',
    body: [
      h(
        'div',
        { class: 'keys-cols' },
        ...list.map(([title, rows]) =>
          h(
            'section',
            {},
            h('h3', {}, title),
            h(
              'dl',
              {},
              ...rows.map(([keys, words]) =>
                h('div', {}, h('dt', {}, ...keys.map((key) => h('kbd', {}, key))), h('dd', {}, words)),
              ),
            ),
          ),
        ),
      ),
    ],
    foot: [
      h('label', { class: 'row grow' }, on, t('Single keys work')),
      h('button', { class: 'btn', type: 'button', onclick: () => box.close() }, t('Close')),
    ],
  });
  // Longer than the window it is scrolled, by keyboard too.
  /** @type {HTMLElement} */ (box.querySelector('.dlg-body')).tabIndex = 0;
}
