// A new cut of an episode: sent, waited for, looked through moment by moment, taken over or put away.
// @ts-check
import { call, upload } from './api.js';
import { busy, byId, h, icon, pageData, showCell } from './dom.js';
import { hundredths } from './film_time.js';
import { percent, size } from './manner.js';
import { t, tn } from '../words.js';

const { episode, limits } = pageData('recut-data');
const ASK_AGAIN_MS = 1000;
const UNSURE = 0.75;
const VIEWS = ['drop', 'going', 'ready', 'done', 'wait'];
/** @type {[string, string, string, string][]} status, look, title, what it means */
const GROUPS = [
  ['lost', 'bad sq', t('Lost'), t('Their pictures are not in the new cut. Place them anew, or let them go.')],
  ['split', 'warn', t('Split'), t('Shown in several places now: each one but the first becomes a moment of its own.')],
  ['moved', 'half', t('Moved'), t('At another time, shorter, or the box lies elsewhere.')],
  ['kept', 'ok', t('Kept'), t('The same place at the same time.')],
];
/** @type {[string, string, number][]} and about how much of all the work it is */
const STEPS = [
  ['uploading', t('Upload'), 0.1],
  ['checking', t('Check'), 0.05],
  ['normalising', t('Normalise'), 0.25],
  ['pictures', t('Pictures'), 0.05],
  ['shots', t('Shots'), 0.2],
  ['matching', t('Match with the cut there is'), 0.35],
];
/** @type {any} the re-cut as it was told last */
let now = null;
/** How far the work on which film has come, 0 to 1. */
let reached = { name: '', whole: 0 };
/** @type {{cancel: () => void} | null} */
let sending = null;
/** @type {number | undefined} */
let asking;

async function ask() {
  clearTimeout(asking);
  try {
    show((await call('GET', `/v1/episodes/${episode}/recut`)).recut);
  } catch (/** @type {any} */ error) {
    trouble(error.message);
    if (error.isPassing) asking = setTimeout(ask, 3 * ASK_AGAIN_MS);
  }
}

/** @param {any} recut */
function show(recut) {
  if (sending) return;
  const before = now?.status;
  now = recut;
  const status = recut?.status ?? 'none';
  trouble(status === 'failed' ? recut.why : '');
  if (status === 'waiting' || status === 'matching') {
    view('going');
    // Read, and not yet matched: what is told is how far the reading came.
    if (recut.step === 'done') going(recut.source_name, 'matching', 0);
    else going(recut.source_name, recut.step, recut.progress);
    asking = setTimeout(ask, ASK_AGAIN_MS);
  } else if (status === 'ready') {
    view('ready');
    ready(recut);
    if (before && before !== 'ready') say(t('The new cut is matched.'));
  } else if (status === 'confirmed' && before) {
    view('done');
    const count = recut.placements.filter(isCarried).length;
    byId('rc-done-say').textContent = tn('{n} moment came along.', '{n} moments came along.', count);
    byId('rc-done-title').focus();
  } else view('drop');
}

/** @param {string} wanted */
function view(wanted) {
  for (const name of VIEWS) byId(`rc-${name}`).hidden = name !== wanted;
  byId('rc-lead').hidden = wanted === 'ready' || wanted === 'done';
}

/** One figure for all of it, once from 0 to 100: a step that a second worker begins anew doesn't take it back.
 * @param {string} name @param {string} step @param {number} part of the step */
function going(name, step, part) {
  const at = Math.max(1, STEPS.findIndex(([one]) => one === step));
  const here = step === 'uploading' ? 0 : at;
  const whole = STEPS.slice(0, here).reduce((sum, [, , share]) => sum + share, 0) + part * STEPS[here][2];
  reached = { name, whole: reached.name === name ? Math.max(reached.whole, whole) : whole };
  byId('rc-name').textContent = name;
  byId('rc-part').textContent = percent(Math.floor(reached.whole * 100) / 100);
  /** @type {HTMLProgressElement} */ (byId('rc-bar')).value = reached.whole;
  byId('rc-steps').replaceChildren(
    ...STEPS.map(([, words], k) =>
      h(
        'li',
        { class: k < here ? 'done' : k === here ? 'now' : '' },
        k < here ? icon('check', 's') : k === here ? h('span', { class: 'spin' }) : null,
        words,
      ),
    ),
  );
}

