// Finding by a few letters: every word asked for must be in the text, whole, as beginnings, or letter by letter. Pure.
// @ts-check

/** How well a word fits a text: the higher the better, null for not at all.
 * @param {string} text lower case @param {string} word lower case @returns {number | null} */
export function fit(text, word) {
  const at = text.indexOf(word);
  if (at === 0) return 100;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1]) ? 50 : 80;
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

/** Those that fit every word, the best first; alike ones in their own order.
 * @template T @param {T[]} all @param {string} words @param {(one: T) => string} textOf @returns {T[]} */
export function rank(all, words, textOf) {
  const asked = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all
    .flatMap((one, i) => {
      const text = textOf(one).toLocaleLowerCase();
      const fits = asked.map((word) => fit(text, word));
      return fits.includes(null) ? [] : [{ one, i, fit: fits.reduce((sum, each) => /** @type {number} */ (sum) + /** @type {number} */ (each), 0) ?? 0 }];
    })
    .sort((a, b) => b.fit - a.fit || a.i - b.i)
    .map(({ one }) => one);
}
