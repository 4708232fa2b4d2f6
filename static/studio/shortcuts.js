// The list of keys, and the switch that turns single keys off.
// @ts-check
import { dialog, h } from './dom.js';
import { KEYS_SETTING } from './transport.js';
import { t } from '../words.js';

/** @type {[string, [string, string][]][]} */
const LIST = [
  [
    t('Go'),
    [
      [t('Space, K'), t('Play or pause')],
      [t('←  →  or  ,  .'), t('One frame')],
      [t('Shift + ← →'), t('Ten frames')],
      ['↑  ↓', t('Shot before, next shot')],
      ['[  ]', t('Keyframe before, next keyframe')],
      [t('Home, End'), t('First, last frame')],
    ],
  ],
  [
    t('Tag'),
    [
      ['B', t('Draw a box; Enter puts one in the middle')],
      [t('← → ↑ ↓ on a box'), t('Move it 1 px, with Shift 10')],
      [t('Alt + arrows on a box'), t('Size it')],
      ['I, O', t('In, out at this frame')],
      ['M', t('Key at this frame')],
      ['T', t('Follow the box from here, or stop')],
      [t('Del'), t('Delete the key here')],
      [t('Shift + Del'), t('Delete the moment')],
      ['Tab', t('Next part; Esc lets go')],
    ],
  ],
  [
    t('Found in the film'),
    [
      ['F', t('To the suggestions')],
      ['↑  ↓', t('The one before, the next one')],
      [t('A, Enter'), t('Accept')],
      ['X', t('Refuse')],
    ],
  ],
  [
    t('Page'),
    [
      ['/', t('Search products')],
      [t('Ctrl + Z'), t('Undo')],
      [t('Ctrl + Shift + Z'), t('Redo')],
      ['P', t('Preview')],
      ['?', t('This list')],
    ],
  ],
];

export function shortcuts() {
  const on = h('input', {
    type: 'checkbox',
    checked: localStorage.getItem(KEYS_SETTING) !== 'off',
    onchange: () => localStorage.setItem(KEYS_SETTING, on.checked ? 'on' : 'off'),
  });
  const box = dialog({
    title: t('Keys'),
    class: 'keys-dlg',
    body: [
      h(
        'div',
        { class: 'keys-cols' },
        ...LIST.map(([title, rows]) =>
          h(
            'section',
            {},
            h('h3', {}, title),
            h(
              'dl',
              {},
              ...rows.map(([key, words]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, words))),
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
}
