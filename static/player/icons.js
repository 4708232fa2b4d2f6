// @ts-check
/** The sheet's own drawings: nothing needs them before a tap. */

import { ICONS } from './draw.js';

Object.assign(ICONS, {
  back: [['M12 4l-6 6 6 6']],
  bad: [['M6.7 2.5h6.6l4.2 4.2v6.6l-4.2 4.2H6.7l-4.2-4.2V6.7z'], ['M10 6v5M10 13.6v.1']],
  clock: [['M10 2.7a7.3 7.3 0 1 0 .01 0z'], ['M10 5.8V10l2.8 2']],
  close: [['M5 5l10 10M15 5L5 15']],
  info: [['M10 2.5a7.5 7.5 0 1 0 .01 0z'], ['M10 9v5M10 6.2v.1']],
  lock: [['M5.5 9h9a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 15.5v-5A1.5 1.5 0 0 1 5.5 9z'],
    ['M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9']],
  pause: [['M5 3.5h3.6v13H5zM11.4 3.5H15v13h-3.6z', 'f']],
  play: [['M6 3.6v12.8c0 .7.8 1.1 1.4.7l9.4-6.4c.5-.3.5-1.1 0-1.4L7.4 2.9C6.8 2.5 6 2.9 6 3.6z', 'f']],
  warn: [['M10 3.2L2.4 16.3h15.2z'], ['M10 8v4M10 14.1v.1']],
});
