// @ts-check
/** Starting over: asks first, then waits on this very page until the demo stands again. */
import { t } from '../words.js';

const EVERY_MS = 500;
const PATIENCE_S = 180;
let hasStopped = false;

const form = /** @type {HTMLFormElement} */ (document.getElementById('over'));
const question = /** @type {HTMLDialogElement} */ (document.getElementById('over-ask'));
const waiting = /** @type {HTMLDialogElement} */ (document.getElementById('over-wait'));

form.addEventListener('submit', (event) => {
  event.preventDefault();
  question.showModal();
  /** @type {HTMLElement} */ (question.querySelector('[data-no]')).focus();
});
question.querySelector('[data-no]')?.addEventListener('click', () => question.close());
question.querySelector('[data-yes]')?.addEventListener('click', startOver);
// There is nothing to go back to while it happens, only once it can't.
waiting.addEventListener('cancel', (event) => hasStopped || event.preventDefault());
waiting.querySelector('[data-back] button')?.addEventListener('click', () => location.reload());

async function startOver() {
  question.close();
  waiting.showModal();
  say(t('Stopping what runs.'));
  // This page tells by itself how far it is.
  for (const part of document.querySelectorAll('[data-live]')) part.removeAttribute('data-live');
  const began = performance.now();
  const clock = setInterval(() => tick(began), 1000);
  try {
    const asked = await fetch(form.action, {
      method: 'POST',
      body: new FormData(form),
      headers: { Accept: 'application/json, text/html' },
    });
    if (!asked.ok) throw new Error((await asked.json().catch(() => ({}))).detail ?? '');
  } catch (error) {
    clearInterval(clock);
    return stop(/** @type {Error} */ (error).message);
  }
  // Until the server has stopped it says itself that it isn't ready: the wish is on disk already.
  let wasAway = false;
  while (performance.now() - began < PATIENCE_S * 1000) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    const state = await look();
    if (state === 'ready') return location.assign('/');
    wasAway ||= state === 'away';
    if (wasAway) say(state === 'away' ? t('Putting the shop back.') : t('Bringing the films in and tagging the first one.'));
  }
  clearInterval(clock);
  stop('');
}

/** @returns {Promise<'ready' | 'waiting' | 'away'>} */
async function look() {
  try {
    const answer = await fetch('/demo/state', { cache: 'no-store' });
    return (await answer.json()).is_ready ? 'ready' : 'waiting';
  } catch {
    return 'away';
  }
}

/** @param {string} words */
function say(words) {
  const line = /** @type {HTMLElement} */ (waiting.querySelector('[data-words]'));
  if (line.textContent !== words) line.textContent = words;
}

/** @param {number} began */
function tick(began) {
  const line = /** @type {HTMLElement} */ (waiting.querySelector('[data-clock]'));
  line.textContent = t('{n} s', { n: Math.round((performance.now() - began) / 1000) });
}

/** @param {string} why */
function stop(why) {
  hasStopped = true;
  waiting.querySelector('.spin')?.remove();
  const title = /** @type {HTMLElement} */ (waiting.querySelector('h2'));
  title.textContent = t('Not put back');
  const back = /** @type {HTMLElement} */ (waiting.querySelector('[data-back]'));
  back.hidden = false;
  back.querySelector('button')?.focus();
  say(why || t('It did not come back. Look at the terminal it runs in, then load this page again.'));
}
