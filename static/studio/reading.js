// While the film is still being brought in: how far it is. Once there is a picture, the desk shows the rest.
// @ts-check
import { call } from './api.js';
import { byId, h, icon } from './dom.js';
import { jobRow } from './library_parts.js';
import { t } from '../words.js';

/** Wait until the film can be tagged: its shots may still be on their way.
 * @param {any} first
 * @returns {Promise<any>} the episode; never comes when the film is refused */
export async function untilRead(first) {
  const home = byId('reading');
  let episode = first;
  let state = '';
  if (episode.status === 'reading') byId('status').textContent = t('Reading the film');
  while (episode.status === 'reading' && !episode.cut && episode.reading.step !== 'refused') {
    home.hidden = false;
    const row = jobRow(episode, {
      cancel: () => {
        location.href = '/studio';
      },
      dismiss: leave,
      again: leave,
    });
    // From here one leaves; the reading is cancelled on the films page.
    row.querySelector('.job-acts')?.remove();
    if (row.dataset.state !== state) byId('reading-row').replaceChildren(row);
    state = row.dataset.state ?? '';
    await new Promise((go) => setTimeout(go, 1000));
    try {
      episode = await call('GET', `/v1/episodes/${first.id}`);
      byId('reading-trouble').hidden = true;
    } catch {
      byId('reading-trouble').hidden = false;
    }
  }
  if (episode.status === 'refused' || episode.reading.step === 'refused' || !episode.cut)
    return refused(home, episode);
  home.hidden = true;
  return episode;
}

/** @param {HTMLElement} home @param {any} episode @returns {Promise<never>} */
function refused(home, episode) {
  home.hidden = false;
  byId('reading-row').replaceChildren(
    h(
      'div',
      { class: 'blank', role: 'alert' },
      icon('stop', 'l'),
      h('h2', {}, t('This film can’t be tagged')),
      h('p', {}, episode.reading.refusal ?? t('It couldn’t be read. Nothing was kept.')),
      h('a', { class: 'btn primary', href: '/studio' }, t('Choose another film')),
    ),
  );
  return new Promise(() => {});
}

const leave = () => {
  location.href = '/studio';
};
