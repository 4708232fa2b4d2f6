// @ts-check
/** What the film is played from: one file where the line is good; parts in the size that the line bears where it is not
 * (HLS), by hls.js, which is loaded only then. The film goes on from the frame it stood at. */

const PLAYER = '/static/vendor/hls/hls.light.min.mjs';
const SLOW_MBIT = 2.5;
const STUCK_MS = 3000;

/** @param {HTMLVideoElement} film */
export function chooseSource(film) {
  const list = film.dataset.hls;
  if (!list) return;
  if (isSlow()) {
    playInParts(film, list);
    return;
  }
  let stuck = 0;
  const once = new AbortController();
  const on = { signal: once.signal };
  film.addEventListener('waiting', () => {
    clearTimeout(stuck);
    stuck = setTimeout(() => {
      if (film.readyState > 2 || film.paused) return;
      once.abort();
      playInParts(film, list);
    }, STUCK_MS);
  }, on);
  for (const type of ['playing', 'pause', 'seeked']) film.addEventListener(type, () => clearTimeout(stuck), on);
}

function isSlow() {
  const line = /** @type {any} */ (navigator).connection;
  return !!line && (line.saveData || line.downlink < SLOW_MBIT || /2g|3g/.test(line.effectiveType ?? ''));
}

/** @param {HTMLVideoElement} film @param {string} list */
async function playInParts(film, list) {
  const file = film.src;
  const loaded = await import(PLAYER).catch(() => null);
  const Hls = loaded?.default;
  if (!Hls?.isSupported()) {
    // iPhones have it built in. Asked last: a Chromium that says "maybe" plays it less well than hls.js.
    if (film.canPlayType('application/vnd.apple.mpegurl')) goOn(film, () => (film.src = list));
    return;
  }
  const hls = new Hls({
    // Its worker would be a script that no page of ours may run, its tracks of dates a file of no address.
    enableWorker: false, enableDateRangeMetadataCues: false, enableID3MetadataCues: false, enableEmsgMetadataCues: false,
    capLevelToPlayerSize: true, startPosition: film.currentTime || -1,
  });
  hls.on(Hls.Events.ERROR, (/** @type {string} */ _, /** @type {any} */ told) => {
    if (!told.fatal) return;
    hls.destroy();
    goOn(film, () => (film.src = file));
  });
  goOn(film, () => {
    hls.loadSource(list);
    hls.attachMedia(film);
  });
}

/** Another source, the same frame, playing if it played. @param {HTMLVideoElement} film @param {() => void} change */
function goOn(film, change) {
  const { currentTime, paused } = film;
  change();
  const begin = () => {
    if (currentTime && Math.abs(film.currentTime - currentTime) > 0.001) film.currentTime = currentTime;
    if (!paused) film.play().catch(() => {});
  };
  film.addEventListener('loadedmetadata', begin, { once: true });
}
