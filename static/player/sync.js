// @ts-check
/** Is the overlay on the frame, on this very device? What its clock believes at each repaint is held against what the
 * browser later says was on screen then, and against the number drawn into each picture. */

import { LEAD, frameClock } from './clock.js';
import { frameAt } from './timeline.js';

const SECONDS = 8;
const BITS = 10;
const CELLS = BITS + 2;
// So long after a start or a seek nothing is counted: pictures and clock are finding each other.
const SETTLE_MS = 300;
// By then the browser has said what was on screen.
const LATER_MS = 200;

/** @template {HTMLElement} T @param {string} id @returns {T} */
const at = id => /** @type {T} */ (document.getElementById(id));
const film = /** @type {HTMLVideoElement} */ (at('film'));
const rate = /** @type {HTMLSelectElement} */ (at('rate'));
const cells = Array.from({ length: CELLS }, () => document.createElement('i'));
const look = /** @type {CanvasRenderingContext2D} */ (Object.assign(document.createElement('canvas'),
  { width: CELLS * 8, height: 8 }).getContext('2d', { willReadFrequently: true }));

/** @type {[number, number]} */
let fps = [30, 1];
let frames = 1;
let believed = 0;
let [settled, period, before, unlike] = [0, 16.7, 0, 0];
/** Which frame was on screen from when on. @type {{frame: number, from: number}[]} */
let shown = [];
/** What the clock believed about the repaint that is seen at an instant. @type {{frame: number, seen: number}[]} */
let beliefs = [];
/** @type {number[]} */
let errors = [];
/** @type {(() => void) | undefined} */
let stopClock;

at('strip').append(...cells);
at('play').addEventListener('click', () => (film.paused ? film.play() : film.pause()));
at('anew').addEventListener('click', anew);
at('speed').addEventListener('change', event => {
  film.playbackRate = Number(/** @type {HTMLSelectElement} */ (event.target).value);
  anew();
});
at('shift').addEventListener('change', anew);
rate.addEventListener('change', choose);
for (const type of ['play', 'pause']) {
  film.addEventListener(type, () => (at('play').textContent = at('play').dataset[film.paused ? 'play' : 'pause'] ?? ''));
}
for (const type of ['play', 'seeking', 'seeked', 'ratechange']) film.addEventListener(type, settle);
const asks = 'requestVideoFrameCallback' in film;
at('without').hidden = asks;
choose();
if (asks) film.requestVideoFrameCallback(presented);
requestAnimationFrame(repaint);

function choose() {
  const { value, dataset } = rate.selectedOptions[0];
  const [num, den] = String(dataset.rate).split('/').map(Number);
  fps = [num, den];
  frames = Math.floor((SECONDS * num) / den);
  film.src = new URL(`sync/${value}.mp4`, import.meta.url).href;
  stopClock?.();
  stopClock = frameClock(film, fps, frames, frame => {
    believed = Math.max(0, Math.min(frames - 1, frame + (Number(/** @type {HTMLInputElement} */ (at('shift')).value) || 0)));
    drawStrip(believed);
  });
  anew();
}

function anew() {
  [shown, beliefs, errors, unlike] = [[], [], [], 0];
  settle();
  tell();
}

function settle() {
  settled = performance.now() + SETTLE_MS;
  beliefs = [];
}

/** @param {number} frame */
function drawStrip(frame) {
  cells.forEach((cell, i) => cell.classList.toggle('on', i === 0 || (i <= BITS && !!((frame >> (i - 1)) & 1))));
  at('in-overlay').textContent = String(frame);
}

/** @param {DOMHighResTimeStamp} _now @param {VideoFrameCallbackMetadata} seen */
function presented(_now, seen) {
  const frame = frameAt(seen.mediaTime, fps, frames);
  shown.push({ frame, from: seen.expectedDisplayTime });
  if (shown.length > 60) shown.shift();
  const drawn = numberInPicture();
  at('in-picture').textContent = String(drawn ?? '–');
  // While it plays, the picture may go on between being told of and being read.
  if (film.paused && !film.seeking && drawn !== null && drawn !== frame) unlike += 1;
  film.requestVideoFrameCallback(presented);
}

/** @param {number} now */
function repaint(now) {
  const gap = now - before;
  if (gap > 3 && gap < 40) period += (gap - period) / 10;
  before = now;
  // The clock may be asked after us in this repaint: look when all have been.
  setTimeout(() => {
    if (!film.paused && !film.seeking && now > settled) beliefs.push({ frame: believed, seen: now + LEAD * period });
    weigh(now);
  });
  requestAnimationFrame(repaint);
}

/** @param {number} now */
function weigh(now) {
  const due = beliefs.filter(({ seen }) => seen < now - LATER_MS);
  if (!due.length) return;
  beliefs = beliefs.filter(({ seen }) => seen >= now - LATER_MS);
  for (const { frame, seen } of due) {
    const there = shown.findLast(one => one.from <= seen);
    if (!there) continue;
    // Round the end the film begins again: the shorter way counts.
    const error = frame - there.frame;
    errors.push(Math.abs(error) > frames / 2 ? error - Math.sign(error) * frames : error);
  }
  tell();
}

function tell() {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const n = errors.length;
  const said = {
    now: n ? signed(errors[n - 1]) : '–',
    mean: n ? signed(errors.reduce((sum, one) => sum + one, 0) / n, 2) : '–',
    p95: n ? String(sizes[Math.ceil(0.95 * n) - 1]) : '–',
    right: n ? `${((100 * sizes.filter(one => !one).length) / n).toFixed(1)} %` : '–',
    count: String(n),
    dropped: String(film.getVideoPlaybackQuality?.().droppedVideoFrames ?? '–'),
    unlike: String(unlike),
  };
  for (const [id, words] of Object.entries(said)) at(id).textContent = words;
}

/** @param {number} value @param {number} [digits] */
function signed(value, digits = 0) {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(digits)}`;
}

/** The number drawn into the picture that is there now. */
function numberInPicture() {
  look.drawImage(film, 0, 0, film.videoWidth, (film.videoHeight * 60) / 640, 0, 0, CELLS * 8, 8);
  const { data } = look.getImageData(0, 4, CELLS * 8, 1);
  const lit = cells.map((_, i) => data[(i * 8 + 4) * 4] > 128);
  if (!lit[0] || lit[CELLS - 1]) return null;
  return lit.slice(1, -1).reduce((sum, on, i) => sum + (Number(on) << i), 0);
}