/** @param {any} recut */
function ready(recut) {
  for (const [side, cut] of [['old', recut.old], ['new', recut.new]]) {
    /** @type {HTMLImageElement} */ (byId(`rc-${side}-poster`)).src = cut.poster;
    byId(`rc-${side}-name`).textContent = cut.source_name;
    byId(`rc-${side}-long`).textContent = hundredths(cut.duration_ms);
  }
  const of = (/** @type {string} */ status) => recut.placements.filter((/** @type {any} */ one) => one.status === status);
  byId('rc-counts').replaceChildren(
    ...GROUPS.map(([status, look, title]) => h('li', { class: `pill ${look}` }, `${of(status).length} ${title}`)).reverse(),
  );
  byId('rc-groups').replaceChildren(
    ...GROUPS.filter(([status]) => of(status).length).map(([status, , title, words]) =>
      h(
        'section',
        { class: 'rc-group', 'aria-labelledby': `rc-${status}` },
        h('h2', { id: `rc-${status}` }, title, h('span', { class: 'meta' }, String(of(status).length))),
        h('p', { class: 'quiet' }, words),
        h('ul', { class: 'rc-list' }, ...of(status).map((/** @type {any} */ one) => row(one, recut))),
      ),
    ),
  );
  byId('rc-none').hidden = recut.placements.length > 0;
  byId('rc-captions-row').hidden = !recut.has_captions;
  const left = recut.notes_left;
  byId('rc-notes').hidden = !left.length;
  byId('rc-notes-count').textContent = String(left.length);
  byId('rc-notes-list').replaceChildren(
    ...left.map((/** @type {any} */ one) =>
      h('li', {}, h('span', { class: 'meta fig' }, hundredths(one.start_ms)), ' ', h('b', { dir: 'auto' }, one.author), ' ', h('span', { dir: 'auto' }, one.text)),
    ),
  );
  const count = recut.placements.filter(isCarried).length;
  byId('rc-confirm').replaceChildren(
    icon('check', 's'),
    count ? tn('Take it over with {n} moment', 'Take it over with {n} moments', count) : t('Take it over'),
  );
}

/** @param {any} one */
const isCarried = (one) => one.status !== 'lost' && !one.left_out;

/** @param {any} one @param {any} recut */
function row(one, recut) {
  const look = GROUPS.find(([status]) => status === one.status);
  const unsure = one.status !== 'lost' && one.sure < UNSURE;
  return h(
    'li',
    { class: `case rc-one ${one.left_out ? 'out' : ''}`, 'data-placement': one.placement },
    h(
      'div',
      { class: 'rc-head' },
      one.image ? h('img', { class: 'rc-thumb', src: one.image, alt: '' }) : null,
      h('div', {}, h('b', {}, one.label), one.product === one.label ? null : h('span', { class: 'meta' }, one.product)),
      h('span', { class: `pill ${look?.[1]}` }, look?.[2] ?? one.status),
    ),
    h(
      'div',
      { class: 'rc-pics' },
      side('old', t('Now'), one.old, [one.old], recut.old),
      one.shown
        ? side('new', t('New cut'), one.shown, one.new, recut.new)
        : gone(recut.new),
    ),
    h(
      'div',
      { class: 'rc-act' },
      h(
        'span',
        { class: 'rc-say' },
        one.status === 'lost' ? null : unsure
          ? h('span', { class: 'warn' }, icon('warn', 's'), t('Only {part} sure: look closely', { part: percent(one.sure) }))
          : h('span', {}, t('{part} sure', { part: percent(one.sure) })),
        one.share < 0.98 && one.status !== 'lost' ? h('span', {}, t('{part} of its time is left', { part: percent(one.share) })) : null,
        one.renewed ? h('span', {}, t('Changed since; carried anew')) : null,
      ),
      one.status === 'lost' ? null : choice(one),
    ),
  );
}

/** Where its picture would be. @param {any} cut */
function gone(cut) {
  const frame = h('div', { class: 'rc-frame rc-gone' }, icon('eye-off', 'l'), t('Not in the new cut'));
  frame.style.aspectRatio = `${cut.width} / ${cut.height}`;
  return h('div', { class: 'rc-pic new' }, h('div', { class: 'rc-film' }, frame));
}

/** @param {any} one */
function choice(one) {
  const name = t('What to do with {label}', { label: one.label });
  const act = (/** @type {boolean} */ out, /** @type {string} */ words) =>
    h('button', { type: 'button', 'aria-pressed': String(one.left_out === out), onclick: () => decide(one, out) }, words);
  return h('span', { class: 'seg', role: 'group', 'aria-label': name }, act(false, t('Carry over')), act(true, t('Leave out')));
}

