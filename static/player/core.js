// @ts-check
/** The core for pages that draw for themselves: which products are on the frame that is seen, and where. */

import { frameClock } from './clock.js';
import { filmOf } from './film.js';
import { loadManifest } from './manifest.js';
import { onPicture, pictureIn } from './picture.js';
import { onScreen } from './timeline.js';

/** @typedef {import('./shapes.js').Manifest} Manifest */
/** @typedef {import('./shapes.js').Moment} Moment */
/** @typedef {import('./shapes.js').Card} Card */
/** @typedef {import('./shapes.js').Box} Box */
/** @typedef {{moment: Moment, card: Card, box: Box, hidden: boolean}} Placed box: CSS pixels from the video's own
 * top left corner; hidden: something in the story stands before it */
/** @typedef {(placed: Placed[], at: {frame: number, manifest: Manifest}) => void} Render */
/** @typedef {{ready: Promise<Manifest>, stop: () => void}} Attached */

/** Calls `render` for every frame that is seen, and when the picture changes its size.
 * @param {Element} film a video, or a player that holds one by now
 * @param {Manifest | URL | string} manifest itself, or its address
 * @param {Render} render @returns {Attached} `ready` fails if the manifest can't be had: the film plays on */
export function attach(film, manifest, render) {
  const video = filmOf(film);
  if (!video) throw new TypeError('attach: there is no video here');
  const life = new AbortController();
  /** @type {(() => void)[]} */
  const stops = [() => life.abort()];

  /** @param {Manifest} known */
  const run = known => {
    let frame = 0;
    const draw = () => {
      const picture = pictureIn(video);
      const placed = onScreen(known, frame).map(({ moment, box, hidden }) =>
        ({ moment, card: known.cards[moment.variant], box: onPicture(box, picture), hidden }));
      render(placed, { frame, manifest: known });
    };
    const sizes = new ResizeObserver(draw);
    sizes.observe(video);
    video.addEventListener('resize', draw, life);
    stops.push(() => sizes.disconnect(), frameClock(video, known.fps, known.frames, at => {
      frame = at;
      draw();
    }));
  };

  const coming = typeof manifest === 'string' || manifest instanceof URL
    ? loadManifest(new URL(manifest, document.baseURI)) : Promise.resolve(manifest);
  const ready = coming.then(known => {
    if (!life.signal.aborted) run(known);
    return known;
  });
  // Whoever doesn't ask has a film without products, and nothing in the console.
  ready.catch(() => {});
  return { ready, stop: () => stops.forEach(stop => stop()) };
}

export { frameClock } from './clock.js';
export { filmOf, whenFilm } from './film.js';
export { loadManifest } from './manifest.js';
export { onPicture, pictureIn, pictureOver } from './picture.js';
export { boxAt, frameAt, onScreen, shelfAt } from './timeline.js';
