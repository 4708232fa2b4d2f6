// @ts-check
/** One product as an interactive creative: SIMID 1.1 spoken with whatever player holds the frame, silent without one.
 * https://interactiveadvertisingbureau.github.io/SIMID/ */

import { Beacons, hexId } from './beacons.js';

const SEEN_MS = 1000;
const card = /** @type {HTMLElement} */ (document.getElementById('card'));
const go = /** @type {HTMLAnchorElement} */ (document.getElementById('go'));
const { episode = '', release = '', channel, moment = '', token = '' } = card.dataset;
const about = /** @type {import('./shapes.js').Moment} */ ({ id: moment, token });

const session = hexId();
let count = 0;
let seconds = 0;
let playerOpens = false;

const beacons = new Beacons('/v1/events', () => ({
  episode, release, channel: channel || undefined, viewer: null, at_ms: Math.round(seconds * 1000) }));

/** @type {Record<string, (args: any) => void>} what a player says, and wants an answer to */
const asked = {
  'SIMID:Player:init': ({ environmentData = {} }) => { playerOpens = environmentData.navigationSupport === 'playerHandles'; },
  'SIMID:Player:startCreative': watchFor,
  'SIMID:Player:adStopped': () => beacons.stop(),
  'SIMID:Player:adSkipped': () => beacons.stop(),
  'SIMID:Player:fatalError': () => beacons.stop(),
};

addEventListener('message', event => {
  const said = event.source === parent ? read(event.data) : null;
  if (!said) return;
  if (said.type === 'SIMID:Media:timeupdate') seconds = Number(said.args?.currentTime) || 0;
  if (!Object.hasOwn(asked, said.type)) return;
  asked[said.type](said.args ?? {});
  say('resolve', { messageId: said.messageId, value: {} });
});

go.addEventListener('click', event => {
  beacons.add('tap', about);
  beacons.flush();
  if (playerOpens) event.preventDefault();
  say('SIMID:Creative:clickThru', { x: event.clientX, y: event.clientY, playerHandles: playerOpens, url: go.href });
});

if (parent === window) watchFor();
else say('createSession');

/** Counts it as seen once half of it was on screen for a second on end. */
function watchFor() {
  let timer = 0;
  const watcher = new IntersectionObserver(([{ isIntersecting }]) => {
    clearTimeout(timer);
    if (isIntersecting) timer = setTimeout(seen, SEEN_MS);
  }, { threshold: 0.5 });
  const seen = () => {
    watcher.disconnect();
    beacons.add('impression', about);
  };
  watcher.observe(card);
}

/** @param {string} type @param {object} [args] */
function say(type, args = {}) {
  // Whoever holds the frame may know what it shows: there is nothing of the viewer in it.
  parent.postMessage(JSON.stringify({ sessionId: session, messageId: count++, timestamp: Date.now(), type, args }), '*');
}

/** @param {unknown} data */
function read(data) {
  try {
    const said = JSON.parse(String(data));
    return said?.sessionId === session && typeof said.type === 'string' ? said : null;
  } catch {
    return null;
  }
}
