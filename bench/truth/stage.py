"""A stage at night: coloured beams that swing through haze, a band, and cameras that see much the same."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.truth.places import Luck, Picture, filmed
from bench.truth.props import figure, paste

if TYPE_CHECKING:
    from bench.truth.edits import Edited

BEAMS = 7
View = tuple[float, float, float]  # a camera's centre in shares of the stage, and its zoom


def staged(film: "Edited") -> None:
    """Two songs: the light swings, changes its colour and goes out on the beat; the cameras take turns."""
    for _ in range(2):
        stage = _stage(film.luck, *film.size)
        views = _views(film.luck)
        last, at = -1, 0.0
        for _ in range(6):
            view = int(film.luck.choice([k for k in range(len(views)) if k != last]))
            frames, last = film.length(0.7, 2.6), view
            film.cut(_seen(film, stage, views[view], at, frames))
            at += frames / film.rate


def _views(luck: Luck) -> list[View]:
    """The whole stage from the middle and from aside, and three of the band, nearer."""
    whole = (0.5, 0.5, 0.75), (float(luck.choice([0.4, 0.6])), 0.53, 0.95)
    near = [(x, luck.uniform(0.55, 0.62), luck.uniform(1.5, 2.2)) for x in (0.3, 0.5, 0.7)]
    return [*whole, *((float(x), float(y), float(z)) for x, y, z in near)]


def _seen(
    film: "Edited", stage: Callable[[float], Picture], view: View, since_s: float, frames: int
) -> list[Picture]:
    width, height = film.size
    beats, phases = film.luck.uniform(0.2, 1.5, 3), film.luck.uniform(0, 6.28, 3)
    sway, drift = film.luck.choice([0.0, 0.01, 0.04]), film.luck.uniform(-0.04, 0.04)

    def path(t: float) -> tuple[float, float, float, float]:
        waves = sway * np.sin(2 * np.pi * beats * t + phases)
        x, y, zoom = view
        return (x - 0.5) / 0.19 + waves[0], (y - 0.5) / 0.19 + waves[1], zoom * (1 + drift * t), 30 * waves[2]

    return [filmed(stage(since_s + k / film.rate), path, k / film.rate, width, height) for k in range(frames)]


def _stage(luck: Luck, width: int, height: int) -> Callable[[float], Picture]:
    width, height = int(width * 1.6), int(height * 1.6)
    ground = _empty(luck, width, height)
    band = [(figure(luck, luck.uniform(0.3, 0.4) * height), x) for x in (0.3, 0.5, 0.7)]
    hands = _crowd(luck, width, height)
    hues = luck.uniform(0.1, 1, (3, 3))
    beat, swing, starts = luck.uniform(1.6, 2.4), luck.uniform(0.1, 0.6, BEAMS), luck.uniform(0, 6.28, BEAMS)
    x, y = np.meshgrid(np.arange(width // 4) / (width // 4), np.arange(height // 4) / (height // 4))
    haze = cv2.resize(
        luck.random((12, 8)).astype(np.float32),
        (2 * (width // 4), height // 4),
        interpolation=cv2.INTER_CUBIC,
    )

    def at(t: float) -> Picture:
        bar = int(t * beat)
        picture = ground.copy()
        for k, (person, where) in enumerate(band):
            bob = 0.006 * np.sin(6.28 * beat * t + k)
            paste(picture, person, (where + 0.4 * bob) * width, (0.68 + bob) * height)
        light = np.full((height // 4, width // 4, 3), 0.0, np.float32)
        for k in range(BEAMS):
            if (bar * 7 + k * 3) % 5 == 0:
                continue  # this one is out for a beat
            lean = 0.7 * np.sin(6.28 * swing[k] * t + starts[k])
            off = (x - (k + 0.5) / BEAMS) - lean * y
            beam = np.exp(-((off / (0.03 + 0.06 * y)) ** 2)) * (1 - 0.6 * y)
            light += beam[..., None].astype(np.float32) * hues[(bar // 4 + k) % 3].astype(np.float32)
        moved = int(t * 0.05 * haze.shape[1]) % (width // 4)
        mist = light * (0.35 + 0.65 * haze[:, moved : moved + width // 4, None])
        lit, mist = (cv2.resize(p, (width, height)) for p in (light, mist))
        picture = picture * (0.12 + 0.8 * np.minimum(lit, 1.4)) + 95 * mist
        picture = picture * (1 - hands[0]) + hands[1] * (0.4 + 0.3 * lit)
        return np.clip(picture, 0, 255).astype(np.uint8)

    return at


def _empty(luck: Luck, width: int, height: int) -> Picture:
    """A backdrop with something printed on it, a truss, boxes for the sound."""
    picture = np.full((height, width, 3), luck.uniform(40, 110, 3), np.float32).astype(np.uint8)
    for _ in range(14):
        centre = int(luck.uniform(0, width)), int(luck.uniform(0.1, 0.6) * height)
        cv2.circle(
            picture, centre, int(luck.uniform(0.03, 0.12) * width), luck.uniform(30, 220, 3).tolist(), -1
        )
    for k in range(12):
        x = int(k / 12 * width)
        cv2.line(picture, (x, int(0.05 * height)), (x + width // 24, int(0.09 * height)), (170, 170, 170), 3)
    floor = int(0.8 * height)
    picture[floor:] = luck.uniform(20, 60, 3)
    for x in (0.05, 0.42, 0.85):
        corner = int(x * width), floor - int(0.1 * height)
        cv2.rectangle(picture, corner, (corner[0] + width // 9, floor), (35, 35, 38), -1)
        cv2.circle(
            picture, (corner[0] + width // 18, floor - int(0.04 * height)), width // 28, (90, 90, 95), 3
        )
    return picture


def _crowd(luck: Luck, width: int, height: int) -> tuple[Picture, Picture]:
    """Heads before the stage, nearly black: how much they cover, and what they look like."""
    mask = np.zeros((height, width), np.float32)
    for _ in range(40):
        x, y = luck.uniform(0, width), luck.uniform(0.84, 1.0) * height
        cv2.circle(mask, (int(x), int(y)), int(luck.uniform(0.02, 0.04) * width), 1.0, -1)
        cv2.rectangle(mask, (int(x - 0.03 * width), int(y)), (int(x + 0.03 * width), height), 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 1.5)[..., None]
    return mask, mask * np.float32(26)
