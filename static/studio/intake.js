// Films on their way in: dropped or chosen, checked for what can be known here, sent, cancelled.
// @ts-check
import { Refused, upload } from './api.js';
import { byId, h, icon, pageData } from './dom.js';
import { refusedRow, stepList } from './library_parts.js';
import { t } from '../words.js';
import { percent, size } from './manner.js';

const FILMS = /\.(mp4|m4v|mov|mkv|webm|avi|mpg|mpeg|ts|mts|3gp|ogv|wmv|flv)$/i;

export class Intake {
  /** @type {Set<{cancel: () => void}>} */
  #sending = new Set();
  /** @type {(() => Promise<void>)[]} */
  #waiting = [];
  #running = 0;

  /** @param {HTMLElement} home @param {{onArrived: () => void, onChange: () => void}} told */
  constructor(home, told) {
    this.home = home;
    this.told = told;
    this.limits = pageData('limits');
    const file = /** @type {HTMLInputElement | null} */ (byId('file'));
    // Who may not upload has no drop zone.
    if (!file) return;
    file.addEventListener('change', () => {
      this.take([...(file.files ?? [])]);
      file.value = '';
    });
    this.#listen(byId('drop'));
    window.addEventListener('beforeunload', (event) => {
      if (this.size) event.preventDefault();
    });
  }

  /** How many are on their way. */
  get size() {
    return this.#sending.size + this.#waiting.length;
  }

  /** @param {File[]} files */
  take(files) {
    for (const file of files) {
      const refusal = this.#refusal(file);
      if (refusal) this.#refuse(file.name, refusal, null);
      else this.#queue(file);
    }
    this.told.onChange();
  }

  /** What needs no server to be refused. The server checks everything again.
   * @param {File} file
   * @returns {string | null} */
  #refusal(file) {
    if (file.size === 0) return t('This file is empty. Export it again and drop it here. Nothing was sent.');
    if (file.size > this.limits.bytes)
      return t('This file is larger than {size}. Export it smaller and drop it here. Nothing was sent.', {
        size: this.limits.size,
      });
    if (!file.type.startsWith('video/') && !FILMS.test(file.name))
      return t('This isn’t a film. We read {kinds}. Nothing was sent.', { kinds: this.limits.files });
    return null;
  }

  /** Two at a time: more only make each other slow. @param {File} file */
  #queue(file) {
    const row = h('div', { class: 'job' });
    this.home.prepend(row);
    draw(row, file, 'waiting', 0, () => {
      this.#waiting = this.#waiting.filter((one) => one !== start);
      row.remove();
      this.told.onChange();
    });
    const start = () => this.#send(file, row);
    this.#waiting.push(start);
    this.#next();
  }

  #next() {
    while (this.#running < 2 && this.#waiting.length) {
      this.#running += 1;
      this.#waiting
        .shift()?.()
        .finally(() => {
          this.#running -= 1;
          this.#next();
        });
    }
  }

  /** @param {File} file @param {HTMLElement} row */
  async #send(file, row) {
    const series = /** @type {HTMLSelectElement | null} */ (byId('series'));
    const sending = upload(
      file,
      { name: file.name, ...(series?.value ? { series: series.value } : {}) },
      (part) => progress(row, file, part),
    );
    this.#sending.add(sending);
    draw(row, file, 'uploading', 0, sending.cancel);
    try {
      await sending.done;
      row.remove();
      this.told.onArrived();
    } catch (error) {
      const refused = /** @type {Refused} */ (error);
      if (refused.status === -1) row.remove();
      else this.#refuse(file.name, refused.message, row);
    } finally {
      this.#sending.delete(sending);
      this.told.onChange();
    }
  }

  /** @param {string} name @param {string} sentence @param {HTMLElement | null} row */
  #refuse(name, sentence, row) {
    const refused = refusedRow(name, sentence, {
      dismiss: () => {
        refused.remove();
        this.told.onChange();
      },
      again: () => {
        refused.remove();
        this.told.onChange();
        byId('file').click();
      },
    });
    if (row) row.replaceWith(refused);
    else this.home.prepend(refused);
  }

  /** @param {HTMLElement} zone */
  #listen(zone) {
    const over = (/** @type {boolean} */ is) => zone.classList.toggle('over', is);
    // A film dropped beside the zone must not replace the page.
    for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());
    window.addEventListener('dragover', (event) =>
      over(Boolean(event.dataTransfer?.types.includes('Files'))),
    );
    window.addEventListener('dragleave', (event) => {
      if (!event.relatedTarget) over(false);
    });
    window.addEventListener('drop', (event) => {
      over(false);
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }
}

/** @param {HTMLElement} row
 * @param {File} file
 * @param {string} step
 * @param {number} part
 * @param {() => void} cancel */
function draw(row, file, step, part, cancel) {
  row.replaceChildren(
    h('span', { class: 'still' }, icon('upload', 'l')),
    h(
      'div',
      {},
      h(
        'div',
        { class: 'row between' },
        h('b', {}, file.name),
        h('span', { class: 'meta fig', 'data-part': '' }, said(file, part)),
      ),
      h('progress', { max: 1, value: part, 'aria-label': t('Uploading {name}', { name: file.name }) }),
      step === 'waiting' ? h('p', { class: 'steps' }, t('Waits for the film before it')) : stepList(step),
    ),
    h('div', { class: 'job-acts' }, h('button', { class: 'btn', type: 'button', onclick: cancel }, t('Cancel'))),
  );
}

/** @param {HTMLElement} row @param {File} file @param {number} part */
function progress(row, file, part) {
  const bar = row.querySelector('progress');
  const words = row.querySelector('[data-part]');
  if (bar) bar.value = part;
  if (words) words.textContent = said(file, part);
}

/** @param {File} file @param {number} part */
const said = (file, part) => t('{part} · {sent} of {all}', {
    part: percent(Math.floor(part * 100) / 100),
    sent: size(file.size * part),
    all: size(file.size),
  });
