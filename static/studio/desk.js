// The tagging page: fetches the episode and joins its parts.
// @ts-check
import { call } from './api.js';
import { Boxes, middleBox } from './boxes.js';
import { Coming } from './coming.js';
import { resolve } from './conflict.js';
import { byId, pageData, toast } from './dom.js';
import { shotAt } from './frames.js';
import { keyOf, withKey } from './geometry.js';
import { disclosures } from './fields.js';
import { Follow } from './follow.js';
import { Following } from './following.js';
import { Found } from './found.js';
import { FoundRow } from './found_row.js';
import { Inspector } from './inspector.js';
import { preview } from './preview.js';
import { Publishing } from './publish.js';
import { untilRead } from './reading.js';
import { Saver } from './saver.js';
import { pick, Shelf, variantsOf } from './shelf.js';
import { shortcuts } from './shortcuts.js';
import { Side } from './side.js';
import { Stage } from './stage.js';
import { Desk } from './store.js';
import { Strip } from './strip.js';
import { talk } from './talk.js';
import { Timeline } from './timeline.js';
import { listenToKeys, Transport } from './transport.js';
import { listenToPieces, say, showHint, showSaved, showStep } from './words.js';
import { t } from '../words.js';

const OTHERS_MS = 10_000;

/** @typedef {import('./geometry.js').Box} Box */

const { episode: id, ...may } = pageData('desk-data');
byId('keys-open').addEventListener('click', shortcuts);
start();

async function start() {
  byId('failed').hidden = true;
  try {
    const episode = await untilRead(await call('GET', `/v1/episodes/${id}`));
    byId('status').hidden = false;
    const [products, placements] = await Promise.all([
      call('GET', '/v1/products'),
      call('GET', `/v1/episodes/${id}/placements`),
    ]);
    open(episode, products.items, placements.items);
  } catch (error) {
    const refused = /** @type {import('./api.js').Refused} */ (error);
    if (refused.status === undefined) throw error;
    byId('failed').hidden = false;
    byId('status').hidden = true;
    byId('failed-say').textContent = refused.message;
    byId('failed-again').onclick = start;
  }
}

