// How a box came to be where it is: drawn, followed, weak, hidden.
// @ts-check
import { number, percent } from './manner.js';
import { stateAt, sureAt } from './paths.js';
import { t } from '../words.js';

/** @param {import('./store.js').Desk} desk @param {string} uid @param {boolean} isKey @param {boolean} covered */
export function howHere(desk, uid, isKey, covered) {
  const { follow, frame } = desk;
  const track = follow?.of(uid);
  if (follow?.isRunning(uid)) return t('following, {part}', { part: percent(follow.progress(uid)) });
  const state = track ? stateAt(track, frame) : 'outside';
  if (covered) return t('hidden');
  if (state === 'drawn') return t('drawn');
  const sure = state === 'outside' ? null : sureAt(/** @type {any} */ (track), frame);
  if (state === 'weak') return t('weak, {sure}', { sure: number(sure ?? 0, 2) });
  if (sure !== null) return t('followed, {sure}', { sure: number(sure, 2) });
  return isKey ? t('key') : desk.of(uid).keys.length > 1 ? t('between keys') : t('still');
}
