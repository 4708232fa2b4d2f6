// Passkeys: asked of the browser by what the server sends, and sent back as the browser answers.
// @ts-check
import { t } from '../words.js';

const canDo = typeof PublicKeyCredential === 'function' && !!navigator.credentials;
const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';

const enter = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-passkey-sign-in]'));
const add = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-passkey-add]'));

if (canDo && enter) {
  enter.hidden = false;
  enter.addEventListener('click', () => attempt(enter, signIn));
}
if (canDo && add) {
  add.hidden = false;
  document.querySelector('[data-passkey-none]')?.remove();
  add.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (add.querySelector('button'));
    attempt(button, addOne);
  });
}

async function signIn() {
  const asked = await send('/sign-in/passkey/challenge');
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  const found = await navigator.credentials.get({ publicKey });
  const answer = await send('/sign-in/passkey', { credential: sayable(found), next: enter?.dataset.next });
  location.assign(answer.onward);
}

async function addOne() {
  const asked = await send('/account/passkeys/challenge');
  const known = (asked.excludeCredentials ?? []).map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) }));
  const user = { ...asked.user, id: bytes(asked.user.id) };
  const publicKey = { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: known };
  const made = await navigator.credentials.create({ publicKey });
  const name = /** @type {HTMLInputElement} */ (add?.elements.namedItem('name')).value;
  await send('/account/passkeys', { name, credential: sayable(made) });
  location.reload();
}

/** @param {HTMLButtonElement} button @param {() => Promise<void>} act */
async function attempt(button, act) {
  say('');
  button.disabled = true;
  try {
    await act();
  } catch (error) {
    say(sentence(error));
  } finally {
    button.disabled = false;
  }
}

/** @param {any} error */
function sentence(error) {
  if (error instanceof Refused) return error.message;
  if (error?.name === 'InvalidStateError') return t('This device has a passkey for you already.');
  if (error?.name === 'NotAllowedError') return t('The browser asked and got no answer. Try again.');
  if (error instanceof TypeError) return t('We could not be reached. Check your connection and try again.');
  return t('This browser could not do it. Sign in another way.');
}

/** @param {string} words */
function say(words) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-passkey-error]'));
  if (!place) return;
  place.hidden = !words;
  /** @type {HTMLElement} */ (place.querySelector('span')).textContent = words;
}

class Refused extends Error {}

/** @param {string} path @param {object} [body] @returns {Promise<any>} */
async function send(path, body = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token },
    body: JSON.stringify(body),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(told.detail || t('Something failed on our side. Try again.'));
  return told;
}

/** What a credential says, with its bytes as letters.
 * @param {any} credential */
function sayable(credential) {
  const { response } = credential;
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
  const said = Object.fromEntries(parts.filter((one) => response[one]).map((one) => [one, letters(response[one])]));
  return { id: credential.id, rawId: letters(credential.rawId), type: credential.type, response: said };
}

/** @param {string} text */
function bytes(text) {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function letters(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
