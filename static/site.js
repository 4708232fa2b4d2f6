// What every page does: toasts that can be dismissed, menus that close, buttons that say they are busy.
// @ts-check
import { t } from './words.js';

for (const button of document.querySelectorAll('[data-dismiss]')) {
  button.addEventListener('click', () => button.closest('.toast, .note')?.remove());
}

document.addEventListener('click', (event) => closeMenus(/** @type {Node} */ (event.target)));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const open = document.querySelector('details.menu[open]');
  closeMenus(null);
  /** @type {HTMLElement | null | undefined} */ (open?.querySelector('summary'))?.focus();
});

// A second press on a slow line would send a form twice.
document.addEventListener('submit', (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method === 'dialog' || !form.dataset.busy) return;
  const button = form.querySelector('button:not([type=button])');
  if (!(button instanceof HTMLButtonElement)) return;
  const spin = document.createElement('span');
  spin.className = 'spin';
  button.replaceChildren(spin, form.dataset.busy);
  setTimeout(() => {
    button.disabled = true;
  });
});

// Coming back by the browser's Back shows the page as it was left: busy buttons too.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

for (const button of document.querySelectorAll('[data-show-password]')) {
  const field = /** @type {HTMLInputElement} */ (
    document.getElementById(button.getAttribute('data-show-password') ?? '')
  );
  button.addEventListener('click', () => {
    const shown = field.type === 'password';
    field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  });
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const kept = button.innerHTML;
    try {
      await navigator.clipboard.writeText(button.getAttribute('data-copy') || location.href);
      button.textContent = t('Copied');
    } catch {
      button.textContent = t('Select and copy it');
    }
    setTimeout(() => {
      button.innerHTML = kept;
    }, 2000);
  });
}

for (const button of document.querySelectorAll('[data-print]'))
  button.addEventListener('click', () => print());

for (const select of document.querySelectorAll('select[data-submit]')) {
  select.addEventListener('change', () => /** @type {HTMLSelectElement} */ (select).form?.requestSubmit());
}

// Light or dark is shown at once and kept for the next page; a desk with unsaved work isn't loaded again.
for (const form of document.querySelectorAll('form[data-scheme-choice]')) {
  form.addEventListener('submit', (event) => {
    const { submitter } = /** @type {SubmitEvent} */ (event);
    if (!(submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    show(submitter.value);
    fetch('/scheme', { method: 'POST', body: new FormData(/** @type {HTMLFormElement} */ (form), submitter) }).catch(
      () => {},
    );
  });
}

/** @param {string} scheme */
function show(scheme) {
  const html = document.documentElement;
  if (scheme === 'auto') html.removeAttribute('data-scheme');
  else html.dataset.scheme = scheme;
  document
    .querySelector('meta[name="color-scheme"]')
    ?.setAttribute('content', scheme === 'auto' ? 'light dark' : scheme);
  for (const button of document.querySelectorAll('[data-scheme-choice] button'))
    button.setAttribute('aria-pressed', String(button.getAttribute('value') === scheme));
}

/** @param {Node | null} kept */
function closeMenus(kept) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!kept || !menu.contains(kept)) menu.removeAttribute('open');
  }
}
