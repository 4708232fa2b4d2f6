"""One speaker's take: jumped through with the picture punched in, and all that only lurches within it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.truth.places import Luck, Picture, place, reels
from bench.truth.props import figure, paste

if TYPE_CHECKING:
    from bench.truth.edits import Edited

# The take is filmed larger than the picture, as an editor has it who punches in without loss.
LARGE = 1.5
Take = Callable[[float], Picture]
Frame = tuple[float, float, float]  # the editor's: centre x and y in shares of the take, zoom


def punched(film: "Edited") -> None:
    """Each shot goes on a little later, closer or wider; now and then it is the same frame again."""
    for _ in range(2):
        take, at, frame = _take(film, 14), 0.0, (0.5, 0.5, 1.0)
        for k in range(6):
            frames = film.length(0.5, 1.8)
            creeping = film.luck.uniform(-0.03, 0.04) if film.luck.random() < 0.3 else 0.0
            film.cut(_shown(film, take, at, frames, lambda t, f=frame, c=creeping: (*f[:2], f[2] + c * t)))
            at += frames / film.rate + film.luck.uniform(0.2, 1.0)
            frame = _closer(film.luck, frame) if k != 3 else frame


def lurching(film: "Edited") -> None:
    """Zooms that start and stop within a shot, a jolt, a lamp switched, a film that hangs: no cuts."""
    for k in range(5):
        take = _take(film, 7)
        frames = film.length(2.6, 4)
        begins, lasts = film.luck.uniform(0.7, 1.4), film.luck.uniform(0.13, 0.6)
        old, new = (0.5, 0.5, 1.0), _closer(film.luck, (0.5, 0.5, 1.0))
        if film.luck.random() < 0.5:
            old, new = new, old

        def moved(t: float, old: Frame = old, new: Frame = new, at: float = begins, for_s: float = lasts):
            share = float(np.clip((t - at) / for_s, 0, 1))
            share *= share * (3 - 2 * share)
            x, y, zoom = (a + (c - a) * share for a, c in zip(old, new, strict=True))
            return x, y, zoom

        pictures = _shown(film, take, 0.0, frames, moved if k % 2 == 0 else lambda t: (0.5, 0.5, 1.1))
        _spoil(film, pictures, k)
        film.cut(pictures)


def _spoil(film: "Edited", pictures: list[Picture], k: int) -> None:
    at = int(film.luck.integers(len(pictures) // 2, len(pictures) - 8))
    if k == 1:  # a lamp is switched
        gain = film.luck.choice([0.55, 1.5])
        pictures[at:] = [np.clip(p * gain, 0, 255).astype(np.uint8) for p in pictures[at:]]
    elif k == 3:  # a jolt: three frames and it is over
        for n, share in enumerate((0.5, 1.0, 0.4)):
            shift = np.array([[1, 0, 0], [0, 1, share * film.luck.uniform(0.03, 0.08) * film.size[1]]])
            pictures[at + n] = cv2.warpAffine(
                pictures[at + n], shift, film.size, borderMode=cv2.BORDER_REFLECT_101
            )
    elif k == 4:  # what was recorded hangs for a moment, then is where it would have been
        pictures[at : at + 6] = [pictures[at]] * 6


def _closer(luck: Luck, frame: Frame) -> Frame:
    """Another framing of the same take, a tenth closer or wider at least."""
    while True:
        zoom = float(luck.uniform(1.0, 1.45))
        if abs(np.log(zoom / frame[2])) > 0.09:
            return float(luck.uniform(0.46, 0.54)), float(luck.uniform(0.4, 0.52)), zoom


def _shown(
    film: "Edited", take: Take, since_s: float, frames: int, framing: Callable[[float], Frame]
) -> list[Picture]:
    width, height = film.size
    pictures = []
    for k in range(frames):
        large, (x, y, zoom) = take(since_s + k / film.rate), framing(k / film.rate)
        high, wide = large.shape[:2]
        w, h = wide / zoom, high / zoom
        left = min(max(x * wide - w / 2, 0), wide - w)
        top = min(max(y * high - h / 2, 0), high - h)
        move = np.array([[w / width, 0, left], [0, h / height, top]], np.float32)
        way = cv2.INTER_AREA if w > width else cv2.INTER_LINEAR
        pictures.append(cv2.warpAffine(large, move, (width, height), flags=way | cv2.WARP_INVERSE_MAP))
    return pictures


def _take(film: "Edited", seconds: float) -> Take:
    """A real film's stretch, or somebody drawn who speaks and gestures before a photograph."""
    size = round(film.size[0] * LARGE), round(film.size[1] * LARGE)
    long = [reel for reel in reels(film.split) if len(reel) > 25 * 5]
    if long and film.luck.random() < 0.4:
        return _replayed(long[int(film.luck.integers(len(long)))], size)
    return _spoken(film.luck, place(film.luck, film.split, *size), size)


def _replayed(reel: tuple[Picture, ...], size: tuple[int, int]) -> Take:
    high, wide = reel[0].shape[:2]
    share = min(wide / size[0], high / size[1])
    w, h = int(size[0] * share), int(size[1] * share)
    x, y = (wide - w) // 2, (high - h) // 2

    def at(t: float) -> Picture:
        # There and back again: a stretch is shorter than what is asked of it.
        k = int(t * 25) % (2 * len(reel) - 2)
        return cv2.resize(reel[min(k, 2 * len(reel) - 2 - k)][y : y + h, x : x + w], size)

    return at


def _spoken(luck: Luck, ground: Picture, size: tuple[int, int]) -> Take:
    width, height = size
    ground = cv2.resize(ground, size, interpolation=cv2.INTER_AREA)
    if luck.random() < 0.5:
        ground = cv2.GaussianBlur(ground, (0, 0), luck.uniform(1, 5))
    person, hand = figure(luck, luck.uniform(0.6, 0.9) * height), figure(luck, 0.22 * height)
    beats, phases = luck.uniform(0.2, 1.1, 6), luck.uniform(0, 6.28, 6)
    sway, gesture = luck.uniform(0.005, 0.03), luck.uniform(0.03, 0.15)
    tremble = luck.choice([0.0, 0.0, 0.004])

    def at(t: float) -> Picture:
        waves = np.sin(2 * np.pi * beats * t + phases)
        picture = ground.copy()
        paste(picture, person, (0.5 + sway * waves[0]) * width, (0.68 + 0.3 * sway * waves[1]) * height)
        paste(picture, hand, (0.3 + gesture * waves[2]) * width, (0.75 + gesture * waves[3]) * height)
        if tremble:
            move = np.array([[1, 0, tremble * waves[4] * width], [0, 1, tremble * waves[5] * width]])
            picture = cv2.warpAffine(picture, move, size, borderMode=cv2.BORDER_REFLECT_101)
        return picture

    return at
