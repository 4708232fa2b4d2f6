"""Cuts takes together for the unseen set, and knows of every frame what was done to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from bench.truth.unseen_scenes import HEIGHT, WIDTH, Picture, Take, write

Mix = Callable[[Picture, Picture, float], Picture]


@dataclass(frozen=True)
class Change:
    """A change of shot: frames `start` to `end` show neither the old nor the new alone (none, in a cut)."""

    kind: str
    start: int
    end: int


@dataclass
class Edited:
    """A film with its truth. `lit` are spans of flashes, `veiled` frames that no keyframe should be,
    `open` spans in which nobody could say whether there is a boundary."""

    name: str
    path: Path
    rate: Fraction
    frames: int
    changes: list[Change]
    lit: list[tuple[int, int]] = field(default_factory=list)
    veiled: set[int] = field(default_factory=set)
    open: list[tuple[int, int]] = field(default_factory=list)
    times_ms: list[int] | None = None

    def shots(self) -> list[tuple[int, int]]:
        """Each shot's clean span, between its transitions."""
        starts = [0, *(change.end for change in self.changes)]
        ends = [*(change.start for change in self.changes), self.frames]
        return list(zip(starts, ends, strict=True))


class Reel:
    """Frames one after another; a gradual change lets the old take run on under it."""

    def __init__(self, name: str, rate: Fraction = Fraction(25)) -> None:
        self.name, self.rate = name, rate
        self.frames: list[Picture] = []
        self.changes: list[Change] = []
        self.lit: list[tuple[int, int]] = []
        self.veiled: set[int] = set()
        self._take: Take | None = None
        self._shown = 0

    def add(self, take: Take, length: int, kind: str = "cut", over: int = 0, mix: Mix | None = None) -> None:
        """`length` frames of the take alone, after `over` frames of a change into it."""
        at = len(self.frames)
        before = 0
        if self._take is not None:
            self.changes.append(Change(kind, at, at + over))
            if mix is not None:
                for k in range(over):
                    share = (k + 1) / (over + 1)
                    self._keep(mix(self._take(self._shown + k), take(k), share))
                before = over
        for k in range(length):
            self._keep(take(before + k))
        self._take, self._shown = take, before + length

    def _keep(self, picture: Picture) -> None:
        self.frames.append(picture.clip(0, 255).astype(np.uint8))

    def flash(
        self,
        at: int,
        strengths: list[float],
        colour: tuple[int, ...] = (255, 255, 255),
        side: int = 0,
    ) -> None:
        """Light over the frames from `at`, by its strengths; `side` -1 or 1 lights one side more."""
        wide = self.frames[at].shape[1]
        slope = (
            np.linspace(1.6, 0.25, wide)
            if side < 0
            else np.linspace(0.25, 1.6, wide)
            if side
            else np.ones(wide)
        )
        for k, strength in enumerate(strengths):
            part = np.clip(slope * strength, 0, 1)[None, :, None]
            picture = self.frames[at + k].astype(np.float32)
            # Light adds before it clips: what was dark stays darker for longer.
            picture = picture * (1 + 1.5 * part) * (1 - part * 0.5) + np.array(colour) * part * 0.75
            self.frames[at + k] = picture.clip(0, 255).astype(np.uint8)
        self.lit.append((at, at + len(strengths)))
        self.veiled |= set(range(at, at + len(strengths)))

    def dim(self, at: int, length: int, light: float) -> None:
        for k in range(at, at + length):
            self.frames[k] = (self.frames[k] * light).astype(np.uint8)
        self.lit.append((at, at + length))
        self.veiled |= set(range(at, at + length))

    def over(self, first: int, last: int, draw: Callable[[Picture, int], None], veils: bool = False) -> None:
        """Draws on the frames; `draw` gets the picture and how many frames it has been."""
        for k in range(first, min(last, len(self.frames))):
            self.frames[k] = self.frames[k].copy()
            draw(self.frames[k], k - first)
        if veils:
            self.veiled |= set(range(first, last))

    def is_calm(self, at: int, length: int, apart: int = 8) -> bool:
        """Whether no change of shot is near these frames."""
        return all(at + length + apart <= c.start or c.end + apart <= at for c in self.changes)

    def done(self, folder: Path, times_ms: list[int] | None = None, crf: int = 23) -> Edited:
        path = folder / f"{self.name}.mp4"
        write(path, self.frames, self.rate, times_ms, crf)
        edited = Edited(self.name, path, self.rate, len(self.frames), self.changes, self.lit, self.veiled)
        edited.times_ms = times_ms
        return edited


def dissolve(curve: float = 1.0, ease: bool = False) -> Mix:
    """Mixed in light (`curve` 2.2) or as editors mostly do, in the values as stored."""

    def mix(a: Picture, b: Picture, share: float) -> Picture:
        s = share * share * (3 - 2 * share) if ease else share
        if curve == 1.0:
            return a * (1 - s) + b * s
        return (a.clip(0, 255) ** curve * (1 - s) + b.clip(0, 255) ** curve * s) ** (1 / curve)

    return mix


def fade(through: float = 0.0, hold: float = 0.0) -> Mix:
    """Down to one tone and up again; `hold` is the share of the frames spent on it."""

    def mix(a: Picture, b: Picture, share: float) -> Picture:
        edge = (1 - hold) / 2
        if share < edge:
            return a + (through - a) * (share / edge)
        if share > 1 - edge:
            return b + (through - b) * ((1 - share) / edge)
        return np.full_like(a, through)

    return mix


def wipe(kind: str, soft: float = 0.03) -> Mix:
    """`left`, `down`, `slant`, `iris`, `blinds`, `clock` uncover; `push` and `cover` move the pictures."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    x, y = x / WIDTH, y / HEIGHT
    fields = {
        "left": 1 - x,
        "down": y,
        "slant": (x + y) / 2,
        "iris": np.hypot(x - 0.5, (y - 0.5) * HEIGHT / WIDTH) / 1.03,
        "blinds": (y * 7) % 1,
        "clock": (np.arctan2(y - 0.5, x - 0.5) + np.pi) / (2 * np.pi),
    }

    def mix(a: Picture, b: Picture, share: float) -> Picture:
        if kind in ("push", "cover"):
            at = round(HEIGHT * share * share * (3 - 2 * share))
            kept = a[at:] if kind == "push" else a[: HEIGHT - at]
            return (
                np.concatenate([kept, b[:at]])
                if kind == "push"
                else np.concatenate([b[HEIGHT - at :], a[at:]])
            )
        part = np.clip((share * (1 + soft) - fields[kind]) / soft, 0, 1)[..., None]
        return a * (1 - part) + b * part

    return mix


def whip(down: bool = False) -> Mix:
    """The old picture torn away, the new one torn in: fast in the middle, and smeared as fast as it moves."""

    def mix(a: Picture, b: Picture, share: float) -> Picture:
        if down:
            return np.transpose(
                across(np.transpose(a, (1, 0, 2)), np.transpose(b, (1, 0, 2)), share), (1, 0, 2)
            )
        return across(a, b, share)

    def across(a: Picture, b: Picture, share: float) -> Picture:
        wide = a.shape[1]
        strip = np.concatenate([a, a[:, ::-1], b[:, ::-1], b], axis=1)
        at = round(3 * wide * share**2 * (3 - 2 * share))
        smear = max(1, round(1.2 * wide * share * (1 - share)))
        window = strip[:, max(0, at - smear) : at + wide + smear]
        offset = at - max(0, at - smear)
        return cv2.blur(np.ascontiguousarray(window), (smear, 1))[:, offset : offset + wide]

    return mix
