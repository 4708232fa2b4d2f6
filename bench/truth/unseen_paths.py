"""The unseen films to follow a box through: things laid over real and drawn places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from bench.truth.unseen_kept import kept
from bench.truth.unseen_scenes import (
    HEIGHT,
    WIDTH,
    Picture,
    Take,
    camera,
    footage,
    grainy,
    plates,
    room,
    write,
)
from bench.truth.unseen_things import Look, bag, can, carton, clipping, flat, label

Luck = np.random.Generator
Box = tuple[float, float, float, float]
Where = Box | str | None
DRAWN_BY = ("scenes", "things", "paths")
LENGTH = 150
# Less than the first of it to be seen is hidden, more than the second is visible; between them it is open.
HIDDEN, VISIBLE = 0.08, 0.3


@dataclass
class Followed:
    """A box to be followed from `frame` through the span; `truth` is one entry per frame of it: a box,
    None where the thing is hidden or gone, or "open" where nobody could say."""

    name: str
    group: str
    path: Path
    start: int
    end: int
    frame: int
    box: Box
    truth: list[Where] = field(default_factory=list)


@dataclass
class Pose:
    """Where a thing is: its middle and width as fractions of the picture's width and height, turned by
    `roll` in the plane, `turn` about its upright axis, and tilted by `yaw` and `pitch` (radians)."""

    x: float
    y: float
    width: float
    roll: float = 0
    turn: float = 0
    yaw: float = 0
    pitch: float = 0


Path_ = Callable[[float], Pose]


def lay(picture: Picture, look: Look, pose: Pose, light: float = 1.0) -> tuple[Picture, float]:
    """Lays the thing into the picture; answers where it is opaque, and its area, outside the frame too."""
    art, cover = look(pose.turn)
    high, wide = art.shape[:2]
    size = pose.width * WIDTH
    half = np.array([size / 2, size / 2 * high / wide])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    far = 4 * size
    c, s = np.cos(pose.roll), np.sin(pose.roll)
    placed = []
    for x, y in corners:
        z = x * np.sin(pose.yaw) + y * np.sin(pose.pitch)
        near = far / (far + z)
        x, y = x * np.cos(pose.yaw) * near, y * np.cos(pose.pitch) * near
        placed.append((c * x - s * y + pose.x * WIDTH, s * x + c * y + pose.y * HEIGHT))
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    move = cv2.getPerspectiveTransform(source, np.array(placed, np.float32))
    shrink = size / wide
    if shrink < 0.5:
        art, cover = cv2.GaussianBlur(art, (0, 0), 0.4 / shrink), cover
    mask = cv2.warpPerspective(cover, move, (WIDTH, HEIGHT))
    shown = cv2.warpPerspective(art, move, (WIDTH, HEIGHT)) * light
    picture[:] = picture * (1 - mask[..., None]) + shown * mask[..., None]
    # The whole of it, from afar: a quarter of the scale, with a frame's room on every side.
    afar = np.array([(0.25, 0, WIDTH / 4), (0, 0.25, HEIGHT / 4), (0, 0, 1)]) @ move
    area = 16 * float(cv2.warpPerspective(cover, afar, (WIDTH * 3 // 4, HEIGHT * 3 // 4)).sum())
    return mask, area


def box_of(mask: Picture) -> Box | None:
    """The box of what is inside the picture."""
    inner = mask > 0.5
    if not inner.any():
        return None
    ys, xs = np.flatnonzero(inner.any(axis=1)), np.flatnonzero(inner.any(axis=0))
    box = xs[0] / WIDTH, ys[0] / HEIGHT, (xs[-1] + 1 - xs[0]) / WIDTH, (ys[-1] + 1 - ys[0]) / HEIGHT
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


@dataclass
class Scene:
    """What a film to follow in consists of."""

    name: str
    place: Take
    look: Look
    path: Path_
    group: str = "composited"
    others: Sequence[tuple[Look, Path_]] = ()
    # Draws what passes before the thing; answers how opaque it is.
    before: Callable[[Picture, int], Picture] | None = None
    after: Callable[[Picture, int], Picture] | None = None
    light: Callable[[int], float] = lambda _k: 1.0
    cut: int = LENGTH
    blur: int = 1
    drawn_on: int = 0
    rate: int = 30


def film(scene: Scene, folder: Path, luck: Luck) -> Followed:
    truth: list[Where] = []
    frames = []
    new = room(luck, rate=scene.rate)
    for k in range(LENGTH):
        if k >= scene.cut:
            frames.append(new(k))
            truth.append(None)
            continue
        mixed = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        mask, area = np.zeros((HEIGHT, WIDTH), np.float32), 1.0
        for part in range(scene.blur):
            t = (k + 0.6 * part / scene.blur) / scene.rate
            picture = scene.place(k).astype(np.float32)
            for look, path in scene.others:
                lay(picture, look, path(t), scene.light(k))
            whole = lay(picture, scene.look, scene.path(t), scene.light(k))
            if part == scene.blur // 2:
                mask, area = whole
            mixed += picture / scene.blur
        found = box_of(mask)
        over = scene.before(mixed, k) if scene.before else np.zeros((HEIGHT, WIDTH), np.float32)
        seen = float((mask * (over < 0.5)).sum()) / max(1.0, area)
        truth.append(None if found is None or seen < HIDDEN else found if seen > VISIBLE else "open")
        picture = scene.after(mixed, k) if scene.after else mixed
        frames.append(grainy(picture, 2, k).clip(0, 255).astype(np.uint8))
    path = folder / f"{scene.name}.mp4"
    write(path, frames, Fraction(scene.rate), crf=26)
    drawn = truth[scene.drawn_on]
    assert isinstance(drawn, tuple), f"{scene.name}: nothing to draw a box round on frame {scene.drawn_on}"
    return Followed(scene.name, scene.group, path, 0, LENGTH, scene.drawn_on, sloppy(drawn, luck), truth)


def sloppy(box: Box, luck: Luck, by: float = 0.05) -> Box:
    """As a hand draws it: each side off by up to `by` of the box."""
    left, top, right, bottom = luck.uniform(-by, by, 4)
    x, y, w, h = box
    x2, y2 = min(1.0, x + w * (1 + right)), min(1.0, y + h * (1 + bottom))
    x1, y1 = max(0.0, x + w * left), max(0.0, y + h * top)
    return x1, y1, x2 - x1, y2 - y1


def drift(luck: Luck, width: float = 0.3, reach: float = 0.2, speed: float = 0.25) -> Path_:
    """Carried about by a hand."""
    beats, phases = luck.uniform(0.6, 1.4, 4) * speed, luck.uniform(0, 6.3, 4)

    def at(t: float) -> Pose:
        waves = np.sin(2 * np.pi * beats * t + phases)
        return Pose(
            0.5 + reach * float(waves[0] * 0.7 + waves[1] * 0.3), 0.5 + 0.6 * reach * float(waves[2]), width
        )

    return at


def changed(path: Path_, **change: Callable[[float, Pose], float]) -> Path_:
    """The path with some of it overridden, by time and by what it was."""

    def at(t: float) -> Pose:
        pose = path(t)
        for name, by in change.items():
            setattr(pose, name, by(t, pose))
        return pose

    return at


def passer(
    luck: Luck, starts: Sequence[int], wide: float, steps: int = 26
) -> Callable[[Picture, int], Picture]:
    """Something textured that crosses the picture from each of the frames on."""
    skin = cv2.resize(plates()[int(luck.integers(len(plates())))], (WIDTH, HEIGHT)).astype(np.float32)

    def draw(picture: Picture, k: int) -> Picture:
        over = np.zeros((HEIGHT, WIDTH), np.float32)
        for start in starts:
            if start <= k < start + steps:
                x = round(WIDTH * (-wide + (1 + 2 * wide) * (k - start) / steps))
                cv2.ellipse(over, (x, HEIGHT // 2), (round(wide * WIDTH), HEIGHT), 0, 0, 360, 1.0, -1)
        picture[:] = picture * (1 - over[..., None]) + skin * over[..., None]
        return over

    return draw


def place(luck: Luck, **moves: float) -> Take:
    kind = int(luck.integers(3))
    if kind == 0:
        stem, first, last, aim = (
            ("ocean", 0, 150, 0.5),
            ("demo", 1024, 1117, 0.6),
            ("cap12_edit", 0, 150, 0.5),
        )[int(luck.integers(3))]
        return footage(stem, first, last, aim=aim)
    if kind == 1:
        return room(luck, rate=30)
    moves = {"sway": 0.02, "tremor": 0.003, **moves}
    return camera(plates()[int(luck.integers(len(plates())))], luck, rate=30, grain=0, **moves)


def scenes(luck: Luck) -> list[Scene]:
    def art() -> Look:
        return flat(label(luck) if luck.random() < 0.6 else clipping(luck))

    flashed = sorted(luck.choice(np.arange(10, 140), 8, replace=False).tolist())
    way = drift(luck, 0.26)
    twin = art()
    return [
        Scene("scale", place(luck), art(), changed(drift(luck), width=lambda t, _: 0.18 * 2.6 ** (t / 5))),
        Scene("roll", place(luck), art(), changed(drift(luck), roll=lambda t, _: 1.1 * np.sin(0.9 * t))),
        Scene(
            "tilt",
            place(luck),
            art(),
            changed(
                drift(luck, 0.36),
                yaw=lambda t, _: 0.95 * np.sin(1.1 * t),
                pitch=lambda t, _: 0.5 * np.sin(0.8 * t),
            ),
        ),
        Scene(
            "covered", place(luck), art(), drift(luck, 0.24), before=passer(luck, (30, 95), 0.32), drawn_on=70
        ),
        Scene("half", place(luck), art(), drift(luck, 0.36), before=passer(luck, (20, 60, 100), 0.1, 40)),
        Scene(
            "leaves",
            place(luck),
            art(),
            changed(drift(luck, 0.26, 0.05), x=lambda t, _: 0.5 + 0.95 * np.sin(1.25 * t)),
        ),
        Scene("cut", place(luck), art(), drift(luck), cut=90, drawn_on=20),
        Scene(
            "flashed",
            place(luck),
            art(),
            drift(luck),
            after=lambda p, k: p * 0.35 + 190 if any(f <= k < f + 2 for f in flashed) else p,
        ),
        Scene("small", place(luck), flat(label(luck)), drift(luck, 0.065, 0.25)),
        Scene(
            "twins",
            place(luck),
            twin,
            way,
            others=[
                (twin, changed(way, x=lambda t, p: p.x + 0.34 * np.cos(0.9 * t), y=lambda t, p: p.y + 0.17))
            ],
        ),
        Scene("blurred", place(luck), art(), drift(luck, 0.3, 0.3, 0.8), blur=4, drawn_on=75),
        Scene("plain", place(luck), flat(label(luck, busy=0), "bottle"), drift(luck, 0.22)),
        Scene(
            "dimmed",
            place(luck),
            art(),
            drift(luck),
            after=lambda p, k: (
                p * (0.25 + 0.75 * abs(np.cos(k / 28))) * np.array([1, 1, 0.8 + 0.2 * np.cos(k / 19)])
            ),
        ),
        Scene(
            "shaken",
            place(luck, sway=0.06, tremor=0.02),
            art(),
            changed(
                drift(luck),
                x=lambda t, p: p.x + 0.03 * np.sin(41 * t),
                y=lambda t, p: p.y + 0.02 * np.sin(47 * t),
            ),
            blur=2,
        ),
        Scene(
            "can",
            place(luck),
            can(label(luck)),
            changed(drift(luck, 0.24), turn=lambda t, _: 1.3 * t),
            group="turning",
        ),
        Scene(
            "carton",
            place(luck),
            carton([label(luck) for _ in range(4)]),
            changed(drift(luck, 0.34), turn=lambda t, _: 0.9 * t, roll=lambda t, _: 0.2 * np.sin(t)),
            group="turning",
        ),
        Scene(
            "bag",
            place(luck),
            bag(luck),
            changed(
                drift(luck, 0.26, 0.05),
                x=lambda t, _: 0.2 + 0.12 * t,
                y=lambda t, _: 0.55 + 0.025 * abs(np.sin(6 * t)),
                width=lambda t, _: 0.24 + 0.03 * t,
                turn=lambda t, _: 0.9 * np.sin(1.2 * t),
                roll=lambda t, _: 0.12 * np.sin(6 * t),
            ),
            group="turning",
            drawn_on=60,
        ),
    ]


def composited(folder: Path, seed: int = 71) -> list[Followed]:
    """Drawn ones; kept in the folder."""

    def all_of(place: Path) -> list[Followed]:
        luck = np.random.default_rng([seed, 5])
        return [film(scene, place, luck) for scene in scenes(luck)]

    return kept(folder, f"paths-{seed}", DRAWN_BY, all_of)
