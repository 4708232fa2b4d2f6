// A page of somebody else's, in TypeScript: it compiles against the published types, and its mistakes don't.
import { VitrineOverlay, type Line } from 'vitrine-overlay';
import { attach, type Placed } from 'vitrine-overlay/core';

const overlay: VitrineOverlay = document.createElement('vitrine-overlay');
overlay.setAttribute('manifest', 'https://films.example/v1/episodes/ep_1/overlay');

overlay.addEventListener('vitrine-checkout', event => {
  event.preventDefault();
  const line: Line = event.detail;
  const body = { variant: line.variant, quantity: line.quantity, token: line.token };
  console.log(body, line.card?.amount, line.t.toFixed(2));
  // @ts-expect-error there is no such thing in a line
  console.log(line.colour);
});

document.addEventListener('vitrine-error', ({ detail }) => {
  if (detail.what === 'manifest') overlay.refresh();
  // @ts-expect-error nothing fails in this way
  if (detail.what === 'weather') overlay.close();
});

const film = document.querySelector('video');
if (film) {
  const core = attach(film, '/v1/episodes/ep_1/overlay', (placed: Placed[], { frame }) => {
    for (const { moment, card, box } of placed) console.log(frame, moment.label, card.price, box.x + box.w);
  });
  core.ready.then(manifest => console.log(manifest.moments.length), () => core.stop());
  // @ts-expect-error what is drawn is drawn by a function
  attach(film, '/v1/episodes/ep_1/overlay', 'draw');
}
