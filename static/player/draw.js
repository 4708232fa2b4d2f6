// @ts-check
/** Making elements: text stays text, never markup. */

/** @param {string} what tag and classes, as in "p.meta.fig"
 * @param {Record<string, any>} [traits] attributes; "onclick" and its like are listeners
 * @param {...(Node | string | null | undefined | false)} inside */
export function el(what, traits = {}, ...inside) {
  const [tag, ...classes] = what.split('.');
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(' ');
  for (const [name, value] of Object.entries(traits)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(.../** @type {(Node | string)[]} */ (inside.filter(part => part != null && part !== false)));
  return node;
}

/** @param {string} viewBox @param {[d: string, kind?: string][]} paths @param {string} [kind] */
export function drawing(viewBox, paths, kind = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', kind);
  for (const [d, kindOf] of paths) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    if (kindOf) path.setAttribute('class', kindOf);
    svg.append(path);
  }
  return svg;
}

/** @type {Record<string, [d: string, kind?: string][]>} */
export const ICONS = {
  bag: [['M4.5 6.5h11l.9 9.2a1.2 1.2 0 0 1-1.2 1.3H4.8a1.2 1.2 0 0 1-1.2-1.3z'], ['M7 8.5V6a3 3 0 0 1 6 0v2.5']],
  more: [['M8 5l5 5-5 5']],
};

/** @param {string} name @param {string} [size] "s" or "l" */
export function icon(name, size = '') {
  // Back and on follow the reader's direction.
  return drawing('0 0 20 20', ICONS[name], `ico ${size}${name === 'more' || name === 'back' ? ' flip' : ''}`);
}

/** A product's picture; where there is none, or it doesn't load, the empty case.
 * @param {string | null} image @param {string} [alt] @param {string} [kind] */
export function thumb(image, alt = '', kind = 'thumb') {
  const empty = () => drawing('0 0 34 48', [['M22 2H7a5 5 0 0 0-5 5v34a5 5 0 0 0 5 5h20a5 5 0 0 0 5-5V13M2 35h30'],
    ['M26 8L32 0', 'glint']], 'empty');
  const frame = el(`span.${kind}`);
  const picture = image && el('img', { src: image, alt, onerror: () => frame.replaceChildren(empty()) });
  frame.append(picture || empty());
  return frame;
}

/** @param {number} ms */
export function clockTime(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
