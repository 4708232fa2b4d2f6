// Another cut was taken over while this one was open: it is said, and what was not saved goes along as far as it fits.
// @ts-check
import { call } from './api.js';
import { dialog, h } from './dom.js';
import { clock } from './frames.js';
import { timeOfDay } from './manner.js';
import { t } from '../words.js';

/** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver */
export function tellNewCut(desk, saver) {
  const who = h('p', {}, t('Another cut of this episode was taken over. What you see here is the former one.'));
  const kept = saver.isBehind
    ? t('What isn’t saved yet is kept: words go along into the new cut; times and boxes were meant for other pictures, and are listed there.')
    : t('All you did was saved before, and has gone along.');
  const load = h('button', { class: 'btn primary', type: 'button', onclick: () => saver.startOver() }, t('Load the new cut'));
  const box = dialog({ title: t('There is a new cut'), body: [who, h('p', { class: 'quiet' }, kept)], foot: [load] });
  load.focus();
  call('GET', `/v1/episodes/${desk.episode.id}/history`).then(
    ({ items }) => {
      const carried = items.find((/** @type {any} */ one) => one.act === 'carry');
      if (!carried || !box.isConnected) return;
      const { who: name, is_me: isMe, at } = carried;
      who.textContent = isMe
        ? t('You took another cut of this episode over at {time}. What you see here is the former one.', { time: timeOfDay(at) })
        : t('{name} took another cut of this episode over at {time}. What you see here is the former one.', { name, time: timeOfDay(at) });
    },
    () => {},
  );
}

/** What was changed on the former cut and doesn't fit this one. @param {import('./former.js').Unfit[]} unfit @param {() => void} onSeen */
export function tellUnfit(unfit, onSeen) {
  const said = {
    new: t('was new there: place it anew'),
    deleted: t('was deleted there: it is still here'),
    place: t('its times or box were changed there'),
    words: t('its words were changed there, and by somebody else since'),
  };
  const box = dialog({
    title: t('Changed on the former cut'),
    body: [
      h('p', { class: 'quiet' }, t('These changes were not saved before the new cut came, and don’t fit it. All others are in it.')),
      h(
        'ul',
        { class: 'unfit' },
        ...unfit.map((one) =>
          h('li', {}, h('b', { dir: 'auto' }, one.label), ' ', h('span', { class: 'meta fig' }, clock(one.start_frame, one.rate)), h('span', {}, said[one.what])),
        ),
      ),
    ],
    foot: [h('button', { class: 'btn primary', type: 'button', onclick: () => box.close() }, t('Seen'))],
    onClose: onSeen,
  });
}
