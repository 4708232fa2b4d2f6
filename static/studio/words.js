// What the desk says: saved or not, what can be undone, what a drag on the picture would do now.
// @ts-check
import { byId, h, icon } from './dom.js';
import { boxAround } from './geometry.js';
import { t } from '../words.js';

/** @typedef {import('./geometry.js').Box} Box */
/** @typedef {import('./store.js').Desk} Desk */

/** A product dragged from the shelf and dropped on the picture: the box it would get goes with the pointer.
 * @param {Desk} desk
 * @param {(variant: string, box: Box) => void} create */
export function listenToPieces(desk, create) {
  const pic = byId('pic');
  const ghost = h('div', { class: 'drop-box', hidden: true, 'aria-hidden': 'true' });
  pic.append(ghost);
  const has = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes('application/x-vitrine-variant');
  const boxAt = (/** @type {DragEvent} */ event) => {
    const rect = pic.getBoundingClientRect();
    return boxAround((event.clientX - rect.left) / rect.width, (event.clientY - rect.top) / rect.height);
  };
  pic.addEventListener('dragover', (event) => {
    if (!has(event)) return;
    event.preventDefault();
    const { x, y, w, h: tall } = boxAt(event);
    ghost.hidden = false;
    Object.assign(ghost.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${tall * 100}%` });
  });
  for (const type of /** @type {const} */ (['dragleave', 'drop']))
    pic.addEventListener(type, () => {
      ghost.hidden = true;
    });
  pic.addEventListener('drop', (event) => {
    const variant = event.dataTransfer?.getData('application/x-vitrine-variant');
    if (!variant || !desk.variants.has(variant)) return;
    event.preventDefault();
    create(variant, boxAt(event));
  });
}

/** @param {import('./saver.js').Said} state @param {string} words @param {() => void} onChoose asks again what was left unchosen
 * @param {() => void} onLoad the new cut */
export function showSaved(state, words, onChoose, onLoad) {
  const box = byId('saved');
  if (box.dataset.state === state + words) return;
  box.dataset.state = state + words;
  box.className = state === 'saved' || state === 'saving' ? 'saved' : 'saved late';
  box.replaceChildren(
    state === 'saving' ? h('span', { class: 'spin' }) : icon(state === 'saved' ? 'check' : 'warn', 's'),
    words,
    // In another tab: this one still holds what isn't saved, and saves it as soon as it may.
    ...(state === 'held' ? [h('button', { class: 'btn s', type: 'button', onclick: onChoose }, t('Choose'))] : []),
    ...(state === 'over' ? [h('button', { class: 'btn s', type: 'button', onclick: onLoad }, t('Load'))] : []),
    ...(state === 'out' ? [h('a', { href: '/sign-in', target: '_blank' }, t('Sign in'))] : []),
  );
}

/** @param {'undo' | 'redo'} name @param {string} word @param {string | null} what */
export function showStep(name, word, what) {
  const button = /** @type {HTMLButtonElement} */ (byId(name));
  button.disabled = !what;
  button.title = what ? t('{act}: {change}', { act: word, change: what }) : word;
}

/** What a drag on the picture would do now. @param {Desk} desk */
export function showHint(desk) {
  byId('box-tool').setAttribute('aria-pressed', String(desk.tool));
  const moment = desk.of(desk.selected);
  const inside = moment && moment.start_frame <= desk.frame && desk.frame < moment.end_frame;
  const keyed = moment?.keys.some((/** @type {number[]} */ key) => key[0] === desk.frame);
  const words = desk.draft
    ? t('Choose the product this box shows.')
    : desk.armed
      ? t('Draw a box around {name}.', { name: desk.variants.get(desk.armed)?.name ?? '' })
      : desk.tool
        ? t('Drag a box on the picture, or press Enter.')
        : !moment
          ? desk.count
            ? t('Drag on the picture for a new box.')
            : t('Go to a keyframe, then drag a box around a product.')
          : !inside
            ? t('{name} isn’t on at this frame. D and a box make it another moment.', { name: moment.label })
            : desk.isOthers(desk.selected)
              ? t('{name} is another brand’s.', { name: moment.label })
            : desk.follow?.owns(desk.selected ?? '', desk.frame)
              ? t('Where the box is wrong, drag it right: it is followed again between the boxes you drew.')
              : keyed && moment.keys.length === 1 && desk.follow && !desk.follow.isRunning(desk.selected)
              ? t('Fit the box around the thing; Follow (T) then keeps it there through the shot.')
              : keyed
              ? t('Move the box here, or at another frame to add a key.')
              : t('Moving the box here adds a key.');
  const hint = byId('hint');
  if (hint.textContent !== words) hint.textContent = hint.title = words;
}

/** @param {string} words */
export function say(words) {
  byId('said').textContent = words;
}
