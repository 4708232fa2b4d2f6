// The preview: the player itself, in a frame the size of a phone, over the moments as they are now,
// for a viewer of one market, with the stock as it is or gone.
// @ts-check
import { dialog, h, icon, toast } from './dom.js';
import { clock, secondsOf } from './frames.js';
import { t } from '../words.js';

const PLAYER = new URL('../player/vitrine.js', import.meta.url).href;
/** So many moments have a button; the others are gone to on the film's own bar. */
const MOST = 6;

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
  const to = (/** @type {number} */ frame) => {
    film.currentTime = secondsOf(frame, desk.rate);
    film.play();
  };
  const viewer = choice(t('Viewer'), viewers(desk), () => overlay());
  const stock = choice(
    t('Stock'),
    [
      ['', t('As it is')],
      ['few', t('Few left')],
      ['none', t('Sold out')],
    ],
    () => overlay(),
  );
  const box = dialog({
    title: t('As a viewer sees it'),
    class: 'preview',
    body: [
      h('div', { class: 'preview-set' }, viewer.label, stock.label),
      phone,
      h(
        'p',
        { class: 'meta' },
        t('This is the player itself. Nothing is counted and nothing can be bought here.'),
      ),
    ],
    foot: [
      h('button', { class: 'btn s', type: 'button', onclick: () => to(0) }, icon('again', 's'), t('From the start')),
      ...desk.moments.slice(0, MOST).map(([, moment]) =>
        h(
          'button',
          { class: 'btn s', type: 'button', onclick: () => to(Math.max(0, moment.start_frame - 12)) },
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
  overlay();

  /** The manifest and the viewer's language are read when the element arrives: after everything is saved. */
  function overlay() {
    if (!box.isConnected) return;
    phone.querySelector('vitrine-overlay')?.remove();
    phone.lang = viewer.value;
    phone.append(
      h('vitrine-overlay', {
        for: 'preview-film',
        manifest: `/v1/episodes/${desk.episode.id}/preview${stock.value && `?stock=${stock.value}`}`,
        preview: true,
      }),
    );
  }
}

/** Who may be watching: each language of each market, else the editor's own. @param {import('./store.js').Desk} desk @returns {[string, string][]} */
function viewers(desk) {
  const mine = document.documentElement.lang || 'en';
  const language = new Intl.DisplayNames([mine], { type: 'language' }),
    country = new Intl.DisplayNames([mine], { type: 'region' });
  const all = desk.may.markets?.flatMap((market) =>
    market.languages.map((one) => /** @type {[string, string]} */ ([`${one}-${market.country}`, `${country.of(market.country)}, ${language.of(one)}, ${market.currency}`])),
  );
  const known = new Set(all?.map(([tag]) => tag.split('-')[0]));
  return [...(known.has(mine) ? [] : [/** @type {[string, string]} */ ([mine, language.of(mine) ?? mine])]), ...(all ?? [])].sort(
    ([a], [b]) => Number(b.startsWith(mine)) - Number(a.startsWith(mine)),
  );
}

/** @param {string} name @param {[string, string][]} options @param {() => void} onchange */
function choice(name, options, onchange) {
  const field = h(
    'select',
    { class: 'input s', onchange },
    ...options.map(([value, words]) => h('option', { value }, words)),
  );
  return {
    label: h('label', {}, h('span', { class: 'meta' }, name), field),
    get value() {
      return field.value;
    },
  };
}
