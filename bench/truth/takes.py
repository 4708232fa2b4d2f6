"""Draws shots as a camera takes them: which frames are spoilt and what comes into view when is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from bench.truth.props import Picture, crowd, face, figure, paste, product, room, wall
from tests.clips import texture

RATE = 25
WIDTH, HEIGHT = 360, 640
# The world is larger than the picture, so that a camera can travel in it.
WORLD_WIDTH, WORLD_HEIGHT = 2.6, 1.25
# From these on an editor would pass a frame over: blur in shares of the width, light in stops.
SMEARED, SOFT, MISLIT = 0.014, 0.0028, 0.55

Look = tuple[float, float, float]  # the camera: centre x and y in pictures, zoom


@dataclass
class Take:
    """One shot as filmed. `spoilt` are frames no editor would choose; each of `states` asks for its own."""

    length: int
    kind: str
    world: Callable[[int], Picture]
    camera: Callable[[float], Look]
    soft: Picture  # blur of the lens per frame, in pixels
    gain: Picture  # light per frame
    shutter: float = 0.5
    bursts: list[tuple[int, int, float]] = field(default_factory=list)
    covers: list[Callable[[int, Picture], bool]] = field(default_factory=list)
    states: list[tuple[int, int]] = field(default_factory=list)
    rank: int | None = None
    grain: float = 0.0

    def draw(self, k: int) -> Picture:
        world = self.world(k)
        x, y, zoom = self.camera(k / RATE)
        centre = (x * WIDTH, y * HEIGHT)
        move = cv2.getRotationMatrix2D(centre, 0, zoom)
        move[:, 2] += (WIDTH / 2 - centre[0], HEIGHT / 2 - centre[1])
        picture = cv2.warpAffine(world, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
        for cover in self.covers:
            cover(k, picture)
        picture = _smeared(picture, *self.smear(k))
        if self.soft[k] > 0.2:
            picture = cv2.GaussianBlur(picture, (0, 0), self.soft[k])
        picture = np.clip(picture.astype(np.float32) * self.gain[k], 0, 255)
        if self.grain:
            luck = np.random.default_rng(k)
            picture = np.clip(picture + luck.normal(0, self.grain, (HEIGHT, WIDTH, 1)), 0, 255)
        return picture.astype(np.uint8)

    def smear(self, k: int) -> tuple[float, float]:
        """How far the picture moves while the shutter is open, in pixels: the camera's own way or a knock."""
        for first, last, pixels in self.bursts:
            if first <= k < last:
                return pixels * np.cos(first), pixels * np.sin(first)
        (ax, ay, _), (bx, by, _) = self.camera(k / RATE), self.camera((k + self.shutter) / RATE)
        return (bx - ax) * WIDTH, (by - ay) * HEIGHT

    def spoilt(self) -> set[int]:
        canvas = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        return {
            k
            for k in range(self.length)
            if float(np.hypot(*self.smear(k))) > SMEARED * WIDTH
            or self.soft[k] > SOFT * WIDTH
            or abs(float(np.log2(self.gain[k]))) > MISLIT
            or any(cover(k, canvas) for cover in self.covers)
        }


def _smeared(picture: Picture, dx: float, dy: float) -> Picture:
    length = int(np.ceil(np.hypot(dx, dy)))
    if length < 2:
        return picture
    kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
    ends = [(length + round(s * dx / 2), length + round(s * dy / 2)) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA)
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


# ---- takes


def _blank(luck: np.random.Generator, kind: str, place: Picture, length: int) -> Take:
    grain = float(luck.choice([0, 0, 1.5, 4]))
    take = Take(length, kind, lambda k: place, _resting(luck), np.zeros(length), np.ones(length), grain=grain)
    return replace(take, states=[(0, length)])


def _place(luck: np.random.Generator, photographs: Sequence[Picture]) -> Picture:
    width, height = round(WORLD_WIDTH * WIDTH), round(WORLD_HEIGHT * HEIGHT)
    if not len(photographs) or luck.random() < 0.3:
        return texture(int(luck.integers(1_000_000)), width, height, float(luck.uniform(0.5, 1)))
    photograph = photographs[int(luck.integers(len(photographs)))]
    if luck.random() < 0.5:
        photograph = cv2.flip(photograph, 1)
    scale = max(width / photograph.shape[1], height / photograph.shape[0])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=way)
    return np.ascontiguousarray(large[:height, :width])


def _resting(luck: np.random.Generator) -> Callable[[float], Look]:
    """A tripod, a hand, or a slow move in or out."""
    x, y = luck.uniform(0.6, WORLD_WIDTH - 0.6), WORLD_HEIGHT / 2
    how = luck.random()
    sway = luck.uniform(0.002, 0.012) if how < 0.45 else 0.0
    zooming = luck.uniform(-0.02, 0.03) if how > 0.75 else 0.0
    beats, phases = luck.uniform(0.3, 1.4, 4), luck.uniform(0, 6, 4)

    def at(t: float) -> Look:
        dx, dy = (
            sway * sum(np.sin(6.28 * beats[i] * t + phases[i]) for i in pair) for pair in ((0, 1), (2, 3))
        )
        return x + dx, y + dy * 0.6, 1.06 + zooming * t

    return at


def still(luck: np.random.Generator, photographs: Sequence[Picture], length: int) -> Take:
    return _blank(luck, "still", _place(luck, photographs), length)


