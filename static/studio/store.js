// The desk's state: the film and its frames, what is in hand and what others' panels show, over the moments and their changes.
// @ts-check
import { Edits } from './edits.js';
import * as frames from './frames.js';

/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {import('./moment.js').Span} Span */
/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {Moment & {id: string, version: number}} Placement */
/** @typedef {{id: string, title: string, product: string, name: string, brand: string, image: string | null, price: string, available: number | null}} Variant */
/** @typedef {{frame: number, end_frame?: number, words: string, kind: string, onOpen?: () => void}} Mark something to be seen on the ruler's last row: a note, a cliffhanger */
/** @typedef {{label: string, frame: number, box: Box, start_frame: number, end_frame: number}} Glance a suggestion that is being looked at */

export class Desk extends Edits {
  /** @type {Map<string, Variant>} */ variants = new Map();
  /** @type {Glance | null} */ glance = null;
  /** @type {import('./found.js').Finding[]} suggestions nobody has answered */ found = [];
  /** @type {import('./follow.js').Follow | null} */ follow = null;
  /** @type {string | null} a variant picked from the shelf for the next box */ armed = null;
  /** @type {{frame: number, box: Box} | null} a box that has no product yet */ draft = null;
  /** @type {import('./captions.js').Cue[]} */ cues = [];
  /** @type {Map<string, import('./others.js').Other[]>} who else has a moment in hand */ holders = new Map();
  /** @type {Mark[]} what others' panels want to be seen on the timeline */ marks = [];
  tool = false;
  /** Playing comes back to the in point of what is selected. */ loop = false;
  frame = 0;
  playing = false;

  /** @param {import('./library_parts.js').Episode} episode
   * @param {{mayRead: boolean, ownOnly: boolean, person?: string, markets?: {country: string, currency: string, languages: string[]}[]}} [may]
   *   what this person may: have films read; change only their own brand's; who it is, and where the studio sells */
  constructor(episode, may = { mayRead: true, ownOnly: false }) {
    super();
    this.episode = episode;
    this.may = may;
    this.cut = /** @type {NonNullable<typeof episode.cut>} */ (episode.cut);
    this.rate = this.cut.fps;
    this.frames = this.cut.frames;
    this.shots = episode.shots ?? [];
    /** Its shots are still being looked for. */
    this.isReading = episode.reading.step === 'shots';
  }

  /** A brand's people have only their own products on the shelf, and change only their moments. @param {string | null} uid */
  isOthers(uid) {
    const moment = this.of(uid);
    return this.may.ownOnly && Boolean(moment) && !this.variants.has(moment.variant);
  }

  /** The server knows more of the film now. @param {import('./library_parts.js').Episode} episode */
  learn(episode) {
    Object.assign(this.episode, episode);
    this.shots = episode.shots ?? [];
    this.isReading = episode.reading.step === 'shots';
    this.tell('shots');
  }

  // ---- frames ----
  /** @param {number} frame @param {{scrub?: boolean}} [how] */
  seek(frame, how = {}) {
    const next = frames.clampFrame(frame, this.frames);
    const moved = next !== this.frame;
    this.frame = next;
    this.tell('frame', { ...how, moved });
  }
  /** The film itself says where it is while it plays. @param {number} frame */
  reached(frame) {
    this.frame = frames.clampFrame(frame, this.frames);
    this.tell('frame', { played: true });
  }

  // ---- what is in hand ----
  /** @param {boolean} on */
  arm(on) {
    this.tool = on;
    this.tell('tool');
  }
  /** @param {{frame: number, box: Box} | null} draft */
  sketch(draft) {
    this.draft = draft;
    this.tell('draft');
  }

  /** A suggestion to be seen on the picture, or none. @param {Glance | null} glance */
  look(glance) {
    if (this.glance === glance) return;
    this.glance = glance;
    this.tell('glance');
  }
}
