// Playing, stepping and jumping, by buttons and by single keys that can be switched off.
// @ts-check
import { byId, icon } from './dom.js';
import { clock, jumpShot, shotAt } from './frames.js';
import { t } from '../words.js';
import { number } from './manner.js';

export const KEYS_SETTING = 'vitrine.single-keys';

export class Transport {
  /** @param {import('./store.js').Desk} desk @param {import('./stage.js').Stage} stage */
  constructor(desk, stage) {
    this.desk = desk;
    this.stage = stage;
    const act = (/** @type {string} */ id, /** @type {() => void} */ does) =>
      byId(id).addEventListener('click', does);
    act('play', () => stage.toggle());
    act('frame-back', () => this.step(-1));
    act('frame-on', () => this.step(1));
    act('shot-before', () => this.jump(-1));
    act('shot-next', () => this.jump(1));
    const rate = /** @type {HTMLSelectElement} */ (byId('speed'));
    rate.addEventListener('change', () => {
      stage.film.playbackRate = Number(rate.value);
    });
    const sound = byId('sound');
    sound.hidden = !(/** @type {any} */ (desk.cut).has_audio);
    sound.addEventListener('click', () => {
      stage.film.muted = !stage.film.muted;
      sound.setAttribute('aria-pressed', String(!stage.film.muted));
    });
    desk.on('frame', () => this.draw());
    desk.on('playing', () => this.draw());
    this.draw();
  }

  /** @param {number} by */
  step(by) {
    this.desk.seek(this.desk.frame + by);
  }
  /** @param {1 | -1} way */
  jump(way) {
    this.desk.seek(jumpShot(this.desk.shots, this.desk.frame, way));
  }

  /** To the next or the previous suggested keyframe. @param {1 | -1} way */
  jumpKeyframe(way) {
    const all = this.desk.shots
      .flatMap((shot) => shot.keyframes.map((one) => one.frame))
      .sort((a, b) => a - b);
    const to =
      way > 0
        ? all.find((frame) => frame > this.desk.frame)
        : all.findLast((frame) => frame < this.desk.frame);
    if (to !== undefined) this.desk.seek(to);
  }

  draw() {
    const { desk } = this;
    byId('tcode').textContent = clock(desk.frame, desk.rate);
    byId('tframe').textContent =
      t('frame {n} of {all}', { n: number(desk.frame), all: number(desk.frames) });
    byId('tshot').textContent = t('shot {n}', { n: (shotAt(desk.shots, desk.frame)?.index ?? 0) + 1 });
    const play = byId('play');
    const state = desk.playing ? 'pause' : 'play';
    if (play.dataset.state === state) return;
    play.dataset.state = state;
    play.setAttribute('aria-label', desk.playing ? t('Pause') : t('Play'));
    play.replaceChildren(icon(state));
  }
}

/** One listener for all keys. Fields, dialogs and whoever has answered the key first are left alone.
 * @param {Record<string, (event: KeyboardEvent) => void>} single @param {Record<string, (event: KeyboardEvent) => void>} withControl */
export function listenToKeys(single, withControl) {
  /** @type {Element | null} the button with the focus, when it was clicked and not reached by keyboard */
  let clicked = null;
  const note = (/** @type {Event} */ event) =>
    /** @type {Element} */ (event.target).closest('button, a, summary');
  document.addEventListener('pointerdown', (event) => {
    clicked = note(event);
  });
  document.addEventListener('focusin', (event) => {
    if (note(event) !== clicked) clicked = null;
  });
  document.addEventListener('keydown', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || document.querySelector('dialog[open]') || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      // Text has its own undo.
      if (isText(target)) return;
      return run(withControl[`${event.shiftKey ? 'Shift+' : ''}${event.key.toLowerCase()}`], event);
    }
    if (event.altKey || isText(target) || localStorage.getItem(KEYS_SETTING) === 'off') return;
    // Space and Enter press the button reached by keyboard; one that was clicked has done its part.
    if (event.key === ' ' || event.key === 'Enter') {
      const button = /** @type {HTMLElement | null} */ (target.closest('button, a, summary, select'));
      if (button && button !== clicked) return;
      button?.blur();
    }
    if (target.closest('select') && event.key.startsWith('Arrow')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    run(single[event.shiftKey && event.key.length > 1 ? `Shift+${key}` : key], event);
  });
}

/** @param {((event: KeyboardEvent) => void) | undefined} act @param {KeyboardEvent} event */
function run(act, event) {
  if (!act) return;
  event.preventDefault();
  act(event);
}

/** @param {Element} target */
const isText = (target) =>
  target.matches('textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])');
