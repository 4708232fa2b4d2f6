"""Edits drawn takes into films whose every frame is known to be good, spoilt or part of a transition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import av
import cv2
import numpy as np

from bench.truth.accidents import disturbed
from bench.truth.props import Picture
from bench.truth.takes import HEIGHT, KINDS, RATE, WIDTH, Take
from tests.clips import BLENDS

SHOTS = 12


@dataclass(frozen=True)
class Told:
    """The truth of one shot, in frames of the film; `clear` is free of transitions, not of accidents."""

    kind: str
    start: int
    end: int
    clear: tuple[int, int]
    spoilt: frozenset[int]
    states: tuple[tuple[int, int], ...]
    views: int  # how many pictures the shot deserves; of `states`, only those long enough to ask for one
    rank: int | None

    def is_clear(self, frame: int) -> bool:
        return self.clear[0] <= frame < self.clear[1]

    def is_clean(self, frame: int) -> bool:
        return self.is_clear(frame) and frame not in self.spoilt

    @property
    def clean(self) -> list[int]:
        return [k for k in range(*self.clear) if k not in self.spoilt]


@dataclass
class Shown:
    """Takes one after another; the joint into each is its kind and how many frames both share."""

    takes: list[Take]
    joints: list[tuple[str, int]]

    @cached_property
    def starts(self) -> list[int]:
        """The film's frame at which each take's own first frame lies."""
        starts = [0]
        for before, (_, over) in zip(self.takes[:-1], self.joints[1:], strict=True):
            starts.append(starts[-1] + before.length - over)
        return starts

    def pictures(self) -> Iterator[Picture]:
        for n, (made, at) in enumerate(zip(self.takes, self.starts, strict=True)):
            kind, over = self.joints[n]
            until = self.joints[n + 1][1] if n + 1 < len(self.takes) else 0
            for k in range(made.length - until):
                if k < over:
                    old = self.takes[n - 1].draw(at + k - self.starts[n - 1])
                    yield BLENDS[kind](old, made.draw(k), (k + 1) / (over + 1))
                else:
                    yield made.draw(k)

    def told(self) -> list[Told]:
        told = []
        for n, (made, at) in enumerate(zip(self.takes, self.starts, strict=True)):
            over = self.joints[n][1]
            until = self.joints[n + 1][1] if n + 1 < len(self.takes) else 0
            clear = (at + over, at + made.length - until)
            spoilt = frozenset(at + k for k in made.spoilt())
            states = [(max(at + a, clear[0]), min(at + b, clear[1])) for a, b in made.states]
            usable = [s for s in states if len(set(range(*s)) - spoilt) > RATE // 2]
            told.append(
                Told(
                    made.kind,
                    at + over // 2,
                    at + made.length - until + until // 2,
                    clear,
                    spoilt,
                    tuple(usable) or (clear,),
                    len(made.states),
                    made.rank,
                )
            )
        return told


def take(seed: int, kind: str, photographs: Sequence[Picture], length: int) -> Take:
    luck = np.random.default_rng(seed)
    return disturbed(KINDS[kind](luck, photographs, length), luck)


def shown(seed: int, photographs: Sequence[Picture] = ()) -> Shown:
    """A film of a dozen shots, of every kind in turn, joined in every way."""
    luck = np.random.default_rng(seed)
    kinds = list(luck.permutation([*KINDS, "still", "panned", "brought"]))[:SHOTS]
    takes, joints = [], []
    for n, kind in enumerate(kinds):
        short = kind == "still" and luck.random() < 0.4
        length = int(RATE * (luck.uniform(0.4, 1.0) if short else luck.uniform(2.4, 6)))
        takes.append(take(seed * 100 + n, str(kind), photographs, length))
        joint = str(luck.choice(["cut", "dissolve", "fade", "wipe", "whip"], p=[0.6, 0.18, 0.1, 0.06, 0.06]))
        over = {"cut": 0, "whip": 8}.get(joint, int(luck.integers(8, 22)))
        room = min(length, takes[n - 1].length if n else 0) // 3
        joints.append((joint, over) if n and (joint == "cut" or over <= room) else ("cut", 0))
    return Shown(takes, joints)


def written(folder: Path, film: Shown, name: str, crf: int = 23) -> Path:
    """The film as H.264, picture by picture: a whole one is too large to hold."""
    path = folder / f"{name}.mp4"
    with av.open(str(path), "w") as container:
        options = {"crf": str(crf), "preset": "veryfast", "bf": "3"}
        stream = container.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in film.pictures():
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def read(paths: Sequence[Path]) -> list[Picture]:
    return [picture for path in paths if (picture := cv2.imread(str(path))) is not None]
