// @ts-check
/** Which frame the viewer sees: the last presented frame, predicted to the coming repaint. Screen and film rarely keep
 * the same beat: a frame comes up to half a display period early or late, so the film's clock is the middle of many. */

import { frameAt } from './timeline.js';

// A repaint asked for now is seen about one and a half display periods later.
export const LEAD = 1.5;
const MANY = 24;

/** Calls tell(frame) whenever another frame is seen; the answer stops it.
 * @param {HTMLVideoElement} video @param {[number, number]} fps @param {number} frames
 * @param {(frame: number) => void} tell @returns {() => void} */
export function frameClock(video, fps, frames, tell) {
  const hasFrames = typeof HTMLVideoElement.prototype.requestVideoFrameCallback === 'function';
  const frameMs = (1000 * fps[1]) / fps[0];
  const life = new AbortController();
  /** @type {number[]} when the film's 0 was on screen, by each of the last frames */
  let zeros = [];
  let media = 0;
  let [last, ticking, asked, period, before] = [-1, 0, 0, 16.7, 0];

  /** @param {number} seconds */
  const say = seconds => {
    const frame = frameAt(seconds, fps, frames);
    if (frame !== last) tell((last = frame));
  };
  /** @param {DOMHighResTimeStamp} now @param {VideoFrameCallbackMetadata} seen */
  const presented = (now, seen) => {
    media = seen.mediaTime;
    const zero = seen.expectedDisplayTime - (media * 1000) / video.playbackRate;
    // The film stopped, jumped or was slowed down.
    if (Math.abs(zero - zeros[zeros.length - 1]) > frameMs) zeros = [];
    zeros = [...zeros, zero].slice(-MANY);
    if (video.paused || video.seeking) say(media);
    asked = video.requestVideoFrameCallback(presented);
  };
  const reseat = () => {
    media = video.currentTime;
    zeros = [performance.now() - (media * 1000) / video.playbackRate];
    say(media);
  };
  /** @param {number} now */
  const tick = now => {
    const gap = now - before;
    if (gap > 3 && gap < 40) period += (gap - period) / 10;
    before = now;
    const zero = zeros.reduce((sum, one) => sum + one, 0) / zeros.length;
    const ahead = ((now + LEAD * period - zero) * video.playbackRate) / 1000 - media;
    // Never more than one frame ahead: when the decoder stalls, the chip waits with the picture.
    const most = (frameMs * video.playbackRate) / 1000;
    if (!hasFrames) say(video.currentTime);
    else if (!video.seeking) say(media + (video.paused ? 0 : Math.min(most, Math.max(0, ahead))));
    ticking = video.paused ? 0 : requestAnimationFrame(tick);
  };
  const run = () => {
    if (!ticking) ticking = requestAnimationFrame(tick);
  };

  if (hasFrames) asked = video.requestVideoFrameCallback(presented);
  video.addEventListener('play', run, life);
  video.addEventListener('seeked', reseat, life);
  reseat();
  if (!video.paused) run();
  return () => {
    life.abort();
    cancelAnimationFrame(ticking);
    if (hasFrames) video.cancelVideoFrameCallback(asked);
  };
}
