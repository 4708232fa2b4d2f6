// Two people changed one moment: both versions side by side, and nothing thrown away unasked.
// @ts-check
import { call } from './api.js';
import { dialog, h, s, showCell, toast } from './dom.js';
import { cellOf, clock } from './frames.js';
import { boxAt } from './geometry.js';
import { said } from './fields.js';
import { dayAndTime, timeOfDay } from './manner.js';
import { momentOf } from './moment.js';
import { t } from '../words.js';

/** @typedef {import('./store.js').Moment} Moment */

let isAsking = false;
/** Asked after the one that is open: what is chosen there may settle it. @type {Set<string>} */
const waiting = new Set();
/** What says that a choice was put off; it goes when it is asked again. @type {Map<string, () => void>} */
const putOff = new Map();

/** @param {import('./store.js').Desk} desk
 * @param {import('./saver.js').Saver} saver
 * @param {{uid: string, mine: Moment, theirs: any}} conflict */
export function resolve(desk, saver, { uid, mine, theirs }) {
  if (isAsking) {
    waiting.add(uid);
    return;
  }
  isAsking = true;
  putOff.get(uid)?.();
  putOff.delete(uid);
  let done = false;
  const act = (/** @type {() => void} */ does) => () => {
    done = true;
    box.close();
    does();
  };
  const keepMine = act(() => saver.keepMine(uid, theirs));
  const takeTheirs = act(() => saver.takeTheirs(uid, theirs));
  const keepBoth = act(() => {
    const kept = desk.of(uid) ?? mine;
    saver.takeTheirs(uid, theirs);
    // A placement of its own: what is said of it would else become what they say.
    desk.add({ ...kept, part_of: undefined }, t('Kept as a second moment'));
    toast(t('Both are kept, as two moments.'));
  });
  const body = theirs
    ? [
        h(
          'p',
          { class: 'quiet' },
          t('{name}. Choose what to keep; nothing else you did is touched.', { name: mine.label }),
        ),
        h(
          'div',
          { class: 'sides' },
          side(desk, t('Yours'), mine, momentOf(theirs), button(t('Keep mine'), '1', keepMine)),
          side(
            desk,
            t('Saved meanwhile'),
            momentOf(theirs),
            mine,
            button(t('Take theirs'), '2', takeTheirs),
            'theirs',
          ),
        ),
      ]
    : [h('p', { class: 'who-did' }, t('Somebody deleted “{name}” while you were changing it.', { name: mine.label }))];
  const foot = theirs
    ? [button(t('Keep both as two moments'), '3', keepBoth)]
    : [button(t('Keep mine'), '1', keepMine), button(t('Let it go'), '2', takeTheirs)];
  const box = dialog({
    title: theirs ? t('This moment was changed elsewhere') : t('This moment is gone'),
    class: theirs ? 'conflict' : '',
    body,
    foot,
    // Closing isn't choosing: the change waits, and the way back to the question stays.
    onClose: () => {
      isAsking = false;
      for (const next of waiting) saver.again(next);
      waiting.clear();
      if (!done)
        putOff.set(
          uid,
          toast(t('A change to “{name}” waits for you.', { name: mine.label }), {
            bad: true,
            stays: true,
            act: t('Choose'),
            // What is there by then may be another version, or fit.
            onAct: () => saver.again(uid),
          }),
        );
    },
  });
  tellWho(desk, saver.idOf(uid), box, theirs ? null : mine.label);
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = /** @type {HTMLElement | null} */ (box.querySelector(`[data-key="${CSS.escape(event.key)}"]`));
    if (!chosen) return;
    // The field that was left gets the focus back: the number must not be written into it.
    event.preventDefault();
    chosen.click();
  });
}

/** Who it was, and when: the history knows. What the server can't be asked for now stays unsaid.
 * @param {import('./store.js').Desk} desk @param {string | null} id @param {HTMLElement} box @param {string | null} deleted its name */
