"""Edited films whose every joint is known: hard and gradual ones, and all that only looks like a cut."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from bench.truth import footage
from bench.truth.joins import BLENDS, WIPES, Blend
from bench.truth.jumps import lurching, punched
from bench.truth.places import Luck, Picture, place, shot
from bench.truth.restless import gloomy, jumping, melted, swept
from bench.truth.stage import staged
from tests.clips import Joint

SIZES = ((216, 384), (216, 384), (180, 320), (236, 418), (384, 216))
RATES = (24.0, 25.0, 30.0, 30.0, 60.0)


@dataclass
class Edited:
    """A film, its joints, and the frames where lamps flash."""

    luck: Luck
    split: footage.Split
    size: tuple[int, int] = (216, 384)
    rate: float = 25.0
    frames: list[Picture] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    flashes: list[tuple[int, int]] = field(default_factory=list)
    blends: dict[str, Blend] = field(default_factory=lambda: dict(BLENDS))

    def length(self, least_s: float, most_s: float) -> int:
        return max(3, round(self.luck.uniform(least_s, most_s) * self.rate))

    def shot(self, frames: int, **how: Any) -> list[Picture]:
        return shot(self.luck, self.split, self.size, frames, self.rate, **how)

    def cut(self, new: list[Picture]) -> None:
        if self.frames:
            self.joints.append(Joint("cut", len(self.frames), len(self.frames)))
        self.frames += new

    def join(self, new: list[Picture], kind: str, way: str, over: int) -> None:
        """Both shots play on beneath the change, which has `over` frames."""
        blend = self.blends[way]
        at = len(self.frames) - over
        for k in range(over):
            self.frames[at + k] = blend(self.frames[at + k], new[k], (k + 1) / (over + 1))
        self.frames += new[over:]
        self.joints.append(Joint(kind, at, at + over))

    def clear_of_joints(self, at: int, frames: int, by: int = 5) -> bool:
        return all(at + frames + by <= joint.start or at >= joint.end + by for joint in self.joints)

    def flash(self, at: int, frames: int) -> None:
        """A lamp: white or coloured, over all or from one side, at once or dying away."""
        width, height = self.size
        colour = self.luck.uniform(170, 255, 3) if self.luck.random() < 0.3 else np.full(3, 252.0)
        strength = self.luck.uniform(0.55, 1)
        reach = np.ones((height, width, 1), np.float32)
        if self.luck.random() < 0.35:
            x, y = self.luck.uniform(0, width), self.luck.uniform(0, height)
            far = np.hypot(*np.meshgrid(np.arange(width) - x, np.arange(height) - y)) / width
            reach = np.exp(-far * self.luck.uniform(0.6, 2)).astype(np.float32)[..., None]
        dies = self.luck.random() < 0.5
        for k in range(frames):
            share = strength * reach * ((1 - k / frames) if dies else 1)
            picture = self.frames[at + k]
            lit = picture + (colour.astype(np.float32) - picture) * share
            self.frames[at + k] = np.clip(lit, 0, 255).astype(np.uint8)
        self.flashes.append((at, at + frames))

    def write(self, at: int, until: int, whole: bool = False) -> None:
        """A caption below, or a card of text over the whole picture."""
        width, height = self.size
        words = ["".join(chr(int(c)) for c in self.luck.integers(97, 123, 7)) for _ in range(9)]
        for k in range(at, min(until, len(self.frames))):
            picture = self.frames[k].copy()
            for row in range(8 if whole else 1 + at % 2):
                y = round(height * (0.12 + 0.1 * row if whole else 0.75 + 0.08 * row))
                for thick, colour in ((5, (0, 0, 0)), (2, (255, 255, 255))):
                    size = height / 520 if not whole else height / 420
                    cv2.putText(picture, words[row], (width // 12, y), 2, size, colour, thick, cv2.LINE_AA)
            self.frames[k] = picture

    def grade(self, gain: float, lift: float, grain: float) -> None:
        """Darker, flatter, and with grain two pixels wide."""
        width, height = self.size
        for k, picture in enumerate(self.frames):
            noise = self.luck.normal(0, grain, (height // 2 + 1, width // 2 + 1)).astype(np.float32)
            noise = cv2.resize(noise, (width, height), interpolation=cv2.INTER_NEAREST)[..., None]
            self.frames[k] = np.clip(picture * gain + lift + noise, 0, 255).astype(np.uint8)


def plain(film: Edited) -> None:
    for _ in range(9):
        film.cut(film.shot(film.length(0.7, 2.5)))


def quick(film: Edited) -> None:
    for _ in range(18):
        film.cut(film.shot(film.length(0.3, 0.8)))


def alike(film: Edited) -> None:
    """Shot and reverse shot in one room, and jumps within a shot."""
    width, height = film.size
    rooms = [place(film.luck, film.split, width * 2, height * 2) for _ in range(2)]
    for k in range(9):
        room = rooms[k // 5]
        if k % 3 == 2:  # the same view, closer: a jump cut
            high, wide = room.shape[:2]
            part = room[high // 8 : -high // 8, wide // 8 : -wide // 8]
        else:
            left = 0 if k % 2 else room.shape[1] // 2
            part = room[:, left : left + room.shape[1] // 2]
        ground = cv2.resize(part, (round(width * 1.6), round(height * 1.6)), interpolation=cv2.INTER_AREA)
        film.cut(
            film.shot(film.length(0.8, 2.2), ground=ground, style=str(film.luck.choice(["still", "hand"])))
        )


def soft(film: Edited) -> None:
    film.cut(film.shot(film.length(1.6, 3)))
    for _ in range(6):
        over = round(film.luck.uniform(0.24, 1.7) * film.rate)
        film.join(film.shot(2 * over + film.length(1.3, 2.2)), "dissolve", "dissolve", over)


def faded(film: Edited) -> None:
    """Through black or white, out only, in only, with and without a pause in the dark."""
    film.cut(film.shot(film.length(1.6, 3)))
    for k in range(6):
        over = round(film.luck.uniform(0.4, 1.3) * film.rate)
        way = ("black", "white", "out", "in", "black", "pause")[k]
        film.join(film.shot(over + film.length(1.5, 2.5)), "fade", way, over)


def wiped(film: Edited) -> None:
    film.cut(film.shot(film.length(1.6, 3)))
    for way in film.luck.permutation(WIPES)[:6]:
        over = round(film.luck.uniform(0.3, 1.0) * film.rate)
        film.join(film.shot(over + film.length(1.5, 2.5)), "wipe", str(way), over)


def whipped(film: Edited) -> None:
    film.cut(film.shot(film.length(1.6, 3)))
    for k in range(5):
        if k % 2:
            over = max(5, round(film.luck.uniform(0.2, 0.4) * film.rate))
            film.join(film.shot(over + film.length(1.5, 2.5)), "whip", "whip", over)
        else:
            film.cut(film.shot(film.length(2.4, 3), style="whip"))


def flashing(film: Edited) -> None:
    """Photographers; some press the button just as the film cuts."""
    for _ in range(6):
        film.cut(film.shot(film.length(1.5, 3)))
    at = 8
    while at < len(film.frames) - 14:
        frames = max(1, round(film.luck.uniform(0.02, 0.27) * film.rate))
        if film.clear_of_joints(at, frames):
            film.flash(at, frames)
        at += film.length(0.15, 1.0)
    for joint in film.joints[1::2]:
        at = joint.start - 1
        film.flash(at, max(2, round(0.1 * film.rate)))
        film.flashes.pop()  # there is a true cut beside this one


def strobing(film: Edited) -> None:
    for _ in range(3):
        film.cut(film.shot(film.length(3, 4)))
    for first in (0.5, 3.6, 7):
        at, period = int(first * film.rate), max(3, round(film.rate / film.luck.uniform(5, 9)))
        while at < min((first + 2) * film.rate, len(film.frames) - 6):
            if film.clear_of_joints(at, period // 2, 3):
                film.flash(at, max(1, period // 2))
            at += period


def whited(film: Edited) -> None:
    """A white flash as the editor's way to change the shot: that is a cut."""
    film.cut(film.shot(film.length(1, 2)))
    for _ in range(7):
        film.cut(film.shot(film.length(1, 2)))
        at, half = film.joints[-1].start, max(1, round(film.luck.uniform(0.03, 0.12) * film.rate))
        for k in range(at - half, at + half):
            share = 1 - abs(k + 0.5 - at) / half * 0.8
            film.frames[k] = cv2.addWeighted(
                film.frames[k], 1 - share, np.full_like(film.frames[k], 255), share, 0
            )


