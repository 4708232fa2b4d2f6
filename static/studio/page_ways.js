// What can be done on the page without a key of its own: its switches, choices and links, and what helps when nothing is found.
// @ts-check
import { byId } from './dom.js';
import { ACTIONS, disclosures, said } from './fields.js';
import { ALSO } from './palette_words.js';
import { t } from '../words.js';

/** @typedef {import('./palette.js').Way} Way */

/** @param {import('./store.js').Desk} desk @param {import('./actions.js').Actions} actions @returns {Way[]} */
export function pageWays(desk, actions) {
  const page = t('Page');
  const moment = desk.selected && !desk.isOthers(desk.selected) ? desk.of(desk.selected) : null;
  /** @param {Partial<import('./store.js').Moment>} patch @param {string} words */
  const change = (patch, words) => () => desk.selected && desk.change(desk.selected, patch, words);
  return [
    ...options('speed').map((one) => ({
      kind: t('Go'),
      name: t('Speed {n}', { n: one.text }),
      also: `${ALSO.slower} ${one.value}×`,
      run: () => choose('speed', one.value),
    })),
    ...(moment
      ? [
          ...[...disclosures(desk.variants.get(moment.variant)), ''].map((one) => ({
            kind: t('Disclosure'),
            name: said(one),
            also: ALSO.disclosure,
            run: change({ disclosure: one || null }, t('Disclosure changed')),
          })),
          ...ACTIONS.map((one) => ({ kind: t('Button'), name: said(one), also: ALSO.action, run: change({ action: one }, t('Button changed')) })),
          { kind: t('Chip'), name: t('Follows'), also: ALSO.anchor, run: change({ anchor: 'follow' }, t('Chip changed')) },
          { kind: t('Chip'), name: t('Docked'), also: ALSO.anchor, run: change({ anchor: 'docked' }, t('Chip changed')) },
        ]
      : []),
    {
      kind: page,
      name: actions.isSingle ? t('Switch single keys off') : t('Switch single keys on'),
      also: ALSO.keys,
      run: () => {
        actions.isSingle = !actions.isSingle;
      },
    },
    ...pressed('.menu button[name=scheme]', page, t('theme, appearance, mode')),
    ...pressed('.menu button[name=language]', page, t('language')),
    ...pressed('.menu form[action="/sign-out"] button', page, t('log out, leave')),
    ...pressed('.menu a[href="/account"]', page, t('settings, password, profile')),
    { kind: page, name: t('All films'), also: t('library, episodes, upload'), run: () => location.assign('/studio') },
    { kind: page, name: t('Add a product'), also: t('new, catalogue, import'), run: () => location.assign('/studio/products') },
  ];
}

/** Nothing is called that: what it may be wanted for. @param {import('./actions.js').Actions} actions @param {string} words @returns {Way[]} */
export function withoutMatch(actions, words) {
  const page = t('Page');
  const search = /** @type {HTMLInputElement} */ (byId('shelf-search'));
  return [
    {
      kind: page,
      name: t('Search products for “{words}”', { words }),
      run: () => {
        actions.run('search');
        search.value = words;
        search.dispatchEvent(new Event('input', { bubbles: true }));
      },
    },
    { kind: page, name: t('See all that can be done, and its keys'), keys: ['?'], run: () => actions.run('keys') },
    { kind: page, name: t('Ask a colleague in a comment'), keys: ['c'], run: () => actions.run('talk') },
  ];
}

/** @param {string} id */
const options = (id) => [.../** @type {HTMLSelectElement} */ (byId(id)).options];

/** @param {string} id @param {string} value */
function choose(id, value) {
  const field = /** @type {HTMLSelectElement} */ (byId(id));
  field.value = value;
  field.dispatchEvent(new Event('change'));
}

/** What stands in the account's menu is pressed there. @param {string} what @param {string} kind @param {string} also @returns {Way[]} */
const pressed = (what, kind, also) =>
  [...document.querySelectorAll(what)].map((one) => ({
    kind: one.closest('form')?.querySelector('.label')?.textContent ?? kind,
    name: one.textContent?.trim() ?? '',
    also,
    run: () => /** @type {HTMLElement} */ (one).click(),
  }));