async function tellWho(desk, id, box, deleted) {
  const page = await call('GET', `/v1/episodes/${desk.episode.id}/history`).catch(() => null);
  const last = page?.items.find((/** @type {any} */ one) => one.subject === id);
  if (!last) return;
  const { who: name, is_me: isMe } = last;
  const isToday = new Date(last.at).toDateString() === new Date().toDateString();
  const time = isToday ? timeOfDay(last.at) : dayAndTime(last.at);
  const title = /** @type {HTMLElement} */ (box.querySelector('.dlg-head h2'));
  if (deleted !== null) {
    /** @type {HTMLElement} */ (box.querySelector('.who-did')).textContent = isMe
      ? t('You deleted “{name}” in another window at {time}, while you were changing it here.', { name: deleted, time })
      : t('{who} deleted “{name}” at {time}, while you were changing it.', { who: name, name: deleted, time });
    return;
  }
  title.textContent = isMe ? t('You changed this moment in another window') : t('{who} changed this moment', { who: name });
  /** @type {HTMLElement} */ (box.querySelector('.theirs h3')).replaceChildren(
    isMe ? t('Your other window') : name,
    h('span', { class: 'meta fig' }, t('saved {time}', { time })),
  );
}

/** A choice, by hand or by its number. @param {string} words @param {string} key @param {() => void} onclick */
const button = (words, key, onclick) =>
  h(
    'button',
    { class: 'btn', type: 'button', onclick, 'data-key': key, 'aria-keyshortcuts': key },
    words,
    h('kbd', { 'aria-hidden': 'true' }, key),
  );

/** One version: its picture, its facts, and what differs from the other.
 * @param {import('./store.js').Desk} desk
 * @param {string} title
 * @param {Moment} moment
 * @param {Moment} other
 * @param {HTMLElement} act
 * @param {string} [whose] */
function side(desk, title, moment, other, act, whose = 'mine') {
  const rows = facts(desk, moment),
    others = facts(desk, other);
  return h(
    'section',
    { class: `case ${whose}` },
    h('h3', {}, title, whose === 'mine' && h('span', { class: 'meta' }, t('not saved yet'))),
    h(
      'div',
      { class: 'version' },
      picture(desk, moment),
      h(
        'dl',
        {},
        ...rows.map(([name, value, same], i) =>
          h(
            'div',
            { class: same === others[i][2] ? null : 'differs' },
            h('dt', {}, name),
            h(
              'dd',
              { class: 'fig' },
              value,
              same !== others[i][2] && h('span', { class: 'meta' }, t('differs')),
            ),
          ),
        ),
      ),
    ),
    act,
  );
}

/** Its box on the first picture of it that there is a small one of. @param {import('./store.js').Desk} desk @param {Moment} moment */
function picture(desk, moment) {
  const { sprite, width, height } = desk.cut;
  const still = h('span', { class: 'still' });
  still.style.aspectRatio = `${width} / ${height}`;
  const every = sprite?.every_frames ?? 1,
    first = Math.ceil(moment.start_frame / every) * every;
  const frame = first < moment.end_frame ? first : moment.start_frame;
  if (sprite) showCell(still, sprite, cellOf(sprite, frame));
  const box = boxAt(moment.keys, frame);
  still.append(
    s(
      'svg',
      { viewBox: '0 0 100 100', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      s('rect', { x: box.x * 100, y: box.y * 100, width: box.w * 100, height: box.h * 100 }),
    ),
  );
  return still;
}

/** Name, value as shown, value as compared. @param {import('./store.js').Desk} desk @param {Moment} moment @returns {[string, string, string][]} */
function facts(desk, moment) {
  const box = boxAt(moment.keys, moment.start_frame);
  const times = moment.keys.map((key) => clock(key[0], desk.rate));
  const keys = times.length > 1 ? `${times.length}, ${times[0]}–${times[times.length - 1]}` : times[0];
  /** @type {[string, string][]} */
  const shown = [
    [t('Product'), desk.variants.get(moment.variant)?.name ?? t('No longer sold')],
    [t('Label'), moment.label],
    [t('In'), clock(moment.start_frame, desk.rate)],
    [t('Out'), clock(moment.end_frame, desk.rate)],
    [t('Box'), `${[box.x, box.y, box.w, box.h].map((part) => Math.round(part * 100)).join(', ')} %`],
    [t('Keys'), keys],
    [t('Chip'), moment.anchor === 'follow' ? t('Follows') : t('Docked')],
    [t('Button'), said(moment.action)],
    [t('Disclosure'), said(moment.disclosure ?? '')],
  ];
  return shown.map(([name, value]) => [name, value, value === keys ? JSON.stringify(moment.keys) : value]);
}
