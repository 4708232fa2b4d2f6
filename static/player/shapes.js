// @ts-check
/** What a manifest holds and what is drawn of it, in words for readers and the type checker: no page loads this. */

/** @typedef {[frame: number, x: number, y: number, w: number, h: number]} Key */
/** @typedef {{x: number, y: number, w: number, h: number}} Box fractions of the picture, or pixels where it says so */
/** @typedef {{id: string, token?: string, variant: string, product: string, starts_ms: number, ends_ms: number,
 *   starts_frame: number, ends_frame: number, label: string, action: string, disclosure: string | null,
 *   anchor: 'follow' | 'docked', path: Key[], hidden?: [from_ms: number, to_ms: number][]}} Moment */
/** @typedef {{moment: Moment, box: Box, hidden: boolean}} Shown hidden: something in the story stands before it */
/** @typedef {{variant: string, product: string, title: string, brand: string, description: string,
 *   image: string | null, amount: number, currency: string, price: string, tax: string | null,
 *   available: boolean, left: number | null, held_until?: number}} Card */
/** @typedef {{version: 1, release: string, episode: string, title: string, series: string, fps: [number, number],
 *   frames: number, duration_ms: number, moments: Moment[], cards: Record<string, Card>,
 *   captions?: {language: string, label: string, url: string}[],
 *   keep_clear?: {starts_frame: number, ends_frame: number, path: Key[]}[]}} Manifest */

export {};
