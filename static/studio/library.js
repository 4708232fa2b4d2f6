// The films page: every episode, live while films are read, and the way in for new ones.
// @ts-check
import { Refused, call } from './api.js';
import { called } from './called.js';
import { byId, dialog, h, icon, toast } from './dom.js';
import { card, jobRow } from './library_parts.js';
import { Intake } from './intake.js';
import { t } from '../words.js';

/** @typedef {import('./library_parts.js').Episode} Episode */

const list = byId('episodes');
const going = byId('going');
/** @type {Map<string, HTMLElement>} episodes being read, or refused, by id */
const rows = new Map();
/** @type {Set<string>} refusals the person has put away */
const dismissed = new Set();
/** @type {number | undefined} */
let timer;
let asked = 0;
// Who may not bring films in may not rename or delete them either.
const mayChange = Boolean(byId('file'));

const intake = new Intake(going, { onArrived: load, onChange: showGoing });
load();
called();

async function load() {
  clearTimeout(timer);
  const mine = ++asked;
  try {
    const { items } = await call('GET', '/v1/episodes');
    // The list is brief; a film whose shots are being found is asked for them.
    const whole = await Promise.all(
      items.map((/** @type {Episode} */ one) =>
        one.reading.step === 'shots' ? call('GET', `/v1/episodes/${one.id}`).catch(() => one) : one,
      ),
    );
    // Asked again meanwhile: an answer that was overtaken would turn the bars back.
    if (mine !== asked) return;
    show(whole);
    timer = setTimeout(load, items.some(isReading) ? 1000 : 15000);
  } catch (refused) {
    if (mine !== asked) return;
    trouble(/** @type {Refused} */ (refused));
    timer = setTimeout(load, 5000);
  }
}

/** @param {Episode[]} items */
function show(items) {
  byId('trouble').hidden = true;
  const ready = items.filter((one) => one.status !== 'refused' && !isReading(one));
  const waiting = items.filter(
    (one) => (one.status === 'refused' || isReading(one)) && !dismissed.has(one.id),
  );
  list.removeAttribute('aria-busy');
  keep(
    list,
    ready.map((one) => [
      one.id,
      JSON.stringify([one.version, one.status, one.title, one.number]),
      () => card(one, { mayChange, rename, remove }),
    ]),
  );
  byId('none').hidden = items.length > 0 || intake.size > 0;
  list.hidden = ready.length === 0;
  byId('count').textContent = ready.length ? String(ready.length) : '';
  for (const [id, row] of rows)
    if (!waiting.some((one) => one.id === id)) {
      row.remove();
      rows.delete(id);
      arrived(items, id);
    }
  for (const one of waiting) {
    const row = jobRow(one, {
      cancel: () => remove(one),
      dismiss: () => dismiss(one),
      again: () => byId('file')?.click(),
    });
    const old = rows.get(one.id);
    if (old && old.dataset.state === row.dataset.state) continue;
    // A button must stay under the pointer, so the row is replaced only when what it says has changed.
    const focused = old?.contains(document.activeElement);
    if (old) old.replaceWith(row);
    else going.append(row);
    if (focused) row.querySelector('button')?.focus();
    rows.set(one.id, row);
  }
  showGoing();
}

function showGoing() {
  going.hidden = going.childElementCount === 0;
  if (intake.size) byId('none').hidden = true;
}

/** Say that a film is ready where the person waited for it. @param {Episode[]} items @param {string} id */
function arrived(items, id) {
  const one = items.find((each) => each.id === id);
  if (one && one.status === 'draft')
    toast(t('{title} is ready to tag.', { title: one.title }), {
      act: t('Open'),
      onAct: () => {
        location.href = `/studio/${id}`;
      },
    });
}

/** Keyed list: only what changed is drawn again, so that focus and menus stay.
 * @param {HTMLElement} parent @param {[string, string, () => HTMLElement][]} wanted */
