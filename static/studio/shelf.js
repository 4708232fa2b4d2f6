// The shelf of products, and the picker that opens beside a box that has none yet.
// @ts-check
import { call } from './api.js';
import { byId, h, icon } from './dom.js';
import { t, tn } from '../words.js';
import { number } from './manner.js';

/** @typedef {import('./store.js').Variant} Variant */

/** Products as the shelf shows them: one line for each thing that can be bought.
 * @param {any[]} products
 * @returns {Map<string, Variant>} */
export function variantsOf(products) {
  return new Map(
    products.flatMap((product) =>
      product.variants.map((/** @type {any} */ one) => [
        one.id,
        {
          id: one.id,
          product: product.id,
          title: product.title,
          brand: product.brand?.name ?? '',
          image: product.image,
          price: one.price,
          available: one.available,
          name:
            !one.title || one.title === product.title
              ? product.title
              : one.title.startsWith(product.title)
                ? one.title
                : `${product.title}, ${one.title}`,
        },
      ]),
    ),
  );
}

export class Shelf {
  /** @param {import('./store.js').Desk} desk @param {{onChosen: (variant: string) => void}} told */
  constructor(desk, told) {
    this.desk = desk;
    this.told = told;
    this.list = byId('shelf-list');
    this.search = /** @type {HTMLInputElement} */ (byId('shelf-search'));
    this.search.addEventListener('input', () => this.draw());
    this.search.addEventListener('keydown', (event) => {
      const first = this.list.querySelector('button');
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        first?.focus();
      }
      // The first one found: for the box that waits, or for the next one, which Enter puts in the middle.
      if (event.key === 'Enter' && first) {
        event.preventDefault();
        this.search.value = '';
        this.draw();
        this.search.blur();
        told.onChosen(first.dataset.variant ?? '');
      }
      if (event.key === 'Escape' && this.search.value) event.stopPropagation();
    });
    this.list.addEventListener('keydown', walk);
    // A price or a stock changed in another tab shows when one comes back to this one.
    window.addEventListener('focus', () => this.load().catch(() => {}));
    desk.on('shelf', () => this.draw());
    desk.on('selected', () => this.draw());
    desk.on('moments', () => this.#soon());
  }

  async load() {
    const { items } = await call('GET', '/v1/products');
    this.desk.variants = variantsOf(items);
    this.desk.tell('shelf');
  }

