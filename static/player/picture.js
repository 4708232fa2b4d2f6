// @ts-check
/** Where the picture lies inside its element and the element inside the overlay, in CSS pixels. */

/** @typedef {import('./shapes.js').Box} Box */

/** The drawn picture within the video's own box: object-fit and object-position, bars or cropping included.
 * @param {HTMLVideoElement} video @returns {Box} */
export function pictureIn(video) {
  const { objectFit, objectPosition } = getComputedStyle(video);
  const [width, height] = [video.clientWidth, video.clientHeight];
  const [filmW, filmH] = [video.videoWidth || width, video.videoHeight || height];
  const [contain, cover] = [Math.min, Math.max].map(pick => pick(width / filmW, height / filmH));
  const scale = { cover, none: 1, 'scale-down': Math.min(1, contain) }[objectFit] ?? contain;
  const [w, h] = objectFit === 'fill' ? [width, height] : [filmW * scale, filmH * scale];
  const [left, top] = objectPosition.split(' ').map(part => (part.endsWith('%') ? parseFloat(part) / 100 : 0.5));
  return { x: (width - w) * left, y: (height - h) * top, w, h };
}

/** The same within the overlay. Layout offsets where they can be had: a film in motion keeps its place in them.
 * @param {HTMLVideoElement} video @param {HTMLElement} overlay @returns {Box} */
export function pictureOver(video, overlay) {
  const picture = pictureIn(video);
  if (video.offsetParent === overlay.offsetParent) {
    picture.x += video.offsetLeft - overlay.offsetLeft;
    picture.y += video.offsetTop - overlay.offsetTop;
  } else {
    const [film, over] = [video.getBoundingClientRect(), overlay.getBoundingClientRect()];
    picture.x += film.left - over.left;
    picture.y += film.top - over.top;
  }
  return picture;
}

/** @param {Box} box fractions @param {Box} picture pixels @returns {Box} pixels */
export function onPicture(box, picture) {
  return {
    x: picture.x + box.x * picture.w,
    y: picture.y + box.y * picture.h,
    w: box.w * picture.w,
    h: box.h * picture.h,
  };
}
