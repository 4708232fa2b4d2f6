// What an episode looks like in the list, and a film on its way in.
// @ts-check
import { h, icon } from './dom.js';
import { t, tn } from '../words.js';
import { percent } from './manner.js';

/** @typedef {{id: string, title: string, number: number | null, series: {id: string, title: string} | null, status: string, version: number, watch: string,
 *   reading: {step: string, progress: number, refusal: string | null}, release: {number: number} | null,
 *   cut: {poster: string, duration_ms: number, width: number, height: number, fps: [number, number], frames: number, film: string, sprite: any} | null,
 *   shot_count?: number, shots?: {index: number, start_ms: number, start_frame: number, end_frame: number, keyframes: {frame: number, ms: number, score: number, picture: string}[]}[]}} Episode */

/** @type {Record<string, [string, string]>} */
export const STATUS = {
  reading: ['half', t('Reading the film')],
  refused: ['bad sq', t('Refused')],
  draft: ['hollow', t('Draft')],
  live: ['ok', t('Live')],
  unpublished: ['hollow', t('Not published')],
};
/** @type {[string, string, string][]} step, said when done, said meanwhile */
export const STEPS = [
  ['uploading', t('Uploaded'), t('Uploading')],
  ['checking', t('Checked'), t('Checking')],
  ['normalising', t('Normalised'), t('Normalising')],
  ['pictures', t('Pictures'), t('Making pictures')],
  ['shots', t('Shots'), t('Finding shots')],
  ['done', t('Ready to tag'), t('Ready to tag')],
];

/** @param {string} status */
export function pill(status) {
  const [look, words] = STATUS[status] ?? ['', status];
  return h('span', { class: `pill ${look}` }, words);
}

/** @param {Episode} one
 * @param {{mayChange: boolean, rename: (one: Episode) => void, remove: (one: Episode) => void}} acts
 * @returns {HTMLElement} */
export function card(one, acts) {
  const name = `${one.number ? `${one.number}. ` : ''}${one.title}`;
  const isLive = one.status === 'live';
  const menu = (acts.mayChange || isLive) && h(
    'details',
    { class: 'menu' },
    h('summary', { 'aria-label': t('More for {title}', { title: one.title }) }, icon('more', 's')),
    h(
      'div',
      {},
      acts.mayChange && h(
        'button',
        {
          class: 'btn s ghost',
          type: 'button',
          onclick: () => {
            menu.open = false;
            acts.rename(one);
          },
        },
        t('Rename'),
      ),
      isLive && h('a', { class: 'btn s ghost', href: one.watch }, t('Watch')),
      acts.mayChange && h(
        'button',
        {
          class: 'btn s ghost',
          type: 'button',
          onclick: () => {
            menu.open = false;
            acts.remove(one);
          },
        },
        t('Delete'),
      ),
    ),
  );
  return h(
    'li',
    {},
    h(
      'a',
      { class: 'ep-card', href: `/studio/${one.id}` },
      h(
        'span',
        { class: 'ep-pic' },
        icon('phone', 'l'),
        one.cut && h('img', { src: one.cut.poster, alt: '', loading: 'lazy' }),
      ),
      h(
        'span',
        {},
        h('b', {}, name),
        h(
          'span',
          { class: 'meta' },
          [
            one.series?.title,
            one.cut && minutes(one.cut.duration_ms),
            one.shot_count && tn('{n} shot', '{n} shots', one.shot_count),
          ]
            .filter(Boolean)
            .join(' · '),
        ),
      ),
    ),
    h('div', { class: 'ep-foot' }, pill(one.status), menu),
  );
}

/** @param {Episode} one
 * @param {{cancel: () => void, dismiss: () => void, again: () => void}} acts
 * @returns {HTMLElement} */
export function jobRow(one, acts) {
  const refusal =
    one.status === 'refused' || one.reading.step === 'refused'
      ? (one.reading.refusal ?? t('This film couldn’t be read.'))
      : null;
  const row = refusal ? refusedRow(one.title, refusal, acts) : readingRow(one, acts);
  row.dataset.state = JSON.stringify([one.reading, one.title, one.shots?.length, Boolean(one.cut)]);
  return row;
}

/** @param {string} name
 * @param {string} sentence
 * @param {{dismiss: () => void, again: () => void}} acts
 * @returns {HTMLElement} */
