// @ts-check
/** Which frame the viewer sees: the last presented frame as an anchor, predicted to the coming repaint. */

import { frameAt } from './timeline.js';

// A repaint asked for now is seen about one and a half display periods later.
export const LEAD = 1.5;

/** Calls tell(frame) whenever another frame is seen; the answer stops it.
 * @param {HTMLVideoElement} video @param {[number, number]} fps @param {number} frames
 * @param {(frame: number) => void} tell @returns {() => void} */
export function frameClock(video, fps, frames, tell) {
  const hasFrames = typeof HTMLVideoElement.prototype.requestVideoFrameCallback === 'function';
  const frameMs = (1000 * fps[1]) / fps[0];
  const life = new AbortController();
  const anchor = { media: video.currentTime, at: performance.now() };
  let [last, ticking, asked, period, before] = [-1, 0, 0, 16.7, 0];

  /** @param {number} seconds */
  const say = seconds => {
    const frame = frameAt(seconds, fps, frames);
    if (frame !== last) tell((last = frame));
  };
  /** @param {DOMHighResTimeStamp} now @param {VideoFrameCallbackMetadata} seen */
  const presented = (now, seen) => {
    anchor.media = seen.mediaTime;
    anchor.at = seen.expectedDisplayTime;
    if (video.paused || video.seeking) say(anchor.media);
    asked = video.requestVideoFrameCallback(presented);
  };
  const reseat = () => {
    anchor.media = video.currentTime;
    anchor.at = performance.now();
    say(anchor.media);
  };
  /** @param {number} now */
  const tick = now => {
    const gap = now - before;
    if (gap > 3 && gap < 40) period += (gap - period) / 10;
    before = now;
    // Never more than one frame ahead: when the decoder stalls, the chip waits with the picture.
    const ahead = Math.min(frameMs, Math.max(0, now + LEAD * period - anchor.at)) * video.playbackRate;
    if (!hasFrames) say(video.currentTime);
    else if (!video.seeking) say(anchor.media + (video.paused ? 0 : ahead / 1000));
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
