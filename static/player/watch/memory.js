// @ts-check
/** Being remembered on this device, by consent only: one number in this browser and with the shop, and nothing at all
 * without it. docs/decisions/0008-consent.md says why. */

const PLACE = 'vitrine.viewer';
const CAPTIONS = 'vitrine.captions';
const UNTOLD = 'vitrine.beacons';

export class Memory {
  /** @param {import('../vitrine.js').VitrineOverlay} overlay @param {string | undefined} episode */
  constructor(overlay, episode) {
    this.overlay = overlay;
    this.episode = episode;
    /** the browser speaks for its reader (Global Privacy Control): nobody is asked then */
    this.forbidden = !!(/** @type {any} */ (navigator).globalPrivacyControl);
    if (this.forbidden) clear();
    overlay.viewer = this.viewer;
  }

  get viewer() {
    return this.forbidden ? null : read(PLACE);
  }

  /** The viewer said yes. @returns {Promise<boolean>} whether the shop could make a number */
  async allow() {
    if (this.forbidden) return false;
    try {
      const answer = await fetch(`${this.overlay.base}/v1/viewers`, { method: 'POST', credentials: 'omit',
        headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ episode: this.episode }) });
      const { id } = await answer.json();
      if (!answer.ok || !id) return false;
      localStorage.setItem(PLACE, id);
      this.overlay.viewer = id;
      return true;
    } catch {
      return false;
    }
  }

  /** What the shop keeps under the number. @returns {Promise<{agreed_at: number, events: number} | null>} */
  async kept() {
    const { viewer } = this;
    if (!viewer) return null;
    const answer = await fetch(this.address(viewer), { credentials: 'omit', cache: 'no-store' });
    if (answer.ok) return answer.json();
    if (answer.status === 404) this.drop();
    return null;
  }

  /** Forgotten here at once; and with the shop, when it could be reached.
   * @returns {Promise<boolean>} */
  async forget() {
    const { viewer } = this;
    if (!viewer) return true;
    try {
      const { ok, status } = await fetch(this.address(viewer), { method: 'DELETE', credentials: 'omit', keepalive: true });
      if (!ok && status !== 404) return false;
    } catch {
      return false;
    }
    this.drop();
    return true;
  }

  drop() {
    clear();
    this.overlay.viewer = null;
  }

  /** @param {string} viewer */
  address(viewer) {
    return `${this.overlay.base}/v1/viewers/${encodeURIComponent(viewer)}`;
  }

  get captions() {
    return this.viewer ? read(CAPTIONS) : null;
  }

  set captions(language) {
    if (!this.viewer) return;
    try {
      localStorage.setItem(CAPTIONS, language ?? '');
    } catch {
      // A full or forbidden store remembers nothing; the captions are shown all the same.
    }
  }
}

/** @param {string} place */
function read(place) {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

function clear() {
  try {
    for (const place of [PLACE, CAPTIONS, UNTOLD]) localStorage.removeItem(place);
  } catch {
    // What can't be read can't have been written.
  }
}
