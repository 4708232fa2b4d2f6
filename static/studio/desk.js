// The tagging page: fetches the episode and joins its parts.
// @ts-check
import { Actions } from './actions.js';
import { call, facing } from './api.js';
import { Boxes } from './boxes.js';
import { Captions } from './captions.js';
import { Checks } from './checks.js';
import { Coming } from './coming.js';
import { deskActions } from './desk_actions.js';
import { byId, pageData, toast } from './dom.js';
import { withKey } from './geometry.js';
import { Follow } from './follow.js';
import { Following } from './following.js';
import { Found } from './found.js';
import { FoundRow } from './found_row.js';
import { Inspector } from './inspector.js';
import { Making } from './making.js';
import { MarksRow } from './marks_row.js';
import { Publishing } from './publish.js';
import { untilRead } from './reading.js';
import { Rows } from './rows.js';
import { Saver } from './saver.js';
import { Shelf, variantsOf } from './shelf.js';
import { ShotsRow } from './shots_row.js';
import { Side } from './side.js';
import { SoundRow } from './sound_row.js';
import { Stage } from './stage.js';
import { Desk } from './store.js';
import { Strip } from './strip.js';
import { SureRow } from './sure_row.js';
import { talk } from './talk.js';
import { Timeline } from './timeline.js';
import { Transport } from './transport.js';
import { listenToPieces, say, showHint, showSaved, showStep } from './words.js';
import { Zoom } from './zoom.js';
import { t, tn } from '../words.js';

const SELDOM_MS = 2500;
const AGAIN_MS = 250;
const SELDOM = ['conflict', 'palette', 'preview', 'shortcuts', 'simulator', 'notes', 'changes', 'handover', 'rules', 'newcut'];

/** @typedef {import('./geometry.js').Box} Box */

const { episode: id, ...may } = pageData('desk-data');
const actions = new Actions(may.person ?? '');
/** Parts that are seldom used come when they are asked for. @param {() => Promise<void>} open */
const later = (open) => () => {
  open().catch(() => toast(t('This part of the page didn’t load. Check the connection and try again.'), { bad: true }));
};
const keys = later(async () => (await import('./shortcuts.js')).shortcuts(actions));
byId('keys-open').addEventListener('click', keys);
start();

