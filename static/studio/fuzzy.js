// Finding by a few letters: every word asked for must be in the text, whole, as beginnings, or letter by letter. Pure.
// @ts-check

/** From here on what was asked stands in the text as it was typed; below are letters by chance. */
const TYPED = 50;
/** Another name finds it too, after what is called so itself. */
const ALSO = 0.75;

/** How well a word fits a text: the higher the better, null for not at all.
 * @param {string} text plain @param {string} word plain @returns {number | null} */
export function fit(text, word) {
  const at = text.indexOf(word);
  if (at === 0) return 100;
  if (at > 0) return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}`, 'u').test(text) ? 80 : 50;
  let from = -1,
    first = -1;
  for (const letter of word) {
    from = text.indexOf(letter, from + 1);
    if (from < 0) return null;
    if (first < 0) first = from;
  }
  // Letters that lie close together were meant together; far apart they are chance.
  const wide = from - first + 1;
  return wide <= word.length * 3 ? 30 - Math.min(20, wide - word.length) : null;
}

/** Those that fit every word, the best first; alike ones in their own order. What fits by chance only is left out where
 * something fits as it was typed.
 * @template T @param {T[]} all @param {string} words @param {(one: T) => string} textOf
 * @param {(one: T) => string} [alsoOf] other names, in which only beginnings of words count
 * @returns {T[]} */
export function rank(all, words, textOf, alsoOf = () => '') {
  const asked = plain(words).split(/\s+/).filter(Boolean);
  const found = all.flatMap((one, i) => {
    const text = plain(textOf(one)),
      also = ` ${plain(alsoOf(one))}`;
    const fits = asked.map((word) => {
      const named = fit(text, word),
        other = fit(also, word) === 80 ? 80 * ALSO : null;
      return named === null && other === null ? null : Math.max(named ?? 0, other ?? 0);
    });
    if (fits.includes(null)) return [];
    const known = /** @type {number[]} */ (fits);
    return [{ one, i, fit: known.reduce((sum, each) => sum + each, 0), typed: known.every((each) => each >= TYPED) }];
  });
  const isMeant = found.some(({ typed }) => typed);
  return found
    .filter(({ typed }) => typed || !isMeant)
    .sort((a, b) => b.fit - a.fit || a.i - b.i)
    .map(({ one }) => one);
}

/** Without capitals and accents: nobody types them to find something. @param {string} text */
export const plain = (text) => text.toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** @param {string} word */
const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
