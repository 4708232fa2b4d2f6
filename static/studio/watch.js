// Asking the server how far it is, while something goes on there: less often while nobody looks, and while it doesn't answer.
// @ts-check

/** @typedef {import('./api.js').Refused} Refused */

const SLOWEST_MS = 8000;

export class Watch {
  #isOn = false;

  /** @param {{every: number, away: number, isWanted: () => boolean, look: () => Promise<void>,
   *   onRefused: (refused: Refused) => void, onLooked?: () => void, onEnded?: () => void}} how in milliseconds; `away` while
   *   the page is hidden. What isn't an answer of the server's is an error of ours, and thrown. */
  constructor(how) {
    this.how = how;
  }

  /** Until it isn't wanted any more; asked for twice, it runs once, and not at all for nothing. */
  async start() {
    const { every, away, isWanted, look, onRefused, onLooked, onEnded } = this.how;
    if (this.#isOn || !isWanted()) return;
    this.#isOn = true;
    try {
      for (let pause = every; isWanted(); ) {
        await new Promise((go) => setTimeout(go, document.hidden ? away : pause));
        try {
          await look();
          pause = every;
        } catch (refused) {
          if (/** @type {Refused} */ (refused).status === undefined) throw refused;
          onRefused(/** @type {Refused} */ (refused));
          pause = Math.min(SLOWEST_MS, pause * 2);
        }
        onLooked?.();
      }
    } finally {
      this.#isOn = false;
    }
    onEnded?.();
  }
}
