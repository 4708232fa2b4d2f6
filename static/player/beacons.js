// @ts-check
/** What happened, told to the shop in batches, each event once by its id. What could not be told waits on the device of
 * a viewer who agreed to be known again; on nobody else's. */

/** @typedef {import('./shapes.js').Moment} Moment */

const EVERY_MS = 5000;
const SLOWEST_MS = 60000;
const BATCH = 50;
const MOST = 500;
const SEEN_SECONDS = 1;
const PLACE = 'vitrine.beacons';

export class Beacons {
  /** @param {string} url @param {() => Record<string, any> | null} context what every event says
   * @param {(moment: Moment) => void} [saw] a moment was watched long enough */
  constructor(url, context, saw = moment => void this.add('impression', moment)) {
    this.url = url;
    this.context = context;
    this.saw = saw;
    this.session = hexId();
    /** @type {{id: string, viewer?: string | null}[]} */
    this.queue = [];
    /** @type {Map<string, number>} seconds of playing on end */
    this.seen = new Map();
    /** @type {WeakMap<Element, boolean>} whether half of it can be seen */
    this.half = new WeakMap();
    this.watcher = new IntersectionObserver(all => {
      for (const { target, intersectionRatio } of all) this.half.set(target, intersectionRatio >= 0.5);
    }, { threshold: 0.5 });
    this.wait = EVERY_MS;
    this.timer = 0;
    this.sending = this.isBack = false;
    this.life = new AbortController();
    addEventListener('pagehide', () => this.leave(), this.life);
    document.addEventListener('visibilitychange', () => document.hidden && this.leave(), this.life);
    addEventListener('online', () => this.flush(), this.life);
  }

  /** @param {string} type @param {Moment} [moment] */
  add(type, moment) {
    const context = this.context();
    if (!context || this.queue.length >= MOST) return;
    this.isBack ||= this.takeBack(context.viewer);
    const about = moment ? { moment: moment.id, token: moment.token } : {};
    const id = hexId();
    this.queue.push(Object.assign({ id, type, ts: Date.now(), session: this.session }, context, about));
    if (!this.timer) this.timer = setTimeout(() => this.flush(), this.wait);
    return id;
  }

  /** Counts a moment as seen once half of it was in sight for a second of playing on end; once.
   * @param {Moment[]} moments @param {number} seconds since the last frame @param {(id: string) => Element | undefined} nodeOf */
  watched(moments, seconds, nodeOf) {
    const before = this.seen;
    this.seen = new Map([...before].filter(([, time]) => time >= SEEN_SECONDS));
    for (const moment of moments) {
      const node = nodeOf(moment.id);
      if (node && !this.half.has(node)) this.watcher.observe(node);
      if (!node || !this.half.get(node) || this.seen.has(moment.id)) continue;
      const time = (before.get(moment.id) ?? 0) + seconds;
      this.seen.set(moment.id, time);
      if (time >= SEEN_SECONDS) this.saw(moment);
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
    this.keep();
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

  /** The page may be going: all that waits leaves now, and stays in the queue in case the page lives on. */
  leave() {
    for (let i = 0; i < this.queue.length; i += BATCH) {
      navigator.sendBeacon(this.url, JSON.stringify({ events: this.queue.slice(i, i + BATCH) }));
    }
    // Nobody says whether it arrived.
    this.keep();
  }

  keep() {
    const viewer = this.context()?.viewer;
    const events = this.queue.filter(event => viewer && event.viewer === viewer);
    try {
      if (events.length) localStorage.setItem(PLACE, JSON.stringify(events));
      else if (this.isBack) localStorage.removeItem(PLACE);
    } catch {} // no storage, or none left: it is sent while the page lives
  }

  /** What an earlier visit could not tell. @param {string | null} viewer */
  takeBack(viewer) {
    if (!viewer) return false;
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
      this.queue.push(...kept.filter((/** @type {any} */ event) => event.viewer === viewer));
    } catch {}
    return true;
  }

  stop() {
    this.leave();
    this.watcher.disconnect();
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