export function refusedRow(name, sentence, acts) {
  return h(
    'div',
    { class: 'job refused', role: 'alert' },
    h('span', { class: 'still' }, icon('stop', 'l')),
    h('div', {}, h('b', {}, name), h('p', { class: 'error' }, sentence)),
    h(
      'div',
      { class: 'job-acts' },
      h('button', { class: 'btn ghost', type: 'button', onclick: acts.dismiss }, t('Dismiss')),
      h('button', { class: 'btn', type: 'button', onclick: acts.again }, t('Choose again')),
    ),
  );
}

/** @param {Episode} one @param {{cancel: () => void}} acts */
function readingRow(one, acts) {
  const { step } = one.reading;
  const progress = wholeOf(one.reading);
  const pictures = (one.shots ?? []).flatMap((shot) =>
    shot.keyframes[0] ? [{ shot, picture: shot.keyframes[0].picture }] : [],
  );
  return h(
    'div',
    { class: 'job' },
    h(
      'span',
      { class: 'still' },
      icon('phone', 'l'),
      one.cut?.poster && h('img', { src: one.cut.poster, alt: '' }),
    ),
    h(
      'div',
      {},
      h(
        'div',
        { class: 'row between' },
        h('a', { href: `/studio/${one.id}` }, h('b', {}, one.title)),
        h('span', { class: 'meta fig' }, percent(progress)),
      ),
      h('progress', { max: 1, value: progress, 'aria-label': t('Reading {title}', { title: one.title }) }),
      stepList(step),
    ),
    h(
      'div',
      { class: 'job-acts' },
      h('button', { class: 'btn', type: 'button', onclick: acts.cancel }, t('Cancel')),
    ),
    pictures.length > 0 &&
      h(
        'div',
        { class: 'found' },
        ...pictures.map(({ shot, picture }) =>
          h(
            'figure',
            {},
            h(
              'span',
              { class: 'still' },
              h('img', { src: picture, alt: t('Shot {n}', { n: shot.index + 1 }), loading: 'lazy' }),
              h('span', { class: 'no', 'aria-hidden': 'true' }, shot.index + 1),
            ),
            h('figcaption', {}, minutes(shot.start_ms, 1)),
          ),
        ),
        // What is still looked for has its place already.
        ...(step === 'shots' ? [1, 2, 3, 4] : []).map(() =>
          h('figure', { 'aria-hidden': 'true' }, h('span', { class: 'skel' })),
        ),
      ),
  );
}

/** How much of the whole reading each step is, as measured on films of a minute or two.
 * @type {[string, number][]} */
const SHARES = [
  ['checking', 0.05],
  ['normalising', 0.55],
  ['pictures', 0.1],
  ['shots', 0.3],
];

/** `progress` is within the step; the bar shows the whole.
 * @param {{step: string, progress: number}} reading */
export function wholeOf({ step, progress }) {
  if (step === 'done') return 1;
  let before = 0;
  for (const [name, share] of SHARES) {
    if (name === step) return before + share * progress;
    before += share;
  }
  return 0;
}

/** @param {string} now @returns {HTMLElement} */
export function stepList(now) {
  const at = now === 'waiting' ? 1 : STEPS.findIndex(([step]) => step === now);
  return h(
    'ol',
    { class: 'steps' },
    ...STEPS.map(([step, done, during], i) => {
      if (i < at || now === 'done') return h('li', { class: 'done' }, icon('check', 's'), done);
      if (i === at && now === 'waiting')
        return h('li', { class: 'now' }, icon('clock', 's'), t('Waiting its turn'));
      if (i === at)
        return h('li', { class: 'now', 'aria-current': 'step' }, h('span', { class: 'spin' }), during);
      return h('li', {}, step === 'done' ? done : during);
    }),
  );
}

/** @param {number} ms @param {number} [decimals] */
export function minutes(ms, decimals = 0) {
  const tenths = 10 ** decimals;
  const all = decimals ? Math.floor((ms * tenths) / 1000) : Math.round(ms / 1000);
  const rest = (all % (60 * tenths)) / tenths;
  return `${Math.floor(all / (60 * tenths))}:${rest.toFixed(decimals).padStart(decimals ? 3 + decimals : 2, '0')}`;
}