/** @param {any} episode @param {any[]} products @param {any[]} placements */
function open(episode, products, placements) {
  byId('desk').hidden = false;
  document.body.classList.add('open');
  const desk = new Desk(episode, may);
  desk.variants = variantsOf(products);
  const saver = new Saver(desk, {
    onState: showSaved,
    onConflict: (conflict) => resolve(desk, saver, conflict),
    onRefused: (words) => toast(words, { bad: true }),
  });
  const stage = new Stage(desk);
  const follow = new Follow(desk, saver);
  const boxes = new Boxes(desk, { onDrawn: (box) => drawn(box), onSet: setBox });
  const transport = new Transport(desk, stage);
  const timeline = new Timeline(desk);
  const shelf = new Shelf(desk, { onChosen: (variant) => chosen(variant) });
  const inspector = new Inspector(desk, { onSet: setBox });
  const following = new Following(desk, follow);
  const found = new Found(desk, { onAccepted: accepted });
  new FoundRow(desk, { onShow: (finding) => found.list.show(finding) });
  const publishing = new Publishing(desk, saver);
  new Strip(desk);
  new Side(desk, stage);
  new Coming(desk, {
    onDone: () => {
      publishing.draw();
      found.load();
    },
  });
  saver.load(placements);
  // What runs on the server is joined; without it the desk still works, box by box.
  follow.load(placements).catch(() => {});
  found.load();
  shelf.draw();
  desk.seek(
    Number(new URLSearchParams(location.search).get('frame')) || desk.shots[0]?.keyframes[0]?.frame || 0,
  );
  // Others may work on this episode: what they placed appears, what is being changed here stays.
  const catchUp = async () => {
    if (document.visibilityState !== 'visible') return;
    const now = await call('GET', `/v1/episodes/${id}/placements`).catch(() => null);
    if (!now) return;
    saver.load(now.items);
    follow.load(now.items).catch(() => {});
  };
  document.addEventListener('visibilitychange', catchUp);
  setInterval(catchUp, OTHERS_MS);
  talk(desk, {
    onWriting: () => stage.film.pause(),
    onPlaced: (placement) => accepted(placement, true),
    onRestored: catchUp,
  });
  /** @type {(() => void) | null} */
  let closePicker = null;
  desk.on('draft', () => {
    if (!desk.draft) {
      closePicker?.();
      closePicker = null;
    }
  });
  for (const name of ['preview', 'publish']) /** @type {HTMLButtonElement} */ (byId(name)).disabled = false;

  /** A box is on the picture: a key of the selected moment, or a new moment. @param {Box} box */
  function drawn(box) {
    const moment = desk.of(desk.selected);
    const adds =
      desk.selected &&
      !desk.isOthers(desk.selected) &&
      !follow.owns(desk.selected, desk.frame) &&
      !desk.tool &&
      !desk.armed &&
      moment &&
      moment.start_frame <= desk.frame &&
      desk.frame < moment.end_frame &&
      !moment.keys.some((/** @type {number[]} */ key) => key[0] === desk.frame);
    desk.arm(false);
    if (adds && desk.selected) {
      desk.change(desk.selected, { keys: withKey(moment.keys, desk.frame, box) }, t('Key added'));
      boxes.focus();
      return;
    }
    closePicker?.();
    desk.select(null);
    if (desk.armed) {
      create(desk.armed, box, true);
      return;
    }
    desk.sketch({ frame: desk.frame, box });
    closePicker = pick(desk, byId('pic'), {
      title: t('Which product is this?'),
      onChosen: (variant) => {
        closePicker = null;
        create(variant, desk.draft?.box ?? box, true);
      },
      onLeft: () => {
        closePicker = null;
        desk.sketch(null);
      },
    });
  }

  /** A box is where the hand wants it: of a path that is followed, that corrects the path.
   * @param {string} uid @param {Box} box @param {string} words @param {string} [merge] */
  function setBox(uid, box, words, merge) {
    if (desk.isRefused(uid)) return;
    if (follow.owns(uid, desk.frame)) follow.correct(uid, desk.frame, box);
    else desk.change(uid, { keys: withKey(desk.of(uid).keys, desk.frame, box) }, words, merge);
  }

  /** A suggestion became a placement, and the server follows it. @param {any} placement @param {boolean} seen */
  function accepted(placement, seen) {
    const uid = saver.take(placement);
    follow.join(uid, placement.track);
    if (seen) {
      // A box that still waited for its product is given up for what was taken instead.
      desk.sketch(null);
      desk.select(uid);
      desk.seek(placement.keys[0]?.[0] ?? placement.start_frame);
    }
    toast(t('{name} placed', { name: placement.label }), {
      act: t('Undo'),
      onAct: async () => {
        desk.remove(uid, t('Moment deleted'));
        await saver.flush();
        found.load();
      },
    });
  }

  /** @param {string} variantId @param {Box} box @param {boolean} [isDrawn] around the thing, not only near it */
  function create(variantId, box, isDrawn = false) {
    const variant = /** @type {import('./store.js').Variant} */ (desk.variants.get(variantId));
    const shot = shotAt(desk.shots, desk.frame);
    desk.armed = null;
    desk.sketch(null);
    const uid = desk.add(
      {
        variant: variantId,
        label: variant.name.slice(0, 60),
        action: 'Buy now',
        disclosure: disclosures(variant)[0],
        anchor: 'follow',
        start_frame: shot?.start_frame ?? desk.frame,
        end_frame: shot?.end_frame ?? Math.min(desk.frames, desk.frame + 75),
        keys: [keyOf(desk.frame, box)],
        hidden: [],
      },
      t('Moment added'),
    );
    boxes.focus();
    if (isDrawn && follow.byItself) follow.start(uid, desk.frame);
  }

  /** A product was taken from the shelf: for the box that waits, or for the next one.
   * @param {string} variant */
  function chosen(variant) {
    if (desk.draft) {
      closePicker?.();
      closePicker = null;
      create(variant, desk.draft.box, true);
      return;
    }
    desk.armed = desk.armed === variant ? null : variant;
    if (desk.armed) desk.select(null);
    desk.arm(desk.armed !== null);
    shelf.draw();
  }

  function letGo() {
    closePicker?.();
    closePicker = null;
    desk.armed = null;
    if (desk.tool) desk.arm(false);
    else if (desk.draft) desk.sketch(null);
    else desk.select(null);
    shelf.draw();
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  }

  const undo = async () => {
    const words = (await follow.takeBack()) ?? desk.undo();
    if (words) say(t('Undone: {change}', { change: words }));
  };
  const redo = () => {
    const words = desk.redo();
    if (words) say(t('Done again: {change}', { change: words }));
  };
  const see = () => {
    stage.film.pause();
    preview(desk, saver);
  };
  byId('box-tool').addEventListener('click', () => desk.arm(!desk.tool));
  byId('undo').addEventListener('click', undo);
  byId('redo').addEventListener('click', redo);
  byId('preview').addEventListener('click', see);
  desk.on('history', () => {
    showStep('undo', t('Undo'), desk.undoable);
    showStep('redo', t('Redo'), desk.redoable);
  });
  for (const news of /** @type {const} */ (['tool', 'selected', 'frame', 'draft', 'moments']))
    desk.on(news, () => showHint(desk));
  desk.on('others', () => toast(t('This belongs to another brand. An editor of the studio can change it.'), { bad: true }));
  listenToPieces(desk, create);
  showHint(desk);

  listenToKeys(
    {
      ' ': () => stage.toggle(),
      k: () => stage.toggle(),
      ArrowLeft: () => transport.step(-1),
      ArrowRight: () => transport.step(1),
      ',': () => transport.step(-1),
      '.': () => transport.step(1),
      'Shift+ArrowLeft': () => transport.step(-10),
      'Shift+ArrowRight': () => transport.step(10),
      ArrowUp: () => transport.jump(-1),
      ArrowDown: () => transport.jump(1),
      '[': () => transport.jumpKeyframe(-1),
      ']': () => transport.jumpKeyframe(1),
      Home: () => desk.seek(0),
      End: () => desk.seek(desk.frames - 1),
      b: () => desk.arm(!desk.tool),
      Enter: () => {
        if (desk.tool) drawn(middleBox());
      },
      Escape: letGo,
      i: () => inspector.trim('start', desk.frame),
      o: () => inspector.trim('end', desk.frame + 1),
      m: () => inspector.addKey(),
      t: () => following.toggle(),
      f: () => found.list.enter(),
      Delete: () => inspector.removeKey(desk.frame),
      Backspace: () => inspector.removeKey(desk.frame),
      'Shift+Delete': () => inspector.remove(),
      p: see,
      '/': () => shelf.search.focus(),
      '?': shortcuts,
      '+': () => timeline.zoom(1),
      '-': () => timeline.zoom(-1),
    },
    {
      z: undo,
      'Shift+z': redo,
      y: redo,
      s: () => {
        saver.flush();
      },
    },
  );
  publishing.draw();
}
