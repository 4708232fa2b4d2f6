// @ts-check
/** Parts of a page that keep themselves up to date: `<div data-live="ADDRESS" data-every="MS">`.
 *
 * The server draws the part; here only what differs is changed, so focus, scroll and selection stay. */
import { t } from '../words.js';

const SLOWEST_MS = 30_000;
const GLOW_MS = 6000;
const MOST_TOASTS = 3;

for (const part of document.querySelectorAll('[data-live]')) keep(/** @type {HTMLElement} */ (part));

/** @param {HTMLElement} part */
function keep(part) {
  const every = Number(part.dataset.every) || 2000;
  const told = new Set(newsOf(part).map((one) => one.id));
  let etag = '';
  let wait = every;
  let timer = 0;
  let asking = false;

  async function ask() {
    clearTimeout(timer);
    if (document.hidden || asking || !part.dataset.live) return;
    asking = true;
    try {
      const answer = await fetch(part.dataset.live, {
        headers: { Accept: 'text/html', ...(etag && { 'If-None-Match': etag }) },
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(20_000),
      });
      if (answer.status === 401 || answer.status === 403) return say(part, t('You are signed out. Load the page again.'));
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      if (answer.ok) {
        etag = answer.headers.get('ETag') ?? '';
        take(part, await answer.text(), told);
      }
      say(part, '');
      wait = every;
    } catch {
      wait = Math.min(SLOWEST_MS, wait * 2);
      if (part.dataset.live) say(part, t('The server doesn’t answer, so these figures may be old. Trying again.'));
    } finally {
      asking = false;
    }
    timer = setTimeout(ask, wait);
  }

  // A hidden page costs nobody anything; seen again, it is brought up to date at once.
  document.addEventListener('visibilitychange', () => {
    wait = every;
    ask();
  });
  addEventListener('online', ask);
  timer = setTimeout(ask, every);
}

/** @param {HTMLElement} part @param {string} html @param {Set<string>} told */
function take(part, html, told) {
  const fresh = new DOMParser().parseFromString(`<div>${html}</div>`, 'text/html').body.firstElementChild;
  if (!fresh) return;
  merge(part, fresh);
  const news = newsOf(part).filter((one) => !told.has(one.id));
  for (const one of news) told.add(one.id);
  for (const one of news.slice(0, MOST_TOASTS)) toast(one.words);
}

/** Makes `old` what `fresh` is, touching only what differs.
 * @param {Element} old @param {Element} fresh */
function merge(old, fresh) {
  const keyed = new Map([...old.children].filter((c) => key(c)).map((c) => [key(c), c]));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    let there = wanted instanceof Element && key(wanted) ? keyed.get(key(wanted)) : at;
    if (there && !alike(there, wanted)) there = undefined;
    if (!there) {
      const added = document.importNode(wanted, true);
      old.insertBefore(added, at);
      if (added instanceof Element && added.hasAttribute('data-glow')) glow(added);
      continue;
    }
    if (there !== at) old.insertBefore(there, at);
    at = there.nextSibling;
    if (there instanceof Element && wanted instanceof Element) {
      const changed = there.getAttribute('data-glow') !== wanted.getAttribute('data-glow');
      if (there.isEqualNode(wanted)) continue;
      dress(there, wanted);
      merge(there, wanted);
      if (changed) glow(there);
    } else if (there.nodeValue !== wanted.nodeValue) {
      there.nodeValue = wanted.nodeValue;
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** @param {Element} one */
function key(one) {
  return one.getAttribute('data-key') || one.id;
}

/** @param {Node} one @param {Node} other */
function alike(one, other) {
  if (one.nodeType !== other.nodeType || one.nodeName !== other.nodeName) return false;
  return !(one instanceof Element && other instanceof Element) || key(one) === key(other);
}

/** @param {Element} old @param {Element} fresh */
function dress(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

/** @param {Element} one */
function glow(one) {
  one.classList.add('is-new');
  setTimeout(() => one.classList.remove('is-new'), GLOW_MS);
}

/** What the part has to tell, newest first. @param {Element} part */
function newsOf(part) {
  const found = part.querySelector('script[type="application/json"][data-news]');
  return /** @type {{id: string, words: string}[]} */ (JSON.parse(found?.textContent || '[]'));
}

/** @param {string} words */
function toast(words) {
  const made = document.createElement('div');
  made.className = 'toast';
  const text = document.createElement('span');
  text.textContent = words;
  made.append(sign('tag'), text);
  document.getElementById('toasts')?.append(made);
  setTimeout(() => made.remove(), GLOW_MS);
}

/** A line over the part that says what is wrong; none when nothing is. @param {HTMLElement} part @param {string} words */
function say(part, words) {
  const before = part.previousElementSibling;
  const line = before?.matches('.live-note') ? before : null;
  if (!words) return line?.remove();
  if (line?.textContent === words) return;
  line?.remove();
  const made = document.createElement('p');
  made.className = 'note warn live-note';
  made.setAttribute('role', 'status');
  const text = document.createElement('span');
  text.textContent = words;
  made.append(sign('offline'), text);
  part.before(made);
}

/** @param {string} name */
function sign(name) {
  const space = 'http://www.w3.org/2000/svg';
  const made = document.createElementNS(space, 'svg');
  made.setAttribute('class', 'ico s');
  made.setAttribute('viewBox', '0 0 20 20');
  made.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', `/static/icons.svg#${name}`);
  made.append(use);
  return made;
}
