// What can be done on the desk, each with its name and its keys.
// @ts-check
import { byId, press } from './dom.js';
import { t } from '../words.js';

/** @typedef {import('./actions.js').Action} Action */

/** @param {{desk: import('./store.js').Desk, transport: import('./transport.js').Transport, timeline: import('./timeline.js').Timeline,
 *   zoom: import('./zoom.js').Zoom, inspector: import('./inspector.js').Inspector, following: import('./following.js').Following,
 *   making: import('./making.js').Making, shelf: import('./shelf.js').Shelf, found: import('./found.js').Found,
 *   saver: import('./saver.js').Saver, checks: import('./checks.js').Checks, undo: () => void, redo: () => void,
 *   open: Record<'preview' | 'strip' | 'palette' | 'keys' | 'publish' | 'talk' | 'history' | 'handover' | 'uncover', () => void>}} parts @returns {Action[]} */
export function deskActions({ desk, transport, timeline, zoom, inspector, following, making, shelf, found, saver, checks, undo, redo, open }) {
  const one = () => desk.of(desk.selected);
  const selected = () => (desk.selected ? '' : t('Select a moment first.'));
  /** What is a button of the page's too. @param {string} id @param {string} why what is to be said where there is none */
  const button = (id, why) =>
    /** @type {[Action['run'], () => string]} */ ([() => void press(id), () => (byId(id)?.checkVisibility() ? '' : why)]);
  /** In the column that the panel of comments covers. @param {string} id */
  const into = (id) => {
    open.uncover();
    const field = byId(id);
    field.focus();
    // What is written takes the place of what is there.
    if (field instanceof HTMLInputElement) field.select();
  };
  /** @type {(group: string, list: [string, string, string[], Action['run'], Action['whyNot']?][]) => Action[]} */
  const group = (name, list) => list.map(([id, words, keys, run, whyNot]) => ({ group: name, id, name: words, keys, run, whyNot }));
  return [
    ...group(t('Go'), [
      ['play', t('Play or pause'), ['Space', 'k'], (event) => (event?.key === ' ' && zoom.hold() ? undefined : transport.toggle())],
      ['forward', t('Play on, faster each time'), ['l'], () => transport.shuttle(1)],
      ['backward', t('Play back, faster each time'), ['j'], () => transport.shuttle(-1)],
      ['frame-back', t('Frame back'), ['ArrowLeft', ','], () => transport.step(-1)],
      ['frame-on', t('Frame on'), ['ArrowRight', '.'], () => transport.step(1)],
      ['ten-back', t('Ten frames back'), ['Shift+ArrowLeft'], () => transport.step(-10)],
      ['ten-on', t('Ten frames on'), ['Shift+ArrowRight'], () => transport.step(10)],
      ['shot-before', t('Shot before'), ['ArrowUp', 'Mod+ArrowUp'], () => transport.jump(-1)],
      ['shot-next', t('Next shot'), ['ArrowDown', 'Mod+ArrowDown'], () => transport.jump(1)],
      ['keyframe-before', t('Suggested keyframe before'), ['['], () => transport.jumpKeyframe(-1)],
      ['keyframe-next', t('Next suggested keyframe'), [']'], () => transport.jumpKeyframe(1)],
      ['moment-before', t('Moment before'), ['PageUp', ';'], () => transport.jumpMoment(-1)],
      ['moment-next', t('Next moment'), ['PageDown', "'"], () => transport.jumpMoment(1)],
      ['weak-next', t('Next weak frame'), ['n'], () => transport.jumpWeak(1)],
      ['weak-before', t('Weak frame before'), ['Shift+n'], () => transport.jumpWeak(-1)],
      ['first', t('First frame'), ['Home'], () => desk.seek(0)],
      ['last', t('Last frame'), ['End'], () => desk.seek(desk.frames - 1)],
      ['to-in', t('To its in point'), ['Shift+i'], () => desk.seek(one().start_frame), selected],
      ['to-out', t('To its out point'), ['Shift+o'], () => desk.seek(one().end_frame - 1), selected],
      ['loop', t('Play in to out again and again'), ['r'], () => transport.loop()],
      ['slower', t('Slower'), ['<'], () => transport.faster(-1)],
      ['faster', t('Faster'), ['>'], () => transport.faster(1)],
      ['sound', t('Sound on or off'), ['s'], () => transport.sound()],
    ]),
    ...group(t('Tag'), [
      ['box', t('Draw a box'), ['b'], () => desk.arm(!desk.tool)],
      ['box-middle', t('Put the box in the middle'), ['Enter'], () => making.middle(), () => (desk.tool ? '' : t('Press B first: then Enter puts a box in the middle.'))],
      ['again', t('Another moment of this product here'), ['d'], () => making.again(), selected],
      ['in', t('In point here'), ['i'], () => inspector.trim('start', desk.frame), selected],
      ['out', t('Out point here'), ['o'], () => inspector.trim('end', desk.frame + 1), selected],
      ['trim-start', t('Trim what is before'), ['q'], () => inspector.trim('start', desk.frame, true), selected],
      ['trim-end', t('Trim what is after'), ['w'], () => inspector.trim('end', desk.frame + 1, true), selected],
      ['follow', t('Follow the box from here, or stop'), ['t'], () => following.toggle(), selected],
      ['follow-itself', t('Follow new boxes by themselves, or not'), ['Shift+t'], ...button('follow-itself', '')],
      ['edit', t('Write its label'), ['e'], () => into('insp-label'), selected],
      ['swap', t('Another product for it'), ['Shift+s'], () => (open.uncover(), press('swap')), selected],
      ['action', t('What its button says'), ['Shift+b'], () => into('insp-action'), selected],
      ['disclosure', t('Who paid for it'), ['Shift+a'], () => into('insp-disclosure'), selected],
      ['anchor', t('Its chip follows, or is docked'), ['Shift+d'], () => inspector.anchor(), selected],
      ['fields', t('Write its box in per cent'), ['g'], () => into('insp-x'), selected],
      ['split', t('Split it off as a placement of its own'), ['Shift+u'], () => inspector.splitOff(), selected],
      ['join', t('Join the other placement of this product'), ['u'], () => inspector.join(), selected],
      ['delete', t('Delete the moment'), ['Shift+Delete', 'Shift+Backspace'], () => inspector.remove(), selected],
      ['delete-all', t('Delete the placement, all its moments'), ['Mod+Delete', 'Mod+Backspace'], () => inspector.removeAll(), selected],
      ['let-go', t('Let go'), ['Escape'], () => making.letGo()],
    ]),
    ...group(t('Keys of a moment'), [
      ['key', t('Key at this frame'), ['a'], () => inspector.keys.add(), selected],
      ['key-delete', t('Delete the key here'), ['Delete', 'Backspace'], () => inspector.keys.remove(desk.frame), selected],
      ['key-before', t('Key before'), ['{'], () => transport.jumpKey(-1), selected],
      ['key-next', t('Next key'), ['}'], () => transport.jumpKey(1), selected],
      ['midpoint', t('Halfway between its keys'), ['m'], () => transport.jumpMidpoint(), selected],
      ['key-earlier', t('This key a frame earlier'), ['Mod+ArrowLeft'], () => inspector.keys.move(-1), selected],
      ['key-later', t('This key a frame later'), ['Mod+ArrowRight'], () => inspector.keys.move(1), selected],
    ]),
    ...group(t('Page'), [
      ['palette', t('Find anything'), ['Mod+k'], open.palette],
      ['search', t('Search products'), ['/'], () => shelf.search.focus()],
      ['found', t('To the suggestions'), ['f'], () => found.list.enter()],
      ['look', t('Look for products again'), ['Shift+f'], () => void found.look(), () => found.whyNot],
      ['look-shots', t('Look for shots again'), ['Shift+r'], ...button('shots-again', t('The shots are being looked for.'))],
      ['talk', t('Comments'), ['c'], open.talk],
      ['history', t('History'), ['h'], open.history],
      ['handover', t('Hand over'), ['Shift+h'], open.handover],
      ['checks', t('What there is to mend, one by one'), ['v'], () => (open.uncover(), checks.enter())],
      ['rules', t('Series rules'), ['Shift+v'], ...button('rules-open', t('An editor of the studio sets the rules.'))],
      ['undo', t('Undo'), ['Mod+z'], undo],
      ['redo', t('Redo'), ['Mod+Shift+z', 'Mod+y'], redo],
      ['save', t('Save now'), ['Mod+s'], () => void saver.flush()],
      ['preview', t('Preview'), ['p'], open.preview],
      ['strip', t('What is on when, without the film'), ['Shift+p'], open.strip],
      ['publish', t('Publish'), ['Mod+Enter'], ...button('publish', t('An editor of the studio publishes.'))],
      ['watch', t('Watch'), ['Shift+w'], ...button('watch-link', t('Nothing is live yet.'))],
      ['new-cut', t('New cut'), ['Shift+c'], ...button('new-cut', t('An editor of the studio brings a new cut in.'))],
      ['closer', t('Timeline closer'), ['+', '='], () => timeline.zoom(1)],
      ['further', t('Timeline further away'), ['-'], () => timeline.zoom(-1)],
      ['picture', t('Picture fitted, or at 100 per cent'), ['z'], () => zoom.toggle()],
      ['picture-closer', t('Picture closer'), ['Shift+z'], () => zoom.step(1)],
      ['keys', t('Keyboard shortcuts'), ['?'], open.keys],
    ]),
  ];
}
