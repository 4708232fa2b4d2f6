// Handing over: markers out as three kinds of file, and in again after a look at what would happen.
// @ts-check
import { sendFile } from './api.js';
import { busy, h, icon } from './dom.js';
import { clock } from './frames.js';
import { t, tn } from '../words.js';

const FORMATS = /** @type {const} */ ([
  ['otio', 'OTIO', t('Resolve and others. Nothing is lost.')],
  ['fcpxml', 'FCP XML', t('Premiere, Resolve, Final Cut 7. Nothing is lost.')],
  ['edl', 'EDL', t('Avid and everybody. Places and names only.')],
]);
/** @type {Record<string, string>} */
const OUTCOMES = {
  new: t('New'),
  back: t('Comes back'),
  changed: t('Changed'),
  same: t('Same'),
  outside: t('Outside of the film'),
};

/** @type {Record<string, string>} */
const FIELDS = {
  label: t('Label'),
  text: t('Text'),
  colour: t('Colour'),
  start_frame: t('In'),
  end_frame: t('Out'),
};

/** @typedef {{outcome: string, kind: string, id: string | null, start_frame: number, name: string, title: string | null, text: string,
 *   changes: {field: string, before: any, after: any}[]}} Row what a file does, by marker */

export class Handover {
  /** @type {File | null} */ #file = null;

  /** @param {import('./store.js').Desk} desk @param {HTMLElement} home @param {{onTaken: (rows: Row[], again: () => Promise<any>) => void}} calls
   *   `again`: the same file once more */
  constructor(desk, home, calls) {
    this.desk = desk;
    this.calls = calls;
    this.path = `/v1/episodes/${desk.episode.id}/markers`;
    this.start = h('input', {
      class: 'input s fig',
      id: 'hand-start',
      value: '01:00:00:00',
      pattern: '\\d{2}:[0-5]\\d:[0-5]\\d[:;]\\d{2,3}',
      oninput: () => this.#links(),
    });
    this.links = FORMATS.map(([format, name, words]) =>
      h(
        'li',
        {},
        h('a', { class: 'btn s', download: '', 'data-format': format }, icon('download', 's'), name),
        h('span', { class: 'meta' }, words),
      ),
    );
    this.choose = h('input', {
      type: 'file',
      accept: '.otio,.xml,.edl,.txt',
      class: 'vh',
      onchange: () => this.#look(this.choose.files[0]),
    });
    this.drop = h(
      'label',
      { class: 'hand-drop' },
      this.choose,
      h('span', {}, icon('upload', 's'), t('Choose a file, or drop it here')),
      h('span', { class: 'meta' }, t('OTIO, FCP XML or EDL. Ours go where they were; others become draft tags.')),
    );
    for (const kind of ['dragover', 'drop'])
      this.drop.addEventListener(kind, (/** @type {DragEvent} */ event) => {
        event.preventDefault();
        if (kind === 'drop') this.#look(event.dataTransfer?.files[0]);
      });
    this.told = h('div', { class: 'hand-told', tabindex: -1, 'aria-live': 'polite' });
    home.append(
      h('h3', {}, t('Hand out')),
      h('label', { for: 'hand-start', class: 'meta' }, t('Timecode of the first picture')),
      this.start,
      h('ul', { class: 'hand-out' }, ...this.links),
      h('h3', {}, t('Take in')),
      this.drop,
      this.told,
    );
    this.#links();
  }

