// Publishing: what will go out, what is out, and the older releases that can go out again.
// @ts-check
import { call } from './api.js';
import { busy, byId, dialog, h, icon, toast } from './dom.js';
import { clock } from './frames.js';
import { STATUS } from './library_parts.js';
import { t, tn } from '../words.js';
import { dayAndTime } from './manner.js';

/** @typedef {import('./api.js').Refused} Refused */

export class Publishing {
  /** Viewers see something else than what is placed now, as far as is known here. */
  #touched = false;

  /** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver @param {import('./checks.js').Checks} checks */
  constructor(desk, saver, checks) {
    this.desk = desk;
    this.saver = saver;
    this.checks = checks;
    desk.on('history', () => {
      this.#touched = true;
      this.draw();
    });
    this.#compare();
    this.draw();
  }

  draw() {
    const { status, watch, release } = this.desk.episode;
    const [look, words] = STATUS[status] ?? ['', status];
    const changed = status === 'live' && this.#touched;
    const pill = byId('status');
    pill.className = `pill ${changed ? 'half accent' : look}`;
    pill.textContent = changed
      ? t('Live, with changes')
      : status === 'live' && release
        ? t('Live, release {n}', { n: release.number })
        : words;
    const link = /** @type {HTMLAnchorElement} */ (byId('watch-link'));
    link.hidden = status !== 'live';
    link.href = watch;
  }

  async open() {
    const kept = await this.saver.flush();
    const { desk } = this;
    // Another tab may have changed or published it since: only the server knows what is live.
    if (kept) await Promise.all([this.refresh().catch(() => {}), this.checks.load()]);
    const isLive = desk.episode.status === 'live';
    const isCurrent = isLive && kept && !this.#touched && desk.episode.release?.is_current === true;
    const stops = this.checks.stops;
    const go = h(
      'button',
      { class: 'btn primary', type: 'button', disabled: !kept || isCurrent || stops.length > 0, onclick: () => this.#publish(go, box) },
      isLive ? t('Publish the changes') : t('Publish now'),
    );
    const box = dialog({
      title: isLive ? t('Publish again') : t('Publish {title}', { title: desk.episode.title }),
      class: 'pub',
      body: [
        !kept &&
          h(
            'p',
            { class: 'note warn', role: 'alert' },
            icon('warn', 's'),
            h(
              'span',
              {},
              h('b', {}, t('Not everything is saved.')),
              ` ${t('Wait for “Saved” at the top, then publish.')}`,
            ),
          ),
        isCurrent &&
          h('p', { class: 'note ok' }, icon('check', 's'), h('span', {}, t('Viewers already see this.'))),
        this.checks.section(() => box.close()),
        stops.length > 0 && !isCurrent && kept && this.#despite(stops, () => box),
        h(
          'section',
          {},
          h(
            'h3',
            {},
            desk.moments.length
              ? isCurrent
                ? tn('{n} moment live', '{n} moments live', desk.moments.length)
                : tn('{n} moment goes out', '{n} moments go out', desk.moments.length)
              : t('No moment yet'),
          ),
          desk.moments.length
            ? h('ul', { class: 'pub-list' }, ...desk.moments.map(([, one]) => this.#line(one)))
            : h(
                'p',
                { class: 'quiet' },
                t('The film can be watched, but nothing in it can be bought. Draw a box to change that.'),
              ),
        ),
        this.#releases(() => box.close()),
      ].filter(Boolean),
      foot: [
        isLive &&
          h('button', { class: 'btn', type: 'button', onclick: () => this.#takeDown(box) }, t('Take down')),
        go,
      ].filter(Boolean),
    });
    go.focus();
  }

  /** @param {import('./store.js').Moment} moment */
  #line(moment) {
    const variant = this.desk.variants.get(moment.variant);
    return h(
      'li',
      {},
      h(
        'span',
        { class: 'thumb' },
        variant?.image ? h('img', { src: variant.image, alt: '' }) : icon('tag', 's'),
      ),
      h(
        'span',
        { class: 'grow' },
        h('b', {}, moment.label),
        h('span', { class: 'meta' }, moment.disclosure ?? t('No disclosure')),
      ),
      h(
        'span',
        { class: 'meta fig' },
        `${clock(moment.start_frame, this.desk.rate)}–${clock(moment.end_frame, this.desk.rate)}`,
      ),
      h('span', { class: 'fig num' }, variant?.price ?? ''),
    );
  }

  /** What must be fixed first may be overruled, by a person who says why; the log keeps it.
   * @param {string[]} stops @param {() => HTMLDialogElement} box */
  #despite(stops, box) {
    const because = h('input', { class: 'input s', dir: 'auto', maxlength: 300, required: true, 'aria-label': t('Why it goes out all the same'), placeholder: t('Why it goes out all the same') });
    const go = h('button', { class: 'btn s danger', type: 'button', onclick: () => {
      if (because.reportValidity()) this.#publish(go, box(), { despite: stops, because: because.value });
    } }, t('Publish all the same'));
    return h('details', { class: 'pub-despite' }, h('summary', {}, t('Publish without fixing it')),
      h('p', { class: 'meta' }, t('Your name and your reason are kept in the log.')), h('div', { class: 'row' }, because, go));
  }

  /** @param {() => void} close */
  #releases(close) {
    const { releases } = /** @type {any} */ (this.desk.episode);
    if (!releases?.length) return null;
    return h(
      'section',
      {},
      h('h3', {}, t('Releases')),
      h(
        'ul',
        { class: 'pub-list' },
        ...[...releases]
          .sort((a, b) => b.number - a.number)
          .map((one) => {
            const again = h(
              'button',
              { class: 'btn s', type: 'button', onclick: () => this.#revive(one, again, close) },
              t('Publish again'),
            );
            return h(
              'li',
              {},
              h(
                'span',
                { class: 'grow' },
                h('b', {}, t('Release {n}', { n: one.number })),
                h(
                  'span',
                  { class: 'meta fig' },
                  dayAndTime(one.published_at),
                ),
              ),
              one.live ? h('span', { class: 'pill ok' }, t('Live')) : again,
            );
          }),
      ),
    );
  }

  /** @param {HTMLElement} button @param {HTMLDialogElement} box @param {object} [despite] */
  async #publish(button, box, despite = {}) {
    await this.#act(async () => {
      await busy(button, t('Publishing'), () => call('POST', `/v1/episodes/${this.desk.episode.id}/releases`, despite));
      this.#touched = false;
      await this.refresh();
      box.close();
      this.#tellLive();
    });
  }

