// @ts-check
/** Captions, drawn by us and not by the browser: in their own place above chips and controls, moving nothing.
 * A page that wants them loads this file beside the overlay: `overlay.captions = new Captions(overlay)`. */

import { el } from './draw.js';
import { frameAt } from './timeline.js';

/** @typedef {{starts: number, ends: number, text: string}} Cue frames */
/** @typedef {{language: string, label: string, url: string}} Track */

const GAP = 8;
const TIME = /(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})/;

const looks = new CSSStyleSheet();
looks.replaceSync(`
.captions { position: absolute; z-index: 9; inset: var(--vitrine-keep-top, 12px) 12px calc(var(--vitrine-keep-bottom, 64px) + 4px); display: flex; flex-direction: column;
  align-items: center; justify-content: flex-end; gap: 4px; pointer-events: none; contain: layout; color: var(--film-ink); font-size: 18px; line-height: 26px; font-weight: 540; text-align: center; }
.captions span { max-width: 100%; padding: 2px 10px; border-radius: 4px; background: oklch(0.14 0.012 205 / 0.84); overflow-wrap: anywhere; text-wrap: balance; unicode-bidi: plaintext; }
`);

export class Captions {
  /** @param {import('./vitrine.js').VitrineOverlay} host */
  constructor(host) {
    this.host = host;
    /** @type {string | null} */
    this.language = null;
    /** @type {Cue[]} */
    this.cues = [];
    /** @type {Cue | undefined} */
    this.shown = undefined;
    this.raised = 0;
    /** @type {Map<string, Promise<string>>} */
    this.files = new Map();
    this.node = el('div.captions', { 'aria-hidden': 'true' });
    const root = /** @type {ShadowRoot} */ (host.shadowRoot);
    root.adoptedStyleSheets.push(looks);
    root.prepend(this.node);
    // The sheet is as high as what it shows: the captions stand on it.
    this.sizes = new ResizeObserver(() => this.rise());
    host.addEventListener('vitrine-cover', () => {
      if (this.panel) return this.sizes.observe(this.panel);
      this.sizes.disconnect();
      this.raised = 0;
      this.rise();
    });
  }

  /** The sheet's panel, where it covers the film's foot. */
  get panel() {
    const sheet = this.host.shop?.sheet;
    return sheet?.open && !sheet.sideways ? sheet.panel : null;
  }

  /** @returns {Track[]} */
  get tracks() {
    return this.host.manifest?.captions ?? [];
  }

  /** Shows a language, or none. Captions that can't be had leave the film as it is.
   * @param {string | null} language @returns {Promise<boolean>} whether they are shown now */
  async choose(language) {
    this.language = language;
    const track = this.tracks.find(one => one.language === language);
    const text = track ? await this.file(track.url) : '';
    if (this.language !== language) return false;
    const { fps = [1, 1], frames = 1 } = this.host.manifest ?? {};
    this.cues = cuesOf(text, ms => frameAt(ms / 1000, /** @type {[number, number]} */ (fps), frames + 1));
    this.node.lang = language ?? '';
    this.host.draw();
    return !!text;
  }

  /** @param {string} url */
  file(url) {
    const coming = this.files.get(url) ?? fetch(url).then(answer => (answer.ok ? answer.text() : '')).catch(() => '');
    this.files.set(url, coming);
    coming.then(text => text || this.files.delete(url));
    return coming;
  }

  /** @param {number} frame */
  draw(frame) {
    const cue = this.cues.find(({ starts, ends }) => starts <= frame && frame < ends);
    if (cue !== this.shown) {
      this.shown = cue;
      this.raised = 0;
      this.node.style.translate = '';
      // New lines are new elements: nothing on the page moves for them.
      this.node.replaceChildren(...(cue?.text.split('\n').map(line => el('span', {}, line)) ?? []));
    }
    if (cue) this.rise();
  }

  /** Above every chip that would lie on them; while one caption is shown it only ever rises. */
  rise() {
    const { chips, space } = this.host;
    const [first] = this.node.children;
    if (!first || !space) return;
    const { offsetTop, offsetHeight } = this.node;
    const top = offsetTop + /** @type {HTMLElement} */ (first).offsetTop;
    const height = offsetTop + offsetHeight - top;
    const covered = (this.panel?.offsetHeight ?? 0) - (this.host.offsetHeight - offsetTop - offsetHeight);
    let raised = Math.max(this.raised, this.panel ? covered + GAP : 0);
    const places = this.panel ? [] : [...chips.drawn.values()].map(({ at }) => at.y).sort((a, b) => b - a);
    for (const y of places) {
      if (y < top - raised + height + GAP && y + 52 + GAP > top - raised) raised = Math.max(raised, top + height - y + GAP);
    }
    raised = Math.min(raised, top - this.node.offsetTop);
    if (raised === this.raised) return;
    this.raised = raised;
    this.node.style.translate = raised ? `0 ${-Math.round(raised)}px` : '';
  }
}

/** The shop writes its files in one form only. @param {string} text @param {(ms: number) => number} frame
 * @returns {Cue[]} */
export function cuesOf(text, frame) {
  return text.split('\n\n').flatMap(block => {
    const [times, ...lines] = block.trim().split('\n');
    const found = TIME.exec(times);
    if (!found) return [];
    const [starts, ends] = [1, 5].map(i => {
      const [hours, minutes, seconds, ms] = found.slice(i, i + 4).map(Number);
      return frame(((hours * 60 + minutes) * 60 + seconds) * 1000 + ms);
    });
    const plain = lines.join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    return [{ starts, ends, text: plain }];
  });
}