def captioned(film: Edited) -> None:
    for _ in range(6):
        film.cut(film.shot(film.length(1.5, 3)))
    at = 4
    while at < len(film.frames) - 5:
        until = at + film.length(0.3, 1.2)
        film.write(at, until, whole=film.luck.random() < 0.25)
        at = until + int(film.luck.integers(0, 9))


def shaken(film: Edited) -> None:
    for _ in range(6):
        film.cut(film.shot(film.length(1.2, 2.5), style="shaking"))


def crossed(film: Edited) -> None:
    """Somebody crosses close to the lens; a camera that whips away and comes back."""
    for k in range(6):
        how: dict[str, Any] = {"near": True} if k % 2 else {"style": "whip"}
        film.cut(film.shot(film.length(2.2, 3), **how))


def dark(film: Edited) -> None:
    for _ in range(7):
        film.cut(film.shot(film.length(1, 2.5)))
    film.grade(film.luck.uniform(0.12, 0.3), film.luck.uniform(2, 10), film.luck.uniform(1, 4))


def grainy(film: Edited) -> None:
    mixed(film)
    film.grade(film.luck.uniform(0.5, 0.9), film.luck.uniform(5, 25), film.luck.uniform(6, 14))


def boxed(film: Edited) -> None:
    """A wide film inside an upright one, above and below it the same, blurred."""
    mixed(film)
    width, height = film.size
    for k, picture in enumerate(film.frames):
        inner = cv2.resize(picture, (width, width * 9 // 16), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(cv2.resize(picture, (27, 48), interpolation=cv2.INTER_AREA), (0, 0), 2)
        around = cv2.resize(small // 2 if film.rate > 24 else small * 0, (width, height))
        top = (height - inner.shape[0]) // 2
        if top > 0:
            around[top : top + inner.shape[0]] = inner
            film.frames[k] = around


def mixed(film: Edited) -> None:
    """An episode: mostly cuts, some of everything."""
    film.cut(film.shot(film.length(1.5, 2.5)))
    for _ in range(9):
        over = round(film.luck.uniform(0.3, 1.0) * film.rate)
        kind = str(film.luck.choice(["cut", "cut", "cut", "dissolve", "fade", "wipe"]))
        if kind == "cut":
            film.cut(film.shot(film.length(1, 2.5)))
        else:
            way = {"dissolve": "dissolve", "fade": "black", "wipe": str(film.luck.choice(WIPES))}[kind]
            film.join(film.shot(over + film.length(1.3, 2.5)), kind, way, over)


CASES: dict[str, Callable[[Edited], None]] = {
    case.__name__: case
    for case in (
        plain, quick, alike, soft, faded, wiped, whipped, flashing, strobing, whited,
        captioned, shaken, crossed, dark, grainy, boxed, mixed, punched, lurching,
        swept, melted, staged, jumping, gloomy,
    )
}  # fmt: skip


def edited(case: str, seed: int, split: footage.Split) -> Edited:
    """The film of one case and seed. Fresh seeds take photographs and footage that dev ones never show."""
    luck = np.random.default_rng([seed, list(CASES).index(case), split == "fresh"])
    film = Edited(luck, split, SIZES[int(luck.integers(len(SIZES)))], RATES[int(luck.integers(len(RATES)))])
    if case == "boxed":
        film.size = SIZES[0]
    CASES[case](film)
    return film
