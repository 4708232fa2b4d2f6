/** The classic script's entry: `Vitrine` holds the element's class and the core. */

export * from '../static/player/core.js';
export * from '../static/player/vitrine.js';
