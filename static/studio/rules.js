// What a series is checked for: limits, and how grave each finding is. Kept for all of its episodes.
// @ts-check
import { call } from './api.js';
import { busy, dialog, h, icon, toast } from './dom.js';
import { t } from '../words.js';

/** @typedef {import('./api.js').Refused} Refused */

/** In the order they are shown; shares are said in per cent. @type {[name: string, words: string][]} */
const LIMITS = [
  ['per_minute', t('Moments in a minute, at most')],
  ['per_six_seconds', t('Moments in 6 seconds, at most')],
  ['tap_seconds', t('Seconds on screen, at least')],
  ['target_px', t('Pixels of a box on a small phone, at least')],
  ['cliffhanger_seconds', t('Seconds of the cliffhanger at the end')],
  ['face_share', t('Per cent of a face that a chip may cover')],
  ['caption_share', t('Per cent of burnt-in words that a chip may cover')],
  ['overlap_share', t('Per cent of a box that another may share')],
  ['hidden_share', t('Per cent of its time that a product may be hidden')],
];
/** @type {[rule: string, words: string][]} */
const RULES = [
  ['disclosure', t('Says nothing about who paid')],
  ['unsold', t('Not sold, or without a price')],
  ['sold_out', t('No stock')],
  ['market', t('No price in a market')],
  ['face', t('On a face')],
  ['caption', t('On burnt-in captions')],
  ['same_place', t('Two in one place')],
  ['overlap', t('Overlapping')],
  ['small', t('Smaller than a thumb')],
  ['brief', t('Too short to tap')],
  ['unseen', t('Hidden all the time')],
  ['hidden', t('Hidden much of its time')],
  ['hidden_ends', t('Hidden where it begins or ends')],
  ['crowd', t('Too many in a minute')],
  ['rush', t('Too many at once')],
  ['cliffhanger', t('Over the cliffhanger')],
  ['spoiler', t('Before its reveal')],
];
const LEVELS = { stop: t('Must be fixed'), warn: t('To look at'), info: t('To know'), off: t('Not checked') };

/** @param {string} series @param {() => void} onKept */
export async function openRules(series, onKept) {
  try {
    show(await call('GET', `/v1/series/${series}/rules`), onKept);
  } catch (refused) {
    toast(/** @type {Refused} */ (refused).message, { bad: true });
  }
}

/** @param {any} rules @param {() => void} onKept */
function show(rules, onKept) {
  const error = h('p', { class: 'note bad', role: 'alert', hidden: true });
  const form = h('form', { class: 'rules-form' }, fieldset(t('Limits'), LIMITS.map(([name, words]) => limit(rules, name, words))),
    fieldset(t('How grave'), RULES.map(([name, words]) => level(rules, name, words))), markets(rules), error);
  form.addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    keep();
  });
  const go = h('button', { class: 'btn primary', type: 'button', onclick: () => keep() }, t('Keep the rules'));
  const usual = h('button', { class: 'btn', type: 'button', onclick: () => {
    box.close();
    show({ ...rules, ...rules.defaults }, onKept);
  } }, t('As by default'));
  const box = dialog({ title: t('Rules of {series}', { series: rules.series.title }), class: 'rules', body: [form], foot: [usual, go] });

  async function keep() {
    if (!form.reportValidity()) return;
    try {
      await busy(go, t('Saving'), () => call('PUT', `/v1/series/${rules.series.id}/rules`, read(form, rules)));
    } catch (refused) {
      error.hidden = false;
      error.replaceChildren(icon('stop', 's'), h('span', {}, /** @type {Refused} */ (refused).message));
      return;
    }
    box.close();
    onKept();
    toast(t('Rules kept for all episodes of the series.'));
  }
}

/** @param {HTMLFormElement} form @param {any} rules */
function read(form, rules) {
  const given = new FormData(form);
  const countries = given.getAll('market').map(String);
  return {
    version: rules.version,
    limits: Object.fromEntries(LIMITS.map(([name]) => [name, Number(given.get(name)) / scale(name)])),
    levels: Object.fromEntries(RULES.map(([name]) => [name, given.get(`level-${name}`)])),
    // All that there are, also those of tomorrow.
    markets: countries.length === rules.known_markets.length ? null : countries,
  };
}

/** @param {string} title @param {Node[]} rows */
const fieldset = (title, rows) => h('fieldset', {}, h('legend', {}, title), ...rows);

/** @param {string} name */
const scale = (name) => (name.endsWith('_share') ? 100 : 1);

/** @param {any} rules @param {string} name @param {string} words */
function limit(rules, name, words) {
  const [least, most] = rules.bounds[name].map((/** @type {number} */ end) => end * scale(name));
  const value = Math.round(rules.limits[name] * scale(name) * 10) / 10;
  const step = name.endsWith('_seconds') && name !== 'per_six_seconds' ? 0.1 : 1;
  return h('label', {}, h('span', {}, words), h('input', { class: 'input s fig', type: 'number', name, value, min: least, max: most, step, required: true }));
}

/** @param {any} rules @param {string} name @param {string} words */
function level(rules, name, words) {
  const choices = Object.entries(LEVELS).map(([value, said]) =>
    h('option', { value, selected: rules.levels[name] === value }, said));
  return h('label', {}, h('span', {}, words), h('select', { class: 'input s', name: `level-${name}` }, ...choices));
}

/** @param {any} rules */
function markets(rules) {
  if (rules.known_markets.length < 2) return null;
  return fieldset(t('Markets that need a price'), rules.known_markets.map((/** @type {string} */ country) =>
    h('label', {}, h('span', {}, country), h('input', { type: 'checkbox', name: 'market', value: country,
      checked: rules.markets === null || rules.markets.includes(country) }))));
}
