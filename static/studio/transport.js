// Playing, stepping and jumping: to frames, shots, keys, moments, weak places; there and back, fast and slow.
// @ts-check
import { byId, icon, toast } from './dom.js';
import { clock, jumpShot, shotAt } from './frames.js';
import { midpoint } from './geometry.js';
import { t } from '../words.js';
import { number } from './manner.js';

const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
/** How fast the shuttle goes, in steps; the film itself is played up to the last of them. */
const SHUTTLE = [1, 2, 4];

export class Transport {
  /** Pressed again and again, the shuttle goes faster; below zero backwards. */ #shuttle = 0;

  /** @param {import('./store.js').Desk} desk @param {import('./stage.js').Stage} stage */
  constructor(desk, stage) {
    this.desk = desk;
    this.stage = stage;
    const act = (/** @type {string} */ id, /** @type {() => void} */ does) =>
      byId(id).addEventListener('click', does);
    act('play', () => this.toggle());
    act('frame-back', () => this.step(-1));
    act('frame-on', () => this.step(1));
    act('shot-before', () => this.jump(-1));
    act('shot-next', () => this.jump(1));
    act('loop', () => this.loop());
    act('weak-next', () => this.jumpWeak(1));
    this.rate = /** @type {HTMLSelectElement} */ (byId('speed'));
    this.rate.addEventListener('change', () => stage.speed(Number(this.rate.value)));
    byId('sound').hidden = !(/** @type {any} */ (desk.cut).has_audio);
    act('sound', () => this.sound());
    desk.on('frame', () => this.draw());
    desk.on('playing', () => this.draw());
    for (const news of /** @type {const} */ (['tracks', 'moments', 'selected'])) desk.on(news, () => this.#drawTools());
    this.draw();
    this.#drawTools();
  }

  toggle() {
    this.#shuttle = 0;
    if (!this.desk.playing) this.stage.speed(Number(this.rate.value));
    this.stage.toggle();
  }
  pause() {
    this.#shuttle = 0;
    if (this.desk.playing) this.stage.toggle();
  }
  /** On or back, and faster each time it is pressed. @param {1 | -1} way */
  shuttle(way) {
    const at = this.desk.playing ? this.#shuttle : 0;
    this.#shuttle = Math.sign(at) === way ? way * Math.min(SHUTTLE.length, Math.abs(at) + 1) : way;
    this.stage.run(way * SHUTTLE[Math.abs(this.#shuttle) - 1]);
  }
  /** @param {1 | -1} way */
  faster(way) {
    const at = SPEEDS.indexOf(Number(this.rate.value));
    const to = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + way))];
    this.rate.value = String(to);
    this.stage.speed(to);
  }
  sound() {
    const { film } = this.stage;
    film.muted = !film.muted;
    byId('sound').setAttribute('aria-pressed', String(!film.muted));
  }
  loop() {
    const { desk } = this;
    desk.loop = !desk.loop;
    byId('loop').setAttribute('aria-pressed', String(desk.loop));
    desk.tell('loop');
  }

  /** @param {number} by */
  step(by) {
    this.desk.seek(this.desk.frame + by);
  }
  /** @param {1 | -1} way */
  jump(way) {
    this.desk.seek(jumpShot(this.desk.shots, this.desk.frame, way));
  }

  /** To the next or the previous suggested keyframe. @param {1 | -1} way */
  jumpKeyframe(way) {
    this.#to(this.desk.shots.flatMap((shot) => shot.keyframes.map((one) => one.frame)), way);
  }
  /** To the next or the previous key of what is selected. @param {1 | -1} way */
  jumpKey(way) {
    const moment = this.desk.of(this.desk.selected);
    const drawn = this.desk.follow?.all(this.desk.selected).flatMap((track) => track.anchors) ?? [];
    if (moment) this.#to((drawn.length ? drawn : moment.keys).map((/** @type {number[]} */ [frame]) => frame), way);
  }
  /** To the next or the previous moment, of whatever placement, and select it. @param {1 | -1} way */
  jumpMoment(way) {
    const { desk } = this;
    const all = desk.moments;
    const at = all.findIndex(([uid]) => uid === desk.selected);
    const next =
      at >= 0
        ? all[at + way]
        : way > 0
          ? all.find(([, one]) => one.start_frame >= desk.frame)
          : all.findLast(([, one]) => one.start_frame <= desk.frame);
    if (!next) return;
    desk.select(next[0]);
    desk.seek(next[1].start_frame);
  }
  /** To where a person should have a look, round and round; the weakest frame isn't known, the middle is. @param {1 | -1} way */
  jumpWeak(way) {
    const { desk } = this;
    const places = (desk.follow?.weak() ?? []).map(({ uid, span: [from, to] }) => ({ uid, frame: Math.floor((from + to - 1) / 2) }));
    if (!places.length) {
      toast(t('No weak place: what was followed is sure.'), { sign: 'info' });
      return;
    }
    const next = way > 0 ? places.find(({ frame }) => frame > desk.frame) : places.findLast(({ frame }) => frame < desk.frame);
    const to = next ?? places[way > 0 ? 0 : places.length - 1];
    desk.select(to.uid);
    desk.seek(to.frame);
  }
  /** Halfway between the keys around here: the frame at which a box is most likely off. */
  jumpMidpoint() {
    const moment = this.desk.of(this.desk.selected);
    const drawn = this.desk.follow?.of(this.desk.selected)?.anchors ?? moment?.keys ?? [];
    const to = midpoint(drawn, this.desk.frame);
    if (to !== null) this.desk.seek(to);
    else if (moment) toast(t('There is no frame between its keys.'), { sign: 'info' });
  }

  /** @param {number[]} frames @param {1 | -1} way */
  #to(frames, way) {
    const all = [...frames].sort((a, b) => a - b);
    const to = way > 0 ? all.find((frame) => frame > this.desk.frame) : all.findLast((frame) => frame < this.desk.frame);
    if (to !== undefined) this.desk.seek(to);
  }

  draw() {
    const { desk } = this;
    byId('tcode').textContent = clock(desk.frame, desk.rate);
    byId('tframe').textContent =
      t('frame {n} of {all}', { n: number(desk.frame), all: number(desk.frames) });
    byId('tshot').textContent = t('shot {n}', { n: (shotAt(desk.shots, desk.frame)?.index ?? 0) + 1 });
    const play = byId('play');
    const state = desk.playing ? 'pause' : 'play';
    if (play.dataset.state === state) return;
    play.dataset.state = state;
    play.setAttribute('aria-label', desk.playing ? t('Pause') : t('Play'));
    play.replaceChildren(icon(state));
  }

  #isDrawing = false;
  #drawTools() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      /** @type {HTMLButtonElement} */ (byId('weak-next')).disabled = !this.desk.follow?.weak().length;
    });
  }
}
