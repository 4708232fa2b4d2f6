// @ts-check
/** What happened, told to the shop in batches: each event once, by its id; nothing is kept on the device. */

/** @typedef {import('./timeline.js').Moment} Moment */

const EVERY_MS = 5000;
const SLOWEST_MS = 60000;
const BATCH = 50;
const MOST = 500;
const SEEN_SECONDS = 1;

export class Beacons {
  /** @param {string} url @param {() => {episode: string, release: string, channel?: string, viewer: string | null, at_ms: number} | null} context
   * @param {(moment: Moment) => void} [saw] a moment was watched long enough */
  constructor(url, context, saw = moment => void this.add('impression', moment)) {
    this.url = url;
    this.context = context;
    this.saw = saw;
    this.session = hexId();
    /** @type {{id: string}[]} */
    this.queue = [];
    /** @type {Map<string, number>} seconds of playing each moment was on screen */
    this.seen = new Map();
    this.wait = EVERY_MS;
    this.timer = 0;
    this.sending = false;
    this.life = new AbortController();
    addEventListener('pagehide', () => this.leave(), this.life);
    document.addEventListener('visibilitychange', () => document.hidden && this.leave(), this.life);
  }

  /** @param {string} type @param {Moment} [moment] */
  add(type, moment) {
    const context = this.context();
    if (!context || this.queue.length >= MOST) return;
    const about = moment ? { moment: moment.id, token: moment.token } : {};
    const id = hexId();
    this.queue.push(Object.assign({ id, type, ts: Date.now(), session: this.session }, context, about));
    if (!this.timer) this.timer = setTimeout(() => this.flush(), this.wait);
    return id;
  }

  /** Counts a moment as seen after a second of playing, once.
   * @param {Moment[]} moments @param {number} seconds since the last frame */
  watched(moments, seconds) {
    for (const moment of moments) {
      const before = this.seen.get(moment.id) ?? 0;
      this.seen.set(moment.id, before + seconds);
      if (before < SEEN_SECONDS && before + seconds >= SEEN_SECONDS) this.saw(moment);
    }
  }

  async flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.sending || !this.queue.length) return;
    this.sending = true;
    const batch = this.queue.slice(0, BATCH);
    if (await this.send(batch)) {
      this.queue = this.queue.filter(event => !batch.includes(event));
      this.wait = EVERY_MS;
    } else {
      this.wait = Math.min(SLOWEST_MS, this.wait * 2);
    }
    this.sending = false;
    if (this.queue.length && !this.timer) this.timer = setTimeout(() => this.flush(), this.wait);
  }

  /** A batch the shop calls malformed would be so for ever: it is let go. Anything else is tried again.
   * @param {{id: string}[]} batch */
  async send(batch) {
    try {
      const { ok, status } = await fetch(this.url, { method: 'POST', body: JSON.stringify({ events: batch }),
        keepalive: true, credentials: 'omit', headers: { 'Content-Type': 'text/plain' } });
      return ok || (status >= 400 && status < 500 && status !== 408 && status !== 429);
    } catch {
      return false;
    }
  }

  /** The page may be going: what waits, and what may be under way, leaves now. It stays in the queue until an
   * answer came, in case the page lives on; the ids make doubles harmless. */
  leave() {
    for (let i = 0; i < this.queue.length; i += BATCH) {
      navigator.sendBeacon(this.url, JSON.stringify({ events: this.queue.slice(i, i + BATCH) }));
    }
  }

  stop() {
    this.leave();
    clearTimeout(this.timer);
    this.life.abort();
  }
}

/** A random UUID in hex. crypto.randomUUID would ask for https, which a phone testing on the local net hasn't. */
export function hexId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
