// What the desk says: saved or not, what can be undone, what a drag on the picture would do now.
// @ts-check
import { boxAround } from './boxes.js';
import { byId, h, icon } from './dom.js';

/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {import('./store.js').Desk} Desk */

/** A product dragged from the shelf and dropped on the picture.
 * @param {Desk} desk
 * @param {(variant: string, box: Box) => void} create */
export function listenToPieces(desk, create) {
  const pic = byId('pic');
  const has = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes('application/x-vitrine-variant');
  pic.addEventListener('dragover', (event) => {
    if (has(event)) event.preventDefault();
  });
  pic.addEventListener('drop', (event) => {
    const variant = event.dataTransfer?.getData('application/x-vitrine-variant');
    if (!variant || !desk.variants.has(variant)) return;
    event.preventDefault();
    const rect = pic.getBoundingClientRect();
    create(
      variant,
      boxAround((event.clientX - rect.left) / rect.width, (event.clientY - rect.top) / rect.height),
    );
  });
}

/** @param {'saved' | 'saving' | 'trying' | 'held'} state @param {string} words */
export function showSaved(state, words) {
  const box = byId('saved');
  if (box.dataset.state === state + words) return;
  box.dataset.state = state + words;
  box.className = state === 'trying' || state === 'held' ? 'saved late' : 'saved';
  box.replaceChildren(
    state === 'saving' ? h('span', { class: 'spin' }) : icon(state === 'saved' ? 'check' : 'warn', 's'),
    words,
  );
}

/** @param {'undo' | 'redo'} name @param {string} word @param {string | null} what */
export function showStep(name, word, what) {
  const button = /** @type {HTMLButtonElement} */ (byId(name));
  button.disabled = !what;
  button.title = what ? `${word}: ${what}` : word;
}

/** What a drag on the picture would do now. @param {Desk} desk */
export function showHint(desk) {
  byId('box-tool').setAttribute('aria-pressed', String(desk.tool));
  const moment = desk.of(desk.selected);
  const inside = moment && moment.start_frame <= desk.frame && desk.frame < moment.end_frame;
  const keyed = moment?.keys.some((/** @type {number[]} */ key) => key[0] === desk.frame);
  byId('hint').textContent = desk.draft
    ? 'Choose the product this box shows.'
    : desk.armed
      ? `Draw a box around ${desk.variants.get(desk.armed)?.name}.`
      : desk.tool
        ? 'Drag a box on the picture, or press Enter.'
        : !moment
          ? desk.moments.length
            ? 'Drag on the picture for a new box.'
            : 'Go to a keyframe, then drag a box around a product.'
          : !inside
            ? `${moment.label} isn’t on at this frame.`
            : keyed
              ? 'Move the box here, or at another frame to add a key.'
              : 'Moving the box here adds a key.';
}

/** @param {string} words */
export function say(words) {
  byId('said').textContent = words;
}
