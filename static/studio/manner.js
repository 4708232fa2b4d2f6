// Numbers, sizes, lengths and times as the reader's country writes them.
// @ts-check

const spoken = document.documentElement.lang || 'en';
/** The reader's own manner of this language, where the browser names one: de-AT for de. */
const manner = navigator.languages?.find((one) => one.split('-')[0] === spoken) ?? spoken;

/** @param {number} value @param {number} [decimals] exactly so many */
export const number = (value, decimals = 0) => {
  let writer = writers.get(decimals);
  if (!writer) {
    writer = new Intl.NumberFormat(manner, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    writers.set(decimals, writer);
  }
  return writer.format(value);
};
/** Kept: one is dear to make, and a frame's number is written sixty times a second. @type {Map<number, Intl.NumberFormat>} */
const writers = new Map();

/** @param {number} part 0 to 1 */
export const percent = (part) => part.toLocaleString(manner, { style: 'percent' });

/** @param {number} bytes */
export const size = (bytes) =>
  bytes >= 1e9
    ? unit(bytes / 1e9, 'gigabyte', 2)
    : bytes >= 1e5
      ? unit(bytes / 1e6, 'megabyte', 1)
      : unit(Math.ceil(bytes / 1e3), 'kilobyte', 0);

/** How long some frames last: "5.0 s". @param {number} frames @param {[number, number]} rate */
export const lasts = (frames, [num, den]) => `${number((frames * den) / num, 1)} s`;

/** @param {number | Date} instant */
export const dayAndTime = (instant) =>
  new Date(instant).toLocaleString(manner, { dateStyle: 'medium', timeStyle: 'short' });

/** @param {number | Date} instant */
export const timeOfDay = (instant) =>
  new Date(instant).toLocaleTimeString(manner, { hour: '2-digit', minute: '2-digit' });

/** @param {number} value @param {string} name @param {number} decimals */
const unit = (value, name, decimals) =>
  value.toLocaleString(manner, {
    style: 'unit',
    unit: name,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
