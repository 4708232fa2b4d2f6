// What is said, on the timeline: the cut's WebVTT in the reader's language, else in the first there is.
// @ts-check
import { byId, h } from './dom.js';
import { clock } from './frames.js';
import { t } from '../words.js';

/** @typedef {{start_frame: number, end_frame: number, words: string}} Cue */

const TIME = /(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})/;

export class Captions {
  /** @param {import('./store.js').Desk} desk @param {import('./timeline.js').Timeline} timeline */
  constructor(desk, timeline) {
    this.desk = desk;
    this.timeline = timeline;
    this.row = byId('tl-captions');
    this.lane = byId('tl-captions-lane');
    this.#load();
  }

  async #load() {
    const { captions = [] } = /** @type {any} */ (this.desk.episode);
    const spoken = document.documentElement.lang;
    const chosen = captions.find((/** @type {any} */ one) => one.language.split('-')[0] === spoken) ?? captions[0];
    if (!chosen) return;
    const answer = await fetch(chosen.url).catch(() => null);
    if (!answer?.ok) return;
    this.desk.cues = cues(await answer.text(), this.desk.rate);
    byId('tl-captions-say').title = chosen.label;
    this.row.hidden = this.desk.cues.length === 0;
    this.timeline.onLayout(
      () => {},
      () => this.draw(),
    );
    this.draw();
    this.desk.tell('marks');
  }

  /** Only what is seen: a film of ten minutes says hundreds of lines. */
  draw() {
    const [from, to] = this.timeline.seen;
    const seen = this.desk.cues.filter((one) => one.end_frame > from && one.start_frame < to);
    const state = seen.map((one) => one.start_frame).join();
    if (this.lane.dataset.state === state) return;
    this.lane.dataset.state = state;
    this.lane.replaceChildren(
      ...seen.map((one) => {
        const cue = h(
          'button',
          {
            class: 'cue',
            type: 'button',
            tabindex: -1,
            title: one.words,
            'aria-label': t('Caption at {time}: {words}', { time: clock(one.start_frame, this.desk.rate), words: one.words }),
            onclick: () => this.desk.seek(one.start_frame),
          },
          one.words,
        );
        cue.style.left = this.timeline.part(one.start_frame);
        cue.style.width = this.timeline.part(one.end_frame - one.start_frame);
        return cue;
      }),
    );
  }
}

/** The cues of a WebVTT file that this house has written: tags and settings are left out.
 * @param {string} text @param {[number, number]} rate @returns {Cue[]} */
export function cues(text, [num, den]) {
  const frame = (/** @type {string} */ words) => {
    const [, hours, minutes, seconds, ms] = /** @type {string[]} */ (TIME.exec(words) ?? []);
    return Math.ceil((((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds) + Number(ms) / 1000) * num) / den - 1e-6);
  };
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n\n+/)
    .flatMap((block) => {
      const lines = block.split('\n');
      const at = lines.findIndex((line) => line.includes('-->'));
      if (at < 0) return [];
      const [from, to] = lines[at].split('-->').map(frame);
      const words = lines.slice(at + 1).join(' ').replace(/<[^>]*>/g, '').trim();
      return Number.isFinite(from) && to > from && words ? [{ start_frame: from, end_frame: to, words: unescaped(words) }] : [];
    });
}

/** @param {string} words */
const unescaped = (words) => words.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&nbsp;/g, ' ').replace(/&amp;/g, '&');
