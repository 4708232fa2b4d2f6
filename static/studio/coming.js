// Shots as they are found, while the rest is still being decoded; looking again; what the film made difficult.
// @ts-check
import { call } from './api.js';
import { busy, byId, h, icon, toast } from './dom.js';
import { percent } from './manner.js';
import { Watch } from './watch.js';
import { say } from './words.js';
import { t, tn } from '../words.js';

/** @typedef {import('./api.js').Refused} Refused */

const LOOK_MS = 500;
const LOOK_AWAY_MS = 3000;

export class Coming {
  #isCut = false;
  #warned = '';

  /** @param {import('./store.js').Desk} desk @param {{onDone: () => void}} told */
  constructor(desk, told) {
    this.desk = desk;
    this.home = byId('coming');
    this.bar = h('progress', { max: 1, value: 0, 'aria-label': t('Finding shots') });
    this.words = h('span', { class: 'meta fig' });
    this.stop = h('button', { class: 'btn s', type: 'button', onclick: () => this.cancel() }, t('Cancel'));
    this.home.append(this.bar, this.words, this.stop);
    this.again = byId('shots-again');
    this.again.addEventListener('click', () => this.lookAgain());
    desk.on('shots', () => this.draw());
    this.watch = new Watch({
      every: LOOK_MS,
      away: LOOK_AWAY_MS,
      isWanted: () => desk.isReading,
      look: () => this.#look(),
      onRefused: () => {
        this.#isCut = true;
        this.draw();
      },
      onEnded: () => {
        say(tn('{n} shot found.', '{n} shots found.', desk.shots.length));
        told.onDone();
      },
    });
    this.draw();
    if (desk.isReading) this.watch.start();
  }

  draw() {
    const { isReading, shots, episode } = this.desk;
    const { progress } = episode.reading;
    this.home.hidden = !isReading;
    this.again.hidden = isReading || !this.desk.may.mayRead;
    this.stop.hidden = !this.desk.may.mayRead;
    this.bar.value = progress;
    this.words.textContent = this.#isCut
      ? t('No connection. It goes on there.')
      : `${tn('{n} shot', '{n} shots', shots.length)} · ${percent(progress)}`;
    this.#warn(episode.reading.warnings ?? []);
  }

  /** The work stops; the shots found so far stay. */
  async cancel() {
    await busy(this.stop, t('Stopping'), () =>
      call('POST', `/v1/episodes/${this.desk.episode.id}/reading/cancellation`).then(
        () => say(t('Stopped. The shots found so far stay.')),
        (/** @type {Refused} */ refused) => toast(refused.message, { bad: true }),
      ),
    );
    await this.#look().catch(() => {});
  }

  async lookAgain() {
    try {
      await call('POST', `/v1/episodes/${this.desk.episode.id}/shots`);
    } catch (refused) {
      toast(/** @type {Refused} */ (refused).message, { bad: true });
      return;
    }
    this.desk.learn({ ...this.desk.episode, reading: { ...this.desk.episode.reading, step: 'shots', progress: 0 } });
    say(t('Looking for shots again. Your moments stay.'));
    this.watch.start();
  }

  async #look() {
    const episode = await call('GET', `/v1/episodes/${this.desk.episode.id}`);
    this.#isCut = false;
    this.desk.learn(episode);
  }

  /** What was difficult about the film: said once, calmly, until it is put away. @param {string[]} warnings */
  #warn(warnings) {
    const key = `vitrine.told.${this.desk.episode.id}`;
    const said = JSON.stringify(warnings);
    if (said === this.#warned) return;
    this.#warned = said;
    const home = byId('film-notes');
    home.hidden = warnings.length === 0 || sessionStorage.getItem(key) === said;
    home.replaceChildren(
      icon('info', 's'),
      h('span', {}, ...warnings.map((one) => h('span', { class: 'film-note' }, one))),
      h(
        'button',
        {
          class: 'btn icon s ghost',
          type: 'button',
          'aria-label': t('Dismiss'),
          onclick: () => {
            sessionStorage.setItem(key, said);
            home.hidden = true;
          },
        },
        icon('close', 's'),
      ),
    );
  }
}
