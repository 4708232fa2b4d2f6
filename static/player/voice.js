// @ts-check
/** What the overlay says by itself: quietly to screen readers, and seldom in a toast. */

import { el } from './draw.js';

const QUIET_MS = 3000;
const TOAST_MS = 8000;

export class Voice {
  constructor() {
    this.node = el('div');
    this.status = el('p.sr', { role: 'status' });
    this.node.append(this.status);
    this.last = 0;
  }

  /** At most every three seconds: a film is to be followed, not its labels. @param {string} words */
  murmur(words) {
    if (!words || Date.now() - this.last < QUIET_MS) return;
    this.last = Date.now();
    this.status.textContent = words;
  }

  /** @param {string} words @param {string} act @param {() => void} press */
  toast(words, act, press) {
    const toast = el('div.toast', { part: 'toast', role: 'status' }, el('span', {}, words),
      el('button.film', { type: 'button', onclick: () => (toast.remove(), press()) }, act));
    this.node.append(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }
}