function keep(parent, wanted) {
  const old = new Map(
    [...parent.children].map((child) => [
      /** @type {HTMLElement} */ (child).dataset.id,
      /** @type {HTMLElement} */ (child),
    ]),
  );
  const next = wanted.map(([id, state, make]) => {
    const there = old.get(id);
    if (there && there.dataset.state === state) return there;
    const fresh = make();
    fresh.dataset.id = id;
    fresh.dataset.state = state;
    return fresh;
  });
  if (next.length === parent.children.length && next.every((one, i) => parent.children[i] === one)) return;
  parent.replaceChildren(...next);
}

/** @param {Refused} refused */
function trouble(refused) {
  const box = byId('trouble');
  const first = list.hasAttribute('aria-busy');
  box.hidden = false;
  box.replaceChildren(
    h(
      'p',
      { class: 'note warn', role: 'alert' },
      icon('warn', 's'),
      h(
        'span',
        {},
        h('b', {}, first ? t('The films didn’t arrive.') : t('You may be looking at an old list.')),
        ` ${refused.message} `,
        t('Nothing is lost; we try again every 5 seconds.'),
      ),
    ),
  );
}

/** @param {Episode} one */
const isReading = (one) => one.status === 'reading' && one.reading.step !== 'refused';

/** @param {Episode} one */
async function dismiss(one) {
  dismissed.add(one.id);
  rows.get(one.id)?.remove();
  rows.delete(one.id);
  showGoing();
  await call('DELETE', `/v1/episodes/${one.id}`).catch(() => {});
}

/** @param {Episode} one */
function remove(one) {
  const reading = isReading(one);
  const box = dialog({
    title: reading
      ? t('Cancel reading {title}?', { title: one.title })
      : t('Delete {title}?', { title: one.title }),
    body: [
      h(
        'p',
        {},
        reading
          ? t('What was uploaded is thrown away.')
          : t('The film, its moments and its preview go. What viewers bought stays in the reports.'),
      ),
    ],
    foot: [
      h(
        'button',
        { class: 'btn', type: 'button', onclick: () => box.close() },
        reading ? t('Go on reading') : t('Keep it'),
      ),
      h(
        'button',
        {
          class: 'btn danger',
          type: 'button',
          onclick: async () => {
            box.close();
            try {
              await call('DELETE', `/v1/episodes/${one.id}`);
              toast(t('{title} is gone.', { title: one.title }));
            } catch (refused) {
              toast(/** @type {Refused} */ (refused).message, { bad: true });
            }
            load();
          },
        },
        reading ? t('Cancel reading') : t('Delete'),
      ),
    ],
  });
}

/** @param {Episode} one */
function rename(one) {
  const title = h('input', {
    class: 'input',
    id: 'new-title',
    value: one.title,
    maxlength: 120,
    required: true,
  });
  const number = h('input', {
    class: 'input',
    id: 'new-number',
    type: 'number',
    min: 1,
    max: 9999,
    value: one.number ?? '',
  });
  const form = h(
    'form',
    {
      id: 'rename',
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        try {
          await call('PATCH', `/v1/episodes/${one.id}`, {
            title: title.value.trim(),
            ...(number.value ? { number: Number(number.value) } : {}),
          });
          box.close();
          load();
        } catch (refused) {
          toast(/** @type {Refused} */ (refused).message, { bad: true });
        }
      },
    },
    h('div', { class: 'field' }, h('label', { for: 'new-title' }, t('Title')), title),
    h('div', { class: 'field' }, h('label', { for: 'new-number' }, t('Number')), number),
  );
  form.className = 'dlg-form';
  const box = dialog({
    title: t('Name this episode'),
    body: [form],
    foot: [
      h('button', { class: 'btn', type: 'button', onclick: () => box.close() }, t('Leave it')),
      h('button', { class: 'btn primary', form: 'rename' }, t('Save name')),
    ],
  });
}