/** @param {'old' | 'new'} which @param {string} title @param {any} seen @param {any[]} spans @param {any} cut */
function side(which, title, seen, spans, cut) {
  const frame = h('div', { class: 'rc-frame', role: 'img', 'aria-label': t('{title}, at {time}', { title, time: hundredths(seen.ms) }) });
  frame.style.aspectRatio = `${cut.width} / ${cut.height}`;
  if (seen.picture) frame.append(h('img', { src: seen.picture, alt: '', loading: 'lazy' }));
  else if (seen.cell) showCell(frame, seen.cell, seen.cell);
  if (seen.box) {
    const box = h('span', { class: 'rc-box' });
    const [x, y, w, high] = seen.box.map((/** @type {number} */ part) => `${part * 100}%`);
    Object.assign(box.style, { left: x, top: y, width: w, height: high });
    frame.append(box);
  }
  return h(
    'div',
    { class: `rc-pic ${which}` },
    h('div', { class: 'rc-film' }, frame),
    h('div', { class: 'rc-times' }, h('span', { class: 'meta' }, title), ...spans.map((span) => h('span', {}, `${hundredths(span.starts_ms)}–${hundredths(span.ends_ms)}`))),
  );
}

/** @param {any} one @param {boolean} out */
async function decide(one, out) {
  await attempt(() => call('PATCH', `/v1/recuts/${now.id}/placements/${one.placement}`, { left_out: out }));
  const there = document.querySelector(`[data-placement="${one.placement}"] [aria-pressed="true"]`);
  if (there instanceof HTMLElement) there.focus();
}

/** @param {() => Promise<any>} act */
async function attempt(act) {
  try {
    show(await act());
  } catch (/** @type {any} */ error) {
    // Somebody else may have decided meanwhile: what is true now, and why it was refused.
    if (error.status === 409 || error.status === 404) await ask();
    trouble(error.message);
  }
}

/** @param {FileList | null | undefined} files */
async function take(files) {
  const file = files?.[0];
  if (!file || sending) return;
  if (file.size > limits.bytes) {
    trouble(t('This file is larger than {size}. Export it smaller and drop it here. Nothing was sent.', { size: size(limits.bytes) }));
    return;
  }
  trouble('');
  view('going');
  reached = { name: '', whole: 0 };
  going(file.name, 'uploading', 0);
  const one = upload(file, { name: file.name }, (part) => going(file.name, 'uploading', part), `/v1/episodes/${episode}/cuts`);
  sending = one;
  try {
    const made = await one.done;
    sending = null;
    show(made);
  } catch (/** @type {any} */ error) {
    sending = null;
    view('drop');
    if (error.status !== -1) trouble(error.message);
  }
}

/** @param {string} words */
function trouble(words) {
  byId('rc-trouble').hidden = !words;
  byId('rc-trouble-say').textContent = words;
}

/** @param {string} words */
const say = (words) => {
  byId('rc-said').textContent = words;
};

const file = /** @type {HTMLInputElement} */ (byId('file'));
file.addEventListener('change', () => {
  take(file.files);
  file.value = '';
});
for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());
window.addEventListener('dragover', () => byId('rc-drop').classList.add('over'));
window.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) byId('rc-drop').classList.remove('over');
});
window.addEventListener('drop', (event) => {
  byId('rc-drop').classList.remove('over');
  if (!byId('rc-drop').hidden) take(event.dataTransfer?.files);
});
window.addEventListener('beforeunload', (event) => {
  if (sending) event.preventDefault();
});
const abandon = () => attempt(() => call('POST', `/v1/recuts/${now.id}/abandonment`));
byId('rc-stop').addEventListener('click', () => (sending ? sending.cancel() : abandon()));
byId('rc-abandon').addEventListener('click', () => busy(byId('rc-abandon'), t('Putting it away'), abandon));
byId('rc-again').addEventListener('click', () => view('drop'));
byId('rc-confirm').addEventListener('click', () =>
  busy(byId('rc-confirm'), t('Taking it over'), () => {
    const captions = /** @type {HTMLInputElement} */ (byId('rc-captions')).checked;
    return attempt(() => call('POST', `/v1/recuts/${now.id}/confirmation`, { captions }));
  }),
);
ask();