  #tellLive() {
    const { release, watch, title } = this.desk.episode;
    const box = dialog({
      title: t('Live'),
      class: 'pub',
      body: [
        h(
          'p',
          { class: 'note ok' },
          icon('check', 's'),
          h(
            'span',
            {},
            h('b', {}, t('{title} is live, release {n}.', { title, n: release?.number ?? 1 })),
            ' ',
            t('Viewers see it from now on.'),
          ),
        ),
        h('p', {}, h('a', { href: watch, class: 'mono' }, new URL(watch, location.href).href)),
      ],
      foot: [
        h('button', { class: 'btn', type: 'button', onclick: () => box.close() }, t('Keep tagging')),
        h('a', { class: 'btn primary', href: watch }, t('Watch it')),
      ],
    });
  }

  /** @param {any} release @param {HTMLElement} button @param {() => void} close */
  async #revive(release, button, close) {
    await this.#act(async () => {
      await busy(button, t('Publishing'), () => call('POST', `/v1/releases/${release.id}/revival`));
      await this.refresh();
      // What was just chosen to be live is no forgotten change; the dialog still offers the newer draft.
      this.#touched = false;
      this.draw();
      close();
      toast(t('Release {n} is live again.', { n: release.number }));
    });
  }

  /** @param {HTMLDialogElement} over */
  #takeDown(over) {
    over.close();
    const go = h(
      'button',
      {
        class: 'btn danger',
        type: 'button',
        onclick: () =>
          this.#act(async () => {
            await busy(go, t('Taking down'), () =>
              call('DELETE', `/v1/episodes/${this.desk.episode.id}/releases/live`),
            );
            await this.refresh();
            box.close();
            toast(t('Taken down. Viewers no longer find it.'), {
              act: t('Publish again'),
              onAct: () => this.open(),
            });
          }),
      },
      t('Take down now'),
    );
    const box = dialog({
      title: t('Take {title} down?', { title: this.desk.episode.title }),
      body: [
        h(
          'p',
          {},
          t('Viewers no longer find the episode and its moments. Its releases stay readable and can be published again; sales keep their credit.'),
        ),
      ],
      foot: [h('button', { class: 'btn', type: 'button', onclick: () => box.close() }, t('Leave it live')), go],
    });
  }

  async refresh() {
    const address = `/v1/episodes/${this.desk.episode.id}`;
    const [episode, placed] = await Promise.all([call('GET', address), call('GET', `${address}/placements`)]);
    Object.assign(this.desk.episode, episode);
    // What goes out is what is placed, by whomever: all of it is shown before it does.
    this.saver.load(placed.items);
    this.#compare();
    this.draw();
  }

  #compare() {
    const isCurrent = this.desk.episode.release?.is_current;
    if (isCurrent !== undefined) this.#touched = !isCurrent;
  }

  /** @param {() => Promise<void>} work */
  async #act(work) {
    try {
      await work();
    } catch (refused) {
      toast(/** @type {Refused} */ (refused).message, { bad: true });
    }
  }
}
