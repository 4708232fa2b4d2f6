// @ts-check
/** The overlay manifest, fetched and made safe to draw: no card, no moment; no manifest, a film without a shop. */

/** @typedef {import('./shapes.js').Card} Card */
/** @typedef {import('./shapes.js').Manifest} Manifest */

/** "no-cache" lets the browser ask with the ETag it holds and answer a 304 from its own store; no header of ours,
 * so a film on another site needs no preflight.
 * @param {URL} url @param {(card: Card) => string} [priced] how a price is written; as the shop wrote it
 * @returns {Promise<Manifest & {etag: string | null}>} */
export async function loadManifest(url, priced = card => card.price) {
  const response = await fetch(url, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`overlay manifest: ${response.status}`);
  const manifest = await response.json();
  if (manifest?.version !== 1 || !Array.isArray(manifest.moments)) throw new Error('overlay manifest: unknown shape');
  return { ...tidy(manifest, url, priced), etag: response.headers.get('ETag') };
}

/** @param {Manifest} manifest @param {URL} url @param {(card: Card) => string} priced @returns {Manifest} */
function tidy(manifest, url, priced) {
  const cards = Object.fromEntries(Object.entries(manifest.cards ?? {}).map(([variant, card]) =>
    [variant, { ...card, price: priced(card), image: card.image && new URL(card.image, url).href }]));
  const captions = (manifest.captions ?? []).map(track => ({ ...track, url: new URL(track.url, url).href }));
  const moments = manifest.moments.filter(({ variant, path }) => cards[variant] && path?.length);
  moments.sort((a, b) => a.starts_frame - b.starts_frame);
  return { ...manifest, moments, cards, captions };
}
