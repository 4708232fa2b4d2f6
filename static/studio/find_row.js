// One suggestion: the place in the film and the product beside it, what is known of it, and the two answers.
// @ts-check
import { Crop } from './crop.js';
import { h, icon } from './dom.js';
import { clock, shotAt } from './frames.js';
import { percent } from './manner.js';
import { t } from '../words.js';

/** @param {import('./store.js').Desk} desk @param {import('./found.js').Finding} one
 * @param {Record<'see' | 'focused' | 'hovered' | 'accept' | 'refuse', () => void>} acts @returns {HTMLElement} */
export function findRow(desk, one, acts) {
  const { rate, shots } = desk;
  const shot = one.shot ?? shotAt(shots, one.frame)?.index ?? null;
  const where = [
    shot === null ? '' : t('Shot {n}', { n: shot + 1 }),
    `${clock(one.start_frame, rate)}–${clock(one.end_frame, rate)}`,
  ].filter(Boolean);
  const sure = sureness(one.confidence);
  const row = h(
    'li',
    { class: 'find', 'data-finding': one.id },
    h(
      'button',
      {
        class: 'find-see',
        type: 'button',
        'aria-label': t('{title}. {where}. {sure}. Look at it.', { title: one.title, where: where.join(', '), sure }),
        'aria-keyshortcuts': 'A X',
        onclick: acts.see,
        onfocus: acts.focused,
      },
      new Crop(desk, one.frame, one.box).element,
      h('span', { class: 'thumb' }, one.image ? h('img', { src: one.image, alt: '', loading: 'lazy' }) : icon('tag', 's')),
      h(
        'span',
        { class: 'grow' },
        h('b', {}, one.title),
        h('span', { class: 'meta fig', title: where.join(' · ') }, where[where.length - 1]),
        h('span', { class: one.confidence >= VERY ? 'find-sure very' : 'find-sure' }, sure),
      ),
    ),
    h(
      'button',
      {
        class: 'btn icon s',
        type: 'button',
        'aria-label': t('Accept {title}', { title: one.title }),
        title: t('Accept: it becomes a moment and is followed'),
        onclick: acts.accept,
      },
      icon('check', 's'),
    ),
    h(
      'button',
      {
        class: 'btn icon s ghost',
        type: 'button',
        'aria-label': t('Refuse {title}', { title: one.title }),
        title: t('Refuse: it isn’t this product'),
        onclick: acts.refuse,
      },
      icon('close', 's'),
    ),
  );
  row.addEventListener('pointerenter', (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== 'touch') acts.hovered();
  });
  return row;
}

const VERY = 0.85;
const FAIRLY = 0.7;

/** @param {number} confidence */
function sureness(confidence) {
  const part = percent(confidence);
  if (confidence >= VERY) return t('Very sure, {part}', { part });
  return confidence >= FAIRLY ? t('Fairly sure, {part}', { part }) : t('Worth a look, {part}', { part });
}
