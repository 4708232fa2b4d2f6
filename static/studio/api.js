// The studio's calls: the session's cookie, the token against forged requests, and refusals as sentences.
// @ts-check
import { t } from '../words.js';

/** What the server said no with. `status` is 0 when it couldn't be reached. */
export class Refused extends Error {
  /** @param {string} detail @param {number} status @param {any} problem */
  constructor(detail, status, problem = {}) {
    super(detail);
    this.status = status;
    this.problem = problem;
  }
  /** Worth another try without asking anybody. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The cut that this page shows. Each change says so, and one that was meant for a former cut is refused. */
export const facing = { cut: '', onNew: () => {} };

const TOKEN = 'meta[name="csrf-token"]';
const token = () => document.querySelector(TOKEN)?.getAttribute('content') ?? '';

/** @param {string} method @param {string} path @param {any} [body] @returns {Promise<any>} */
export const call = (method, path, body) =>
  body === undefined
    ? ask(method, path)
    : ask(method, path, JSON.stringify(body), 'application/json');

/** While the page goes away: nobody waits for the answer. @param {string} method @param {string} path */
export const leaving = (method, path) => {
  fetch(path, { method, headers: { 'X-CSRFToken': token() }, credentials: 'same-origin', keepalive: true }).catch(() => {});
};

/** A small file as the request's body. @param {string} path @param {File} file */
export const sendFile = (path, file) => ask('POST', path, file, 'application/octet-stream');

/** Whoever signed in again in another tab has another token: it is in the page, asked for anew.
 * @returns {Promise<number>} 0 where it is here now, else the status of a refusal */
async function renew() {
  const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' }, credentials: 'same-origin' }).catch(() => null);
  if (!answer) throw new Refused(t('The server can’t be reached.'), 0);
  if (!answer.ok || answer.redirected) return 401;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // What somebody else signed in here for is not to be done in this person's name.
  const [there, here] = [page, document].map((one) => JSON.parse(one.getElementById('desk-data')?.textContent ?? '{}').person);
  if (there !== here) return 401;
  document.querySelector(TOKEN)?.setAttribute('content', page.querySelector(TOKEN)?.getAttribute('content') ?? '');
  return 0;
}

/** @param {string} method @param {string} path @param {BodyInit} [body] @param {string} [type] @param {boolean} [isAgain] @returns {Promise<any>} */
async function ask(method, path, body, type, isAgain = false) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') {
    headers['X-CSRFToken'] = token();
    if (facing.cut) headers['Vitrine-Cut'] = facing.cut;
  }
  if (type) headers['Content-Type'] = type;
  let answer;
  try {
    answer = await fetch(path, { method, headers, body, credentials: 'same-origin' });
  } catch {
    throw new Refused(t('The server can’t be reached.'), 0);
  }
  if (answer.status === 204) return null;
  const read = await answer.json().catch(() => ({}));
  if (answer.ok) return read;
  if (read.code === 'stale_page' && !isAgain) {
    const status = await renew();
    if (status === 0) return ask(method, path, body, type, true);
    throw new Refused(sentence(status, {}), status);
  }
  if (read.code === 'new_cut') facing.onNew();
  throw new Refused(sentence(answer.status, read), answer.status, read);
}

/** Send a file as the request's body and tell how far it is.
 * @param {File} file @param {Record<string, string>} query @param {(part: number) => void} onProgress @param {string} [path]
 * @returns {{done: Promise<any>, cancel: () => void}} */
export function upload(file, query, onProgress, path = '/v1/uploads') {
  const xhr = new XMLHttpRequest();
  const done = new Promise((kept, broken) => {
    xhr.open('POST', `${path}?${new URLSearchParams(query)}`);
    xhr.setRequestHeader('X-CSRFToken', token());
    xhr.setRequestHeader('Accept', 'application/json');
    xhr.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    xhr.onload = () => {
      const read = parsed(xhr.responseText);
      if (xhr.status >= 200 && xhr.status < 300) kept(read);
      else broken(new Refused(sentence(xhr.status, read), xhr.status, read));
    };
    xhr.onerror = () =>
      broken(new Refused(t('The upload broke off: the server can’t be reached. Nothing was kept.'), 0));
    xhr.onabort = () => broken(new Refused(t('Cancelled. Nothing was kept.'), -1));
    xhr.send(file);
  });
  return { done, cancel: () => xhr.abort() };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @param {number} status @param {any} problem */
function sentence(status, problem) {
  // The server's own words for it are for programs.
  if (status === 401) return t('You are signed out. Sign in again in another tab, then try once more.');
  if (problem.detail) return problem.detail;
  if (status === 403) return t('Your role may not do this.');
  if (status === 404) return t('This isn’t there any more.');
  if (status === 413) return t('This file is too large.');
  return t('That didn’t work. Nothing is lost; try again.');
}