async function start() {
  byId('failed').hidden = true;
  try {
    // All at once: only a film that is still being read makes the others wait, and they are refused together.
    const [asked, products, placements] = await Promise.all([
      call('GET', `/v1/episodes/${id}`),
      call('GET', '/v1/products'),
      call('GET', `/v1/episodes/${id}/placements`),
    ]);
    const episode = await untilRead(asked);
    byId('status').hidden = false;
    // Taken over between the two answers: what is placed is told in frames of the other.
    if (placements.cut !== episode.cut?.id) return await start();
    await open(episode, products.items, placements.items);
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
async function open(episode, products, placements) {
  byId('desk').hidden = false;
  document.body.classList.add('open');
  const desk = new Desk(episode, may);
  desk.variants = variantsOf(products);
  const saver = new Saver(desk, {
    onState: (state, words) => showSaved(state, words, () => saver.askAgain(), () => saver.startOver()),
    onConflict: async (conflict) => (await import('./conflict.js')).resolve(desk, saver, conflict),
    onRefused: (words) => toast(words, { bad: true }),
    onBack: () => void catchUp(),
  });
  const onNewCut = () => {
    if (saver.isOver) return;
    saver.stop();
    later(async () => (await import('./newcut.js')).tellNewCut(desk, saver))();
  };
  Object.assign(facing, { cut: desk.cut.id, onNew: onNewCut });
  const stage = new Stage(desk);
  const follow = new Follow(desk, saver);
  const making = new Making(desk, follow);
  const transport = new Transport(desk, stage);
  const zoom = new Zoom(desk, { onSpace: () => transport.toggle() });
  const boxes = new Boxes(desk, { onDrawn: (box) => making.drawn(box), onSet: setBox });
  making.onMade = () => boxes.focus();
  saver.load(placements);
  const timeline = new Timeline(desk);
  new ShotsRow(desk, timeline);
  new Rows(desk, timeline);
  const shelf = new Shelf(desk, { onChosen: (variant) => making.chosen(variant) });
  const inspector = new Inspector(desk, { onSet: setBox, onAgain: () => making.again() });
  const following = new Following(desk, follow);
  const found = new Found(desk, saver, { onAccepted: accepted });
  desk.on('choose', (variant) => making.chosen(variant));
  desk.on('showFinding', (finding) => found.list.show(finding.id));
  new FoundRow(desk, timeline);
  new SureRow(desk, timeline);
  new MarksRow(desk, timeline);
  new Captions(desk, timeline);
  new SoundRow(desk, timeline);
  const checks = new Checks(desk, saver);
  const publishing = new Publishing(desk, saver, checks);
  new Strip(desk);
  new Side(desk, stage);
  new Coming(desk, {
    onDone: () => {
      publishing.draw();
      found.load();
    },
  });
  // What runs on the server is joined; without it the desk still works, box by box.
  follow.load(placements).catch(() => {});
  found.load();
  shelf.draw();
  const asked = new URLSearchParams(location.search).get('frame');
  desk.seek(Number(asked) || desk.shots[0]?.keyframes[0]?.frame || 0);
  // Others may work on this episode: what they placed appears, what is being changed here stays.
  let again = 0;
  const catchUp = async () => {
    clearTimeout(again);
    const { turns } = saver;
    const now = saver.isSending ? null : await call('GET', `/v1/episodes/${id}/placements`).catch(() => undefined);
    if (now === undefined || saver.isOver) return;
    // Asked while something was being sent, it may be older than that: what came back would be taken for gone.
    if (!now || turns !== saver.turns) {
      again = setTimeout(catchUp, AGAIN_MS);
      return;
    }
    if (now.cut !== desk.cut.id) return onNewCut();
    saver.load(now.items);
    follow.load(now.items).catch(() => {});
  };
  later(async () => void new (await import('./others.js')).Others(desk, saver, { catchUp, onNewCut }))();
  const talking = talk(desk, {
    saver,
    onWriting: () => stage.film.pause(),
    onPlaced: (placement) => accepted(placement, true),
    onRestored: catchUp,
    // What a file brought is taken back like everything else.
    onTaken: async (onStep) => {
      const was = new Map(desk.moments);
      // What is still being sent would put off what came.
      await saver.flush();
      await catchUp();
      desk.cameIn(was, t('Markers taken in'), onStep);
    },
  });

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
    // Taken back, it is a suggestion again.
    const change = desk.answered(t('{name} placed', { name: placement.label }), () => saver.flush().then(() => found.load()), uid);
    follow.join(uid, placement.track);
    if (seen) {
      // A box that still waited for its product is given up for what was taken instead.
      desk.sketch(null);
      desk.select(uid);
      desk.seek(placement.keys[0]?.[0] ?? placement.start_frame);
    }
    toast(t('{name} placed', { name: placement.label }), {
      act: t('Undo'),
      onAct: () => desk.takeBack(change),
    });
  }

  const undo = async () => {
    await found.sending;
    const words = (await follow.takeBack()) ?? desk.undo();
    if (words) say(t('Undone: {change}', { change: words }));
  };
  const redo = () => {
    const words = desk.redo();
    if (words) say(t('Done again: {change}', { change: words }));
  };
  const opens = {
    preview: later(async () => {
      stage.film.pause();
      await (await import('./preview.js')).preview(desk, saver);
    }),
    strip: later(async () => {
      stage.film.pause();
      (await import('./simulator.js')).simulate(desk);
    }),
    palette: later(async () => (await import('./palette.js')).palette(desk, actions)),
    publish: () => void publishing.open(),
    talk: () => void talking.open('notes'),
    history: () => void talking.open('history'),
    handover: () => void talking.open('handover'),
    uncover: talking.uncover,
    keys,
  };
  byId('box-tool').addEventListener('click', () => desk.arm(!desk.tool));
  byId('undo').addEventListener('click', undo);
  byId('redo').addEventListener('click', redo);
  byId('preview').addEventListener('click', opens.preview);
  byId('palette-open').addEventListener('click', opens.palette);
  byId('publish').addEventListener('click', opens.publish);
  for (const name of ['preview', 'publish']) /** @type {HTMLButtonElement} */ (byId(name)).disabled = false;
  desk.on('history', () => {
    showStep('undo', t('Undo'), desk.undoable);
    showStep('redo', t('Redo'), desk.redoable);
  });
  for (const news of /** @type {const} */ (['tool', 'selected', 'frame', 'draft', 'moments'])) desk.on(news, () => showHint(desk));
  desk.on('others', () => toast(t('This belongs to another brand. An editor of the studio can change it.'), { bad: true }));
  listenToPieces(desk, (variant, box) => making.create(variant, box));
  showHint(desk);
  actions.add(
    deskActions({ desk, transport, timeline, zoom, inspector, following, making, shelf, found, saver, checks, undo, redo, open: opens }),
  );
  actions.listen();
  publishing.draw();
  // Then those parts are here when they are asked for, without a network too; a key that follows at once isn't lost.
  setTimeout(() => SELDOM.forEach((part) => import(`./${part}.js`).catch(() => {})), SELDOM_MS);
  await saver.journal.look();
  // Where that part of the page can't be had now, the journal keeps what it has for the next time.
  const recovery = await import('./recovery.js').catch(() => null);
  const many = recovery?.recover(saver);
  const unfit = saver.journal.unfit();
  if (unfit.length) later(async () => (await import('./newcut.js')).tellUnfit(unfit, () => saver.journal.unfitSeen()))();
  if (many) toast(tn('{n} change from before is here again.', '{n} changes from before are here again.', many), { stays: true });
}
