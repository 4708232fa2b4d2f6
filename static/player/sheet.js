// @ts-check
/** The sheet over the film: one dialog that pauses the story, shows one view at a time, and lets the story go on. */

import { clockTime, el, icon } from './draw.js';
import { t } from './words.js';

/** @typedef {{name: string, bar: HTMLElement, body: (Node | string)[], foot: Node[], tall?: boolean, loose?: boolean,
 *   focus?: HTMLElement | null}} View loose: the page behind stays reachable for what a bank puts there */

// A film smaller than this has no room for a sheet: the sheet takes the window's foot instead.
const LEAST = { width: 320, height: 540 };

export class Sheet {
  /** @param {import('./vitrine.js').VitrineOverlay} host @param {() => boolean} held is the story stopped only
   * because a chip has the keyboard? @param {() => boolean} closed may the story go on? */
  constructor(host, held, closed) {
    this.host = host;
    this.held = held;
    this.closed = closed;
    /** @type {View | null} */
    this.view = null;
    this.paused = el('span.paused.fig');
    this.panel = el('section.panel', { part: 'sheet' });
    this.stage = el('div', {}, el('div.dim', { part: 'dim' }), this.paused, this.panel);
    this.stage.style.position = 'absolute';
    this.dialog = /** @type {HTMLDialogElement} */ (el('dialog', {
      'aria-modal': 'true', 'aria-labelledby': 'title',
      oncancel: /** @param {Event} e */ e => (e.preventDefault(), this.close()),
      onclick: /** @param {MouseEvent} e */ e => e.composedPath().includes(this.panel) || this.beside(e),
      onkeydown: /** @param {KeyboardEvent} e */ e => this.key(e),
    }, this.stage));
  }

  get open() {
    return this.dialog.open;
  }

  /** @param {View} view */
  show(view) {
    const fresh = !this.open;
    if (fresh) this.pause();
    if (view === this.view && !fresh) return;
    this.view = view;
    this.panel.replaceChildren(view.bar, el('div.body', {}, ...view.body), ...(view.foot.length
      ? [el('div.foot', {}, ...view.foot)] : []));
    this.dialog.classList.toggle('tall', !!view.tall);
    this.dialog.dataset.view = view.name;
    this.place();
    this.stand(!view.loose);
    (view.focus ?? /** @type {HTMLElement} */ (this.panel.querySelector('h2'))).focus({ preventScroll: true });
    if (fresh) this.tellHost(true);
  }

  /** Modal, but for paying: a bank's question (3-D Secure) is put on the page's body by Stripe's script, where a
   * modal dialog would cover it and make it inert (stripe-js issue 599). @param {boolean} modal */
  stand(modal) {
    if (this.open && this.modal === modal) return;
    if (this.open) this.dialog.close();
    this.modal = modal;
    if (modal) this.dialog.showModal();
    else this.dialog.show();
  }

  pause() {
    const film = this.host.video;
    this.opener = this.host.focused();
    this.wasPlaying = this.held() || (!!film && !film.paused && !film.ended);
    film?.pause();
    const ms = (film?.currentTime ?? 0) * 1000;
    this.paused.replaceChildren(icon('pause', 's'), t('Paused at {time}', { time: `${clockTime(ms)}.${Math.floor(ms / 100) % 10}` }));
    this.life = new AbortController();
    for (const moved of ['resize', 'scroll']) addEventListener(moved, () => this.place(), this.life);
  }

  close() {
    if (!this.open) return;
    this.stop();
    this.view = null;
    this.tellHost(false);
    const goesOn = this.closed();
    (this.opener?.isConnected ? this.opener : this.host.home())?.focus({ preventScroll: true });
    // A play() refused by the browser leaves the film paused where it was, with its own button to go on.
    if (goesOn && this.wasPlaying) this.host.video?.play().catch(() => {});
  }

  /** @param {MouseEvent} event a press beside the panel; a mouse let go there after marking text is none */
  beside(event) {
    if (event.detail && !getSelection()?.toString()) this.close();
  }

  /** @param {KeyboardEvent} event Esc, and Tab in a circle, where the browser doesn't do it for us */
  key(event) {
    if (this.modal) return;
    if (event.key === 'Escape') return void (event.preventDefault(), this.close());
    if (event.key !== 'Tab') return;
    const ends = [...this.panel.querySelectorAll('button')];
    const [first, last] = [ends[0], ends[ends.length - 1]];
    const at = event.composedPath()[0];
    const next = event.shiftKey ? at !== last && (at === first || at === this.panel.querySelector('h2')) && last
      : at === last && first;
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }

  place() {
    if (!this.view) return;
    const film = this.host.getBoundingClientRect();
    const fits = film.width >= LEAST.width && Math.min(film.bottom, innerHeight) - Math.max(film.top, 0) >= LEAST.height;
    // A phone on its side: the sheet stands beside the story.
    this.sideways = !fits && innerWidth >= 1.3 * innerHeight;
    this.dialog.classList.toggle('beside', this.sideways);
    const width = fits ? film.width : Math.min(innerWidth, 480);
    const left = (innerWidth - width) / (!this.sideways ? 2 : this.panel.matches(':dir(rtl)') ? Infinity : 1);
    const at = fits ? film : { left, top: 0, height: innerHeight };
    Object.assign(this.stage.style, { left: `${at.left}px`, top: `${at.top}px`, width: `${width}px`,
      height: `${at.height}px`, borderRadius: fits ? getComputedStyle(this.host).borderRadius : '', overflow: 'clip' });
  }

  /** @param {boolean} open */
  tellHost(open) {
    this.host.covered(open);
    this.host.tell('vitrine-cover', { open, height: open ? this.panel.offsetHeight : 0, beside: this.sideways });
  }

  stop() {
    this.life?.abort();
    if (this.open) this.dialog.close();
  }
}

/** The bar on top of a view. @param {string} title @param {() => void} close
 * @param {{back?: (() => void) | null, backTo?: string, extra?: Node | null}} [more] */
export function bar(title, close, { back, backTo = '', extra } = {}) {
  return el(back ? 'div.bar.deep' : 'div.bar', {},
    back && el('button.round-btn', { type: 'button', 'aria-label': t('Back to {place}', { place: backTo }), onclick: back },
      icon('back', 'l')),
    el('h2', { id: 'title', tabindex: '-1' }, title), extra, closeButton(close));
}

/** @param {() => void} close */
export function closeButton(close) {
  return el('button.round-btn', { type: 'button', 'aria-label': t('Close and keep watching'), onclick: close },
    icon('close', 'l'));
}

/** @param {{bold: string, rest: string, kind: string}} note */
export function noteBox({ bold, rest, kind }) {
  return el(`div.note.${kind}`, {}, icon(kind === 'warn' ? 'warn' : kind === 'bad' ? 'bad' : 'info'),
    el('span', {}, el('b', {}, bold), ' ', rest));
}
