// Writing @ and a few letters offers colleagues; arrows choose, Enter or Tab takes one, Escape leaves.
// @ts-check
import { call } from './api.js';
import { h } from './dom.js';
import { t, tn } from '../words.js';

/** @typedef {{id: string, name: string, organisation: string, brand: boolean}} Colleague */

/** @type {Promise<Colleague[]> | null} */
let known = null;
const colleagues = () =>
  (known ??= call('GET', '/v1/colleagues').then(
    (found) => found.items,
    () => {
      known = null;
      return [];
    },
  ));
let count = 0;

/** @param {HTMLTextAreaElement} area @returns {{list: HTMLElement, said: HTMLElement, ids: () => Promise<string[]>}} */
export function mentions(area) {
  const id = `at-${++count}`;
  const list = h('ul', { class: 'at-list', role: 'listbox', id, 'aria-label': t('Colleagues'), hidden: true });
  const said = h('span', { class: 'vh', role: 'status' });
  /** @type {Colleague[]} */
  let found = [];
  let at = 0;
  area.setAttribute('aria-autocomplete', 'list');
  area.setAttribute('aria-controls', id);

  const close = () => {
    found = [];
    list.hidden = true;
    area.removeAttribute('aria-activedescendant');
  };
  const show = () => {
    list.hidden = !found.length;
    list.replaceChildren(
      ...found.map((one, index) =>
        h(
          'li',
          {
            id: `${id}-${index}`,
            role: 'option',
            'aria-selected': String(index === at),
            onpointerdown: (/** @type {Event} */ event) => {
              event.preventDefault();
              take(one);
            },
          },
          h('b', {}, one.name),
          h('span', { class: 'meta' }, one.brand ? t('{brand}, will read this thread', { brand: one.organisation }) : one.organisation),
        ),
      ),
    );
    if (found.length) area.setAttribute('aria-activedescendant', `${id}-${at}`);
    else close();
  };
  /** @param {Colleague} one */
  const take = (one) => {
    const [begin, end] = word(area);
    area.setRangeText(`@${one.name} `, begin, end, 'end');
    close();
    area.focus();
  };
  area.addEventListener('input', async () => {
    const [begin, end] = word(area);
    const typed = begin < 0 ? null : area.value.slice(begin + 1, end).toLowerCase();
    if (typed === null) return close();
    const all = await colleagues();
    found = all.filter((one) => one.name.toLowerCase().includes(typed)).slice(0, 6);
    at = 0;
    show();
    said.textContent = found.length ? tn('{n} colleague', '{n} colleagues', found.length) : '';
  });
  area.addEventListener('keydown', (event) => {
    if (!found.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at = (at + step + found.length) % found.length;
    else if (event.key === 'Enter' || event.key === 'Tab') return event.preventDefault(), take(found[at]);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      return close();
    } else return;
    event.preventDefault();
    show();
  });
  area.addEventListener('blur', close);
  const ids = async () =>
    area.value.includes('@')
      ? (await colleagues()).filter((one) => area.value.includes(`@${one.name}`)).map((one) => one.id)
      : [];
  return { list, said, ids };
}

/** The word with @ that the caret stands in: from, to; -1 where there is none. @param {HTMLTextAreaElement} area */
function word(area) {
  const end = area.selectionStart;
  const found = /(?:^|\s)(@[^\s@]*)$/.exec(area.value.slice(0, end));
  return found ? [end - found[1].length, end] : [-1, end];
}
