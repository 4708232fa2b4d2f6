// The list of keys, and the switch that turns single keys off.
// @ts-check
import { dialog, h } from './dom.js';
import { KEYS_SETTING } from './transport.js';

/** @type {[string, [string, string][]][]} */
const LIST = [
  [
    'Go',
    [
      ['Space, K', 'Play or pause'],
      ['←  →  or  ,  .', 'One frame'],
      ['Shift + ← →', 'Ten frames'],
      ['↑  ↓', 'Shot before, next shot'],
      ['[  ]', 'Keyframe before, next keyframe'],
      ['Home, End', 'First, last frame'],
    ],
  ],
  [
    'Tag',
    [
      ['B', 'Draw a box; Enter puts one in the middle'],
      ['← → ↑ ↓ on a box', 'Move it 1 px, with Shift 10'],
      ['Alt + arrows on a box', 'Size it'],
      ['I, O', 'In, out at this frame'],
      ['M', 'Key at this frame'],
      ['Del', 'Delete the key here'],
      ['Shift + Del', 'Delete the moment'],
      ['Tab', 'Next part; Esc lets go'],
    ],
  ],
  [
    'Page',
    [
      ['/', 'Search products'],
      ['Ctrl + Z', 'Undo'],
      ['Ctrl + Shift + Z', 'Redo'],
      ['P', 'Preview'],
      ['?', 'This list'],
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
    title: 'Keys',
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
      h('label', { class: 'row grow' }, on, 'Single keys work'),
      h('button', { class: 'btn', type: 'button', onclick: () => box.close() }, 'Close'),
    ],
  });
}