  draw() {
    const all = [...this.desk.variants.values()];
    const found = matching(all, this.search.value);
    byId('shelf-count').textContent =
      found.length === all.length ? String(all.length) : t('{n} of {all}', { n: found.length, all: all.length });
    const focused = document.activeElement?.getAttribute('data-variant');
    const chosen = this.desk.of(this.desk.selected)?.variant ?? this.desk.armed;
    this.list.replaceChildren(
      ...found.map((one) =>
        line(one, { on: one.id === chosen, onclick: () => this.told.onChosen(one.id), draggable: true }),
      ),
    );
    if (focused)
      /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-variant="${focused}"]`))?.focus();
    byId('shelf-none').hidden = all.length > 0;
    byId('shelf-unfound').hidden = found.length > 0 || all.length === 0;
    this.#counts();
  }

  #soon() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#counts();
    });
  }
  #waiting = false;

  #counts() {
    const counts = new Map();
    for (const [, moment] of this.desk.moments)
      counts.set(moment.variant, (counts.get(moment.variant) ?? 0) + 1);
    for (const button of this.list.querySelectorAll('[data-variant]')) {
      const many = counts.get(button.getAttribute('data-variant')) ?? 0;
      const words = button.querySelector('[data-moments]');
      const said = words?.textContent;
      if (words && said !== (many ? tn('{n} moment', '{n} moments', many) : '')) words.textContent = many ? tn('{n} moment', '{n} moments', many) : '';
    }
  }
}

/** Ask which product a box shows.
 * @param {import('./store.js').Desk} desk
 * @param {HTMLElement} near
 * @param {{title: string, first?: string | null, onChosen: (variant: string) => void, onLeft: () => void}} told `first`: the likeliest */
export function pick(desk, near, { title, first = null, onChosen, onLeft }) {
  const search = h('input', {
    dir: 'auto',
    class: 'input s',
    type: 'search',
    placeholder: t('Search products'),
    'aria-label': t('Search products'),
    autocomplete: 'off',
  });
  const list = h('ul', { class: 'prods' });
  const box = h(
    'div',
    { class: 'picker', role: 'dialog', 'aria-label': title },
    h(
      'div',
      { class: 'row between' },
      h('b', {}, title),
      h(
        'button',
        { class: 'btn icon s ghost', type: 'button', 'aria-label': t('Leave the box'), onclick: () => leave() },
        icon('close', 's'),
      ),
    ),
    search,
    list,
  );
  const done = () => {
    box.remove();
    window.removeEventListener('keydown', esc, true);
  };
  const leave = () => {
    done();
    onLeft();
  };
  const esc = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
    }
  };
  const draw = () => {
    const found = matching([...desk.variants.values()], search.value);
    found.sort((a, b) => Number(b.id === first) - Number(a.id === first));
    list.replaceChildren(
      ...found.map((one) =>
        line(one, {
          on: one.id === first ? true : undefined,
          onclick: () => {
            done();
            onChosen(one.id);
          },
        }),
      ),
    );
    if (!found.length)
      list.append(
        h(
          'li',
          { class: 'meta' },
          desk.variants.size ? t('Nothing is called that.') : t('No product yet. Add one under Products.'),
        ),
      );
  };
  search.addEventListener('input', draw);
  search.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter') list.querySelector('button')?.click();
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.querySelector('button')?.focus();
    }
  });
  list.addEventListener('keydown', walk);
  window.addEventListener('keydown', esc, true);
  draw();
  document.body.append(box);
  place(box, near.getBoundingClientRect());
  search.focus({ preventScroll: true });
  return done;
}

/** @param {Variant} one @param {{on?: boolean, draggable?: boolean, onclick: () => void}} how */
function line(one, { on, draggable, onclick }) {
  const out = one.available === 0;
  const stock = out
    ? t('Sold out')
    : one.available === null || one.available === undefined
      ? ''
      : one.available <= 5
        ? t('{n} left', { n: number(one.available) })
        : t('{n} in stock', { n: number(one.available) });
  const button = h(
    'button',
    {
      class: on ? 'prod on' : 'prod',
      type: 'button',
      'data-variant': one.id,
      'aria-pressed': on === undefined ? null : String(on),
      draggable: draggable ? 'true' : null,
      onclick,
    },
    h(
      'span',
      { class: 'thumb' },
      one.image
        ? h('img', { src: one.image, alt: '', loading: 'lazy', draggable: 'false' })
        : icon('tag', 's'),
    ),
    h(
      'span',
      { class: 'grow' },
      h('b', {}, one.name),
      h(
        'span',
        { class: 'meta' },
        one.brand,
        one.brand && stock ? ' · ' : '',
        h('span', { class: out ? 'out' : one.available !== null && one.available <= 5 ? 'few' : '' }, stock),
      ),
    ),
    h(
      'span',
      { class: 'prod-end' },
      h('span', { class: 'fig' }, one.price),
      h('span', { class: 'meta', 'data-moments': '' }),
    ),
  );
  if (draggable)
    button.addEventListener('dragstart', (/** @type {DragEvent} */ event) => {
      event.dataTransfer?.setData('application/x-vitrine-variant', one.id);
      const thumb = button.querySelector('.thumb');
      if (thumb) event.dataTransfer?.setDragImage(thumb, 16, 16);
    });
  return h('li', {}, button);
}

/** @param {Variant[]} all @param {string} words */
function matching(all, words) {
  const asked = words.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) =>
    asked.every((word) => `${one.name} ${one.brand}`.toLocaleLowerCase().includes(word)),
  );
}

/** Up and down through a list of buttons. @param {KeyboardEvent} event */
function walk(event) {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  event.stopPropagation();
  const buttons = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('button')];
  buttons[buttons.indexOf(/** @type {any} */ (document.activeElement)) + way]?.focus();
}

/** Beside the box where there is room, else over it; always on the screen.
 * @param {HTMLElement} box
 * @param {DOMRect} near */
function place(box, near) {
  const { width, height } = box.getBoundingClientRect();
  const right = near.right + 12 + width < innerWidth;
  box.style.left = `${Math.max(8, right ? near.right + 12 : near.left - width - 12)}px`;
  box.style.top = `${Math.max(56, Math.min(near.top, innerHeight - height - 12))}px`;
}
