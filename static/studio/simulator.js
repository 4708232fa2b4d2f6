// The schedule without the film: which chips are on when, played on a strip, and how dense they come.
// @ts-check
import { dialog, h, icon } from './dom.js';
import { clock } from './frames.js';
import { boxAt, isCovered } from './geometry.js';
import { lanes, perMinute } from './schedule.js';
import { t } from '../words.js';

const SPEEDS = [1, 2, 4];

/** @param {import('./store.js').Desk} desk */
export function simulate(desk) {
  const all = desk.moments.map(([, one]) => one);
  const rows = lanes(all);
  const counts = perMinute(all, desk.frames, desk.rate);
  let frame = desk.frame,
    speed = 2,
    since = 0,
    turn = 0;
  const bar = h('input', {
    type: 'range',
    class: 'sim-bar',
    min: 0,
    max: desk.frames - 1,
    value: frame,
    'aria-label': t('Where in the film'),
    oninput: () => {
      since = 0;
      frame = Number(bar.value);
      draw();
    },
  });
  const line = h('i', { class: 'sim-line' });
  const strip = h(
    'div',
    { class: 'sim-strip', 'aria-hidden': 'true' },
    ...rows.map((row) =>
      h(
        'div',
        { class: 'sim-row' },
        ...row.map((one) => {
          const span = h('span', { title: one.label }, one.label);
          span.style.left = part(one.start_frame);
          span.style.width = part(one.end_frame - one.start_frame);
          return span;
        }),
      ),
    ),
    line,
  );
  const most = Math.max(1, ...counts);
  const minutes = h(
    'ol',
    { class: 'sim-minutes', 'aria-label': t('Moments in each minute') },
    ...counts.map((many, i) => {
      const column = h('li', {}, h('b', { class: 'fig' }, many), h('span', { class: 'meta fig' }, `${i}:00`));
      column.style.setProperty('--part', String(many / most));
      return column;
    }),
  );
  const time = h('b', { class: 'fig tcode' });
  const said = h('p', { class: 'meta', role: 'status' });
  const screen = h('div', { class: 'sim-phone', 'aria-hidden': 'true' });
  screen.style.aspectRatio = `${desk.cut.width} / ${desk.cut.height}`;
  const play = h('button', { class: 'btn', type: 'button', onclick: () => (turn ? stop() : go()) });
  const speeds = SPEEDS.map((one) =>
    h(
      'button',
      {
        type: 'button',
        'aria-pressed': String(one === speed),
        onclick: () => {
          speed = one;
          since = 0;
          for (const [i, button] of speeds.entries()) button.setAttribute('aria-pressed', String(SPEEDS[i] === one));
        },
      },
      `${one}×`,
    ),
  );
  let said_ = '';
  const draw = () => {
    const on = all.filter((one) => one.start_frame <= frame && frame < one.end_frame && !isCovered(one.hidden, frame));
    line.style.left = part(frame);
    bar.value = String(frame);
    bar.setAttribute('aria-valuetext', clock(frame, desk.rate));
    time.textContent = clock(frame, desk.rate);
    screen.replaceChildren(
      ...on.map((one, nth) => {
        const box = boxAt(one.keys, frame);
        const mark = h('span', { class: one.anchor === 'docked' ? 'docked' : null, 'data-nth': nth % 3 }, h('b', {}, one.label));
        if (one.anchor === 'docked') mark.style.bottom = `calc(12% + ${nth * 24}px)`;
        else
          Object.assign(mark.style, { left: `${box.x * 100}%`, top: `${box.y * 100}%`, width: `${box.w * 100}%`, height: `${box.h * 100}%` });
        return mark;
      }),
    );
    const words = on.length ? on.map((one) => one.label).join(', ') : t('Nothing is on.');
    if (words !== said_) said.textContent = said_ = words;
  };
  const step = (/** @type {number} */ now) => {
    if (!box.isConnected || !turn) return;
    const [num, den] = desk.rate;
    const went = since ? Math.floor((((now - since) / 1000) * speed * num) / den) : 0;
    if (!since || went > 0) {
      since = now;
      frame = Math.min(desk.frames - 1, frame + went);
      draw();
    }
    if (frame >= desk.frames - 1) stop();
    else turn = requestAnimationFrame(step);
  };
  const go = () => {
    if (frame >= desk.frames - 1) frame = 0;
    since = 0;
    turn = requestAnimationFrame(step);
    play.replaceChildren(icon('pause', 's'), t('Pause'));
  };
  const stop = () => {
    cancelAnimationFrame(turn);
    turn = 0;
    play.replaceChildren(icon('play', 's'), t('Play'));
  };
  const box = dialog({
    title: t('What is on when'),
    class: 'sim',
    body: [
      h(
        'div',
        { class: 'sim-body' },
        screen,
        h(
          'div',
          { class: 'sim-side' },
          h('div', { class: 'row' }, time, said),
          strip,
          bar,
          h('h3', {}, t('Moments in each minute')),
          minutes,
          h('p', { class: 'meta' }, t('At most {n} at once.', { n: rows.length })),
        ),
      ),
    ],
    foot: [
      play,
      h('span', { class: 'seg', role: 'group', 'aria-label': t('Speed') }, ...speeds),
      h('span', { class: 'grow' }),
      h(
        'button',
        {
          class: 'btn',
          type: 'button',
          onclick: () => {
            box.close();
            desk.seek(frame);
          },
        },
        t('Go there in the film'),
      ),
    ],
    onClose: stop,
  });
  stop();
  draw();
  play.focus();

  /** @param {number} at */
  function part(at) {
    return `${(at / desk.frames) * 100}%`;
  }
}
