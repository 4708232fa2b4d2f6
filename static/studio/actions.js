// One list of everything that can be done by key: the keys, the list of keys and the palette are made from it.
// @ts-check
import { toast } from './dom.js';
import { t } from '../words.js';

/** @typedef {{id: string, group: string, name: string, keys: string[], run: (event?: KeyboardEvent) => void, whyNot?: () => string}} Action
 *   `keys`: a letter or a key's name, with Shift+ and Mod+ (Ctrl, on a Mac Cmd); `whyNot`: why it does nothing now, empty
 *   where it does */

const SETTING = 'vitrine.single-keys';
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

export class Actions {
  /** @type {Action[]} */ all = [];
  /** @type {Map<string, Action>} */ #byKey = new Map();
  /** @type {Element | null} the button with the focus, when it was clicked and not reached by keyboard */ #clicked = null;

  /** @param {string} person whose setting it is */
  constructor(person) {
    this.setting = `${SETTING}.${person}`;
  }

  /** Single keys can be switched off by whoever dictates or types with one hand (WCAG 2.1.4). */
  get isSingle() {
    return localStorage.getItem(this.setting) !== 'off';
  }
  set isSingle(on) {
    localStorage.setItem(this.setting, on ? 'on' : 'off');
  }

  /** Other panels add theirs; a key that is taken stays with whoever had it. @param {Action[]} more */
  add(more) {
    for (const one of more) {
      this.all.push(one);
      for (const key of one.keys) if (!this.#byKey.has(key)) this.#byKey.set(key, one);
    }
  }
  /** @param {string} id */
  run(id) {
    this.all.find((one) => one.id === id)?.run();
  }

  /** One listener for all keys. Fields, dialogs and whoever has answered the key first are left alone. */
  listen() {
    const note = (/** @type {Event} */ event) => /** @type {Element} */ (event.target).closest('button, a, summary');
    document.addEventListener('pointerdown', (event) => {
      this.#clicked = note(event);
    });
    document.addEventListener('focusin', (event) => {
      if (note(event) !== this.#clicked) this.#clicked = null;
    });
    document.addEventListener('keydown', (event) => this.#pressed(event));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || document.querySelector('dialog[open]') || event.isComposing || event.altKey) return;
    const isMod = event.ctrlKey || event.metaKey;
    // Out of a field, back to the desk: what is in hand stays in hand.
    if (event.key === 'Escape' && isText(target)) return /** @type {HTMLElement} */ (target).blur();
    const act = this.#byKey.get(nameOf(event));
    if (!act) return;
    if (isMod) {
      // Text has its own undo.
      if (isText(target) && !act.keys.some((key) => key === 'Mod+k' || key === 'Mod+Enter' || key === 'Mod+s')) return;
    } else {
      // Characters only: nobody dictates an arrow or Home.
      const isCharacter = event.key.length === 1 && event.key !== ' ';
      if (isText(target) || (isCharacter && !this.isSingle)) return;
      // Space and Enter press the button reached by keyboard; one that was clicked has done its part.
      if (event.key === ' ' || event.key === 'Enter') {
        const button = /** @type {HTMLElement | null} */ (target.closest('button, a, summary, select'));
        if (button && button !== this.#clicked) return;
        button?.blur();
      }
      if (target.closest('select') && event.key.startsWith('Arrow')) return;
    }
    event.preventDefault();
    const why = act.whyNot?.();
    // A key that does nothing says why: nobody should have to guess whether it was heard.
    if (why) toast(why, { sign: 'info' });
    else act.run(event);
  }
}

/** @param {KeyboardEvent} event as the list writes it: Shift only where the key itself doesn't tell */
function nameOf(event) {
  const isLetter = /^\p{L}$/u.test(event.key);
  const key = event.key === ' ' ? 'Space' : isLetter ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (isLetter || key.length > 1) ? 'Shift+' : '';
  return (event.ctrlKey || event.metaKey ? 'Mod+' : '') + shift + key;
}

/** @type {Record<string, string>} */
const SIGNS = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Space: t('Space'),
  Shift: t('Shift'),
  Mod: isMac ? '⌘' : t('Ctrl'),
  Delete: t('Del'),
  Backspace: '⌫',
  Escape: t('Esc'),
  Enter: t('Enter'),
  Home: t('Home'),
  End: t('End'),
  PageUp: t('Page up'),
  PageDown: t('Page down'),
};
/** A key as people read it on the keyboard. @param {string} key */
export const written = (key) =>
  (key.endsWith('++') ? [...key.slice(0, -2).split('+'), '+'] : key === '+' ? ['+'] : key.split('+'))
    .map((part) => SIGNS[part] ?? part.toUpperCase())
    .join(' + ');

/** @param {Element} target */
const isText = (target) =>
  target.matches('textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])');
