// The page's pieces: elements made without HTML strings, signs, toasts and dialogs.
// @ts-check
import { t } from '../words.js';

const SIGNS = new URL('../icons.svg', import.meta.url).pathname;
const SVG = 'http://www.w3.org/2000/svg';

/** One element. `class`, `on…` handlers, `data-…`, `aria-…` and plain attributes; false and null leave an attribute out.
 * @param {string} tag @param {Record<string, any>} [wanted] @param {...(Node | string | number | null | undefined | false)} children @returns {any} */
export function h(tag, wanted = {}, ...children) {
  return filled(document.createElement(tag), wanted, children);
}

/** The same in SVG.
 * @param {string} tag
 * @param {Record<string, any>} [wanted]
 * @param {...(Node | string)} children
 * @returns {any} */
export function s(tag, wanted = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), wanted, children);
}

/** @param {string} name @param {string} [size] @returns {SVGElement} */
export function icon(name, size = '') {
  return s(
    'svg',
    { class: `ico ${size}`.trim(), viewBox: '0 0 20 20', 'aria-hidden': 'true' },
    s('use', { href: `${SIGNS}#${name}` }),
  );
}

/** @template {Element} [E=HTMLElement] @param {string} id @returns {E} */
export const byId = (id) => /** @type {any} */ (document.getElementById(id));

/** As if a hand did, where it is there to be pressed. @param {string} id */
export const press = (id) => byId(id)?.click();

/** @param {string} role the id of a JSON block in the page */
export const pageData = (role) => JSON.parse(byId(role)?.textContent || 'null');

/** Say what happened; with a way back where there is one.
 * @param {string} words @param {{bad?: boolean, sign?: string, act?: string, onAct?: () => void, stays?: boolean}} [how] */
export function toast(words, { bad = false, sign = bad ? 'stop' : 'check', act, onAct, stays = false } = {}) {
  const box = h(
    'div',
    { class: bad ? 'toast bad' : 'toast', 'data-sign': sign },
    icon(sign, 's'),
    h('span', {}, words),
  );
  const gone = () => box.remove();
  if (act)
    box.append(
      h(
        'button',
        {
          class: 'btn s',
          type: 'button',
          onclick: () => {
            gone();
            onAct?.();
          },
        },
        act,
      ),
    );
  box.append(
    h(
      'button',
      { class: 'btn icon s', type: 'button', 'aria-label': t('Dismiss'), onclick: gone },
      icon('close', 's'),
    ),
  );
  const all = byId('toasts');
  // What went wrong, or does nothing, takes the place of the one before; what is said again isn't said twice.
  for (const one of [.../** @type {HTMLCollectionOf<HTMLElement>} */ (all.children)])
    if (one.querySelector('span')?.textContent === words || (sign !== 'check' && one.dataset.sign === sign)) one.remove();
  while (all.children.length > 2) all.firstElementChild?.remove();
  all.append(box);
  if (!stays) setTimeout(gone, bad ? 12000 : 6000);
  return gone;
}

const STOPS = 'a[href], button, input, select, textarea, [tabindex]';

/** A dialog with a head, a body and its actions. It leaves the page when it closes.
 * @param {{title: string, body: (Node | string)[], foot?: Node[], class?: string, onClose?: () => void}} what */
export function dialog({ title, body, foot = [], class: extra = '', onClose }) {
  const inner = h('div', { class: 'dlg-body' }, ...body);
  const titleId = `dlg-${Math.random().toString(36).slice(2, 8)}`;
  const box = h(
    'dialog',
    { class: `dlg ${extra}`.trim(), 'aria-labelledby': titleId, closedby: 'any' },
    h(
      'div',
      { class: 'dlg-head' },
      h('h2', { id: titleId }, title),
      h(
        'button',
        { class: 'btn icon s ghost', type: 'button', 'aria-label': t('Close'), onclick: () => box.close() },
        icon('close'),
      ),
    ),
    inner,
    foot.length ? h('div', { class: 'dlg-foot' }, ...foot) : null,
  );
  box.addEventListener('close', () => {
    box.remove();
    onClose?.();
  });
  document.body.append(box);
  box.showModal();
  // What scrolls and holds nothing to stop at is a stop itself, or the keyboard couldn't scroll it.
  if (inner.scrollHeight > inner.clientHeight && !inner.querySelector(STOPS)) inner.tabIndex = 0;
  return /** @type {HTMLDialogElement} */ (box);
}

/** @param {HTMLElement} button
 * @param {string} words
 * @param {() => Promise<any>} work while it runs, the button says so */
export async function busy(button, words, work) {
  const kept = [...button.childNodes];
  const it = /** @type {HTMLButtonElement} */ (button);
  it.replaceChildren(h('span', { class: 'spin' }), words);
  it.disabled = true;
  try {
    return await work();
  } finally {
    it.replaceChildren(...kept);
    it.disabled = false;
  }
}

/** The sprite's cell for a frame, as the background of an element.
 * @param {HTMLElement} element @param {import('./frames.js').Sprite} sprite @param {{column: number, row: number}} cell */
export function showCell(element, sprite, { column, row }) {
  element.style.backgroundImage = `url("${sprite.image}")`;
  element.style.backgroundSize = `${sprite.columns * 100}% ${sprite.rows * 100}%`;
  element.style.backgroundPosition = `${part(column, sprite.columns)}% ${part(row, sprite.rows)}%`;
}

/** @param {number} index @param {number} many */
const part = (index, many) => (many > 1 ? (index / (many - 1)) * 100 : 0);

/** @param {Element} element @param {Record<string, any>} wanted @param {any[]} children */
function filled(element, wanted, children) {
  for (const [name, value] of Object.entries(wanted)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children
      .filter((child) => child !== null && child !== undefined && child !== false)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
  return element;
}