def passed(luck: np.random.Generator, photographs: Sequence[Picture], length: int) -> Take:
    """Somebody walks through and is gone: no other view."""
    made = _blank(luck, "passed", _place(luck, photographs), length)
    walker, start, speed = figure(luck, 0.5 * HEIGHT), luck.uniform(0, 0.4) * length, luck.uniform(0.5, 1.1)

    def walks(k: int, picture: Picture) -> bool:
        paste(picture, walker, (speed * (k - start) / RATE * 1.3 - 0.15) * WIDTH, 0.62 * HEIGHT)
        return False

    return replace(made, covers=[walks])


def panned(luck: np.random.Generator, photographs: Sequence[Picture], length: int) -> Take:
    """The camera rests, travels to another place, rests again."""
    made = _blank(luck, "panned", _place(luck, photographs), length)
    seconds = length / RATE
    leaves, arrives = seconds * luck.uniform(0.15, 0.35), seconds * luck.uniform(0.6, 0.85)
    ends = luck.permutation([0.55, WORLD_WIDTH - 0.55])

    def at(t: float) -> Look:
        share = np.clip((t - leaves) / (arrives - leaves), 0, 1)
        return float(ends[0] + (ends[1] - ends[0]) * share * share * (3 - 2 * share)), WORLD_HEIGHT / 2, 1.06

    first = round((leaves + 0.2 * (arrives - leaves)) * RATE)
    last = round((leaves + 0.8 * (arrives - leaves)) * RATE)
    travelled = replace(made, camera=at, states=[(0, first), (last, length)])
    # A place that looks alike wherever one looks gives an editor nothing new.
    old, new = (
        cv2.resize(travelled.draw(k), (12, 21), interpolation=cv2.INTER_AREA) for k in (0, length - 1)
    )
    alike = float(np.abs(old.astype(float) - new).mean()) < 12
    return replace(travelled, states=[(0, length)]) if alike else travelled


def brought(luck: np.random.Generator, photographs: Sequence[Picture], length: int) -> Take:
    """A product is brought in, and stays."""
    made = _blank(luck, "brought", _place(luck, photographs), length)
    thing = product(luck, luck.uniform(0.26, 0.42) * HEIGHT)
    at, slides = round(length * luck.uniform(0.3, 0.65)), round(RATE * luck.uniform(0.3, 0.8))
    x, side = luck.uniform(0.3, 0.7), luck.choice([-0.4, 1.4])

    def comes(k: int, picture: Picture) -> bool:
        share = min(max((k - at) / slides, 0.0), 1.0)
        if k >= at:
            paste(picture, thing, (side + (x - side) * share) * WIDTH, 0.66 * HEIGHT)
        return False

    return replace(made, covers=[comes], states=[(0, at + slides // 3), (at + slides, length)])


def leaving(luck: np.random.Generator, photographs: Sequence[Picture], length: int) -> Take:
    """Somebody stands there, then goes."""
    made = _blank(luck, "leaving", _place(luck, photographs), length)
    person = figure(luck, luck.uniform(0.6, 0.85) * HEIGHT)
    at, walks = round(length * luck.uniform(0.35, 0.6)), round(RATE * luck.uniform(0.5, 1.0))
    x, side = luck.uniform(0.35, 0.65), luck.choice([-0.4, 1.4])

    def goes(k: int, picture: Picture) -> bool:
        share = min(max((k - at) / walks, 0.0), 1.0)
        paste(picture, person, (x + (side - x) * share) * WIDTH, 0.6 * HEIGHT)
        return False

    return replace(made, covers=[goes], states=[(0, at + walks // 3), (at + walks, length)])


def _ranked(rank: int, kind: str, draw: Callable[[np.random.Generator, Picture], Picture]):
    def make(luck: np.random.Generator, photographs: Sequence[Picture], length: int) -> Take:
        behind = room(luck, WIDTH, HEIGHT)
        if luck.random() < 0.3:
            behind = cv2.GaussianBlur(_place(luck, photographs)[:HEIGHT, :WIDTH], (0, 0), 7)
        place = draw(luck, behind)
        sway = _resting(luck)
        made = _blank(luck, kind, cv2.copyMakeBorder(place, 20, 20, 20, 20, cv2.BORDER_REFLECT), length)
        middle = sway(0)

        def at(t: float) -> Look:
            x, y, zoom = sway(t)
            return 0.5 + 20 / WIDTH + x - middle[0], 0.5 + 20 / HEIGHT + y - middle[1], zoom

        return replace(made, camera=at, rank=rank)

    return make


KINDS: dict[str, Callable[[np.random.Generator, Sequence[Picture], int], Take]] = {
    "still": still,
    "passed": passed,
    "panned": panned,
    "brought": brought,
    "leaving": leaving,
    "wall": _ranked(0, "wall", lambda luck, behind: wall(luck, WIDTH, HEIGHT)),
    "face": _ranked(0, "face", lambda luck, behind: face(luck, behind)),
    "one small": _ranked(
        1, "one small", lambda luck, behind: crowd(luck, wall(luck, WIDTH, HEIGHT), 1, 0.13)
    ),
    "one": _ranked(2, "one", lambda luck, behind: crowd(luck, behind, 1, 0.36)),
    "several": _ranked(
        3, "several", lambda luck, behind: crowd(luck, behind, int(luck.integers(3, 6)), 0.32)
    ),
}
