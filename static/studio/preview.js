// The preview: the player itself, in a frame the size of a phone, over the moments as they are now.
// @ts-check
import { dialog, h, icon, toast } from './dom.js';
import { clock, secondsOf } from './frames.js';
import { t } from '../words.js';

const PLAYER = new URL('../player/vitrine.js', import.meta.url).href;

/** @param {import('./store.js').Desk} desk @param {import('./saver.js').Saver} saver */
export async function preview(desk, saver) {
  if (!(await saver.flush())) {
    toast(t('The last change isn’t saved yet, so the preview would be old. Try again in a moment.'), {
      bad: true,
    });
    return;
  }
  const film = h('video', {
    id: 'preview-film',
    src: desk.cut.film,
    poster: desk.cut.poster,
    playsinline: true,
    controls: true,
    preload: 'auto',
    'aria-label': t('Preview of the episode'),
  });
  const phone = h('div', { class: 'phone' }, film);
  const box = dialog({
    title: t('As a viewer sees it'),
    class: 'preview',
    body: [
      phone,
      h(
        'p',
        { class: 'meta' },
        t('This is the player itself. Nothing is counted and nothing can be bought here.'),
      ),
    ],
    foot: [
      h(
        'button',
        {
          class: 'btn s',
          type: 'button',
          onclick: () => {
            film.currentTime = 0;
            film.play();
          },
        },
        icon('again', 's'),
        t('From the start'),
      ),
      ...desk.moments.slice(0, 6).map(([, moment]) =>
        h(
          'button',
          {
            class: 'btn s',
            type: 'button',
            onclick: () => {
              film.currentTime = secondsOf(Math.max(0, moment.start_frame - 12), desk.rate);
              film.play();
            },
          },
          moment.label,
          h('span', { class: 'meta fig' }, clock(moment.start_frame, desk.rate)),
        ),
      ),
    ],
    onClose: () => {
      film.pause();
      film.removeAttribute('src');
      film.load();
    },
  });
  phone.style.aspectRatio = `${desk.cut.width} / ${desk.cut.height}`;
  film.currentTime = secondsOf(desk.frame, desk.rate);
  try {
    await import(PLAYER);
  } catch {
    if (box.isConnected)
      phone.append(
        h(
          'p',
          { class: 'note bad phone-note', role: 'alert' },
          icon('stop', 's'),
          h('span', {}, h('b', {}, t('The player didn’t load.')), ` ${t('Close this and try again.')}`),
        ),
      );
    return;
  }
  // The manifest is read when the element arrives: after everything is saved.
  if (box.isConnected)
    phone.append(
      h('vitrine-overlay', {
        for: 'preview-film',
        manifest: `/v1/episodes/${desk.episode.id}/preview`,
        preview: true,
      }),
    );
}