  #links() {
    for (const line of this.links) {
      const link = line.querySelector('a');
      const start = this.start.validity.valid ? `&start=${encodeURIComponent(this.start.value)}` : '';
      link.href = `${this.path}?format=${link.dataset.format}${start}`;
    }
  }

  /** What would happen. @param {File | undefined} file */
  async #look(file) {
    if (!file) return;
    this.#file = file;
    this.choose.value = '';
    this.told.replaceChildren(h('p', { class: 'meta' }, t('Reading {file}', { file: file.name })));
    const plan = await this.#send(true);
    if (!plan) return;
    const some = plan.new + plan.back + plan.changed;
    const take = h('button', { class: 'btn s primary', type: 'button' }, tn('Take in {n} marker', 'Take in {n} markers', some));
    take.onclick = () => busy(take, t('Taking in'), () => this.#take());
    this.told.replaceChildren(
      h('p', {}, h('b', { class: 'hand-file', title: file.name }, file.name), counted(plan)),
      this.#table(plan.items),
      some ? take : h('p', { class: 'meta' }, t('Nothing to take in.')),
    );
    this.told.focus();
  }

  async #take() {
    const done = await this.#send(false);
    if (!done) return;
    this.told.replaceChildren(h('p', { class: 'note ok' }, icon('check', 's'), h('span', {}, counted(done))));
    // Another file may be chosen by then.
    const file = this.#file;
    this.calls.onTaken(done.items, () => this.#sent(/** @type {File} */ (file), false));
  }

  /** @param {boolean} dry */
  async #send(dry) {
    try {
      return await this.#sent(/** @type {File} */ (this.#file), dry);
    } catch (error) {
      const refused = /** @type {import('./api.js').Refused} */ (error);
      if (refused.status === undefined) throw error;
      this.told.replaceChildren(h('p', { class: 'note bad', role: 'alert' }, icon('stop', 's'), h('span', {}, refused.message)));
      return null;
    }
  }
  /** @param {File} file @param {boolean} dry */
  #sent(file, dry) {
    const query = new URLSearchParams({ name: file.name.slice(0, 200), dry: String(dry) });
    if (this.start.validity.valid && /\.(edl|txt)$/i.test(file.name)) query.set('start', this.start.value);
    return sendFile(`${this.path}?${query}`, file);
  }

  /** @param {any[]} rows */
  #table(rows) {
    return h(
      'table',
      { class: 'hand-rows' },
      h('thead', {}, h('tr', {}, ...[t('Time'), t('Marker'), t('What happens')].map((words) => h('th', { scope: 'col' }, words)))),
      h(
        'tbody',
        {},
        ...rows.map((row) =>
          h(
            'tr',
            { class: row.outcome },
            h('td', { class: 'fig' }, row.outcome === 'outside' ? '–' : clock(row.start_frame, this.desk.rate)),
            h('td', {}, ...this.#called(row)),
            h('td', {}, happens(row), ...row.changes.map((/** @type {any} */ one) => this.#change(one))),
          ),
        ),
      ),
    );
  }

  /** The marker's own name, and under it what else it says: the product, or its words. @param {any} row */
  #called(row) {
    const name = row.name || row.text.split('\n', 1)[0];
    const more = row.text.startsWith(name) ? row.text.slice(name.length).trim() : row.text;
    const rest = row.title ?? more;
    return [h('span', {}, name), rest && rest !== name && h('span', { class: 'meta hand-more' }, rest)].filter(Boolean);
  }

  /** @param {{field: string, before: any, after: any}} change */
  #change({ field, before, after }) {
    const isTime = field.endsWith('_frame');
    const [was, is] = [before, after].map((value) => (isTime ? clock(value, this.desk.rate) : String(value ?? '–')));
    return h('span', { class: isTime ? 'hand-more fig' : 'hand-more' }, `${FIELDS[field] ?? field}: ${was} → ${is}`);
  }
}

/** @param {any} row */
const happens = (row) => (row.outcome === 'new' && row.kind === 'tag' ? t('New draft tag') : OUTCOMES[row.outcome]);

/** What happened, or would; nothing is said of what doesn't occur. @param {any} told */
function counted(told) {
  const all = [
    told.new && t('{n} new', { n: told.new }),
    told.back && t('{n} back', { n: told.back }),
    told.changed && t('{n} changed', { n: told.changed }),
    told.same && t('{n} the same', { n: told.same }),
    told.outside && t('{n} outside of the film', { n: told.outside }),
  ].filter(Boolean);
  return all.length ? all.join(', ') : t('No markers in it.');
}
