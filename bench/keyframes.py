"""How good the suggested keyframes are, on drawn films of which every frame is known to be good or not.

Run: python -m bench.keyframes [films]    so many of each split: of photographs tuned on, and of others

A shot's score is clean x (0.6 of the frame's place in sharpness + 0.4 of its place in likeness), among the
shot's clean frames, for the first keyframe named that lies in it. Places are measured on the decoded film at
full size: sharpness by the Laplacian's variance and by Tenengrad, likeness by the distance to the shot's
median and to its mean; each the mean of both. No choice reaches 1: what is sharpest is seldom what is most
typical. The row "best there is" says what could be reached, "with true joints" how well frames are chosen
where the shots are given.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from pathlib import Path

import av
import cv2
import numpy as np

from bench.truth.footage import Split, photographs
from bench.truth.props import Picture
from bench.truth.shown import Shown, Told, read, shown, written
from tagging.keyframes.choose import choose
from tagging.keyframes.joint import Joint
from tagging.keyframes.looks import LONG_SIDE
from tagging.keyframes.suggest import Shot, suggest
from tagging.keyframes.viewing import Viewing
from tagging.keyframes.witness import witness

FILMS = 4
# Where each split's seeds begin; those of `fresh` are for reporting only.
SEEDS: dict[Split, int] = {"dev": 1, "fresh": 9000}
QUALITIES = (20, 23, 27)
RIVALS = ("suggested", "middle frame", "a random clean frame", "best there is")
GIVEN = "with true joints"


@dataclass
class Measured:
    """Every frame of a decoded film: two measures of sharpness, and the picture in small."""

    laplacian: Picture
    tenengrad: Picture
    small: Picture

    def places(self, told: Told) -> tuple[Picture, Picture]:
        """Sharpness and likeness of each of the shot's frames, as places among its clean ones."""
        span, clean = slice(told.start, told.end), [k - told.start for k in told.clean]
        small = self.small[span].astype(np.float32)
        from_median = np.abs(small - np.median(small[clean], axis=0)).mean(axis=(1, 2, 3))
        from_mean = ((small - small[clean].mean(axis=0)) ** 2).mean(axis=(1, 2, 3))
        sharp = _places(self.laplacian[span], clean) + _places(self.tenengrad[span], clean)
        return sharp / 2, (_places(-from_median, clean) + _places(-from_mean, clean)) / 2


@dataclass
class Tally:
    clear: list[bool] = field(default_factory=list)
    clean: list[bool] = field(default_factory=list)
    score: list[float] = field(default_factory=list)
    sharp: list[float] = field(default_factory=list)
    like: list[float] = field(default_factory=list)

    def add(self, told: Told, frame: int | None, sharp: Picture, like: Picture) -> None:
        # A missing one is as bad as can be.
        k = frame if frame is not None and told.start <= frame < told.end else None
        self.clear.append(k is not None and told.is_clear(k))
        self.clean.append(k is not None and told.is_clean(k))
        self.sharp.append(0.0 if k is None else float(sharp[k - told.start]))
        self.like.append(0.0 if k is None else float(like[k - told.start]))
        self.score.append(self.clean[-1] * (0.6 * self.sharp[-1] + 0.4 * self.like[-1]))

    def row(self) -> str:
        means = [float(np.mean(v)) for v in (self.clear, self.clean, self.score, self.sharp, self.like)]
        return "".join(f"{mean:>9.3f}" for mean in means)


@dataclass
class Further:
    """What a shot has beside its first keyframe, and how the scores rank."""

    asked: int = 0
    shown: int = 0
    still: int = 0
    needless: int = 0
    others: list[bool] = field(default_factory=list)
    ranked: list[tuple[int, float]] = field(default_factory=list)

    def add(self, told: Told, shot: Shot | None) -> None:
        frames = [k.frame for k in shot.keyframes] if shot else []
        if told.views > 1:
            self.asked += len(told.states)
            self.shown += sum(any(a <= k < b for k in frames) for a, b in told.states)
        else:
            self.still += 1
            self.needless += max(0, len(frames) - 1)
        self.others += [told.is_clean(k) for k in frames[1:] if told.start <= k < told.end]
        if told.rank is not None and shot:
            self.ranked.append((told.rank, shot.keyframes[0].score))

    @property
    def concordance(self) -> float:
        """How often the shot with more to tag has the higher score; .5 is chance."""
        pairs = [
            (a[1] > b[1]) + 0.5 * (a[1] == b[1]) for a, b in product(self.ranked, repeat=2) if a[0] > b[0]
        ]
        return float(np.mean(pairs)) if pairs else float("nan")


def _places(values: Picture, clean: list[int]) -> Picture:
    """The share of the other clean frames that are worse, ties counting half: .5 on average."""
    order = np.sort(values[clean])
    below, upto = np.searchsorted(order, values, "left"), np.searchsorted(order, values, "right")
    return np.clip((below + upto - 1) / 2 / max(1, len(clean) - 1), 0, 1)


def measured(path: Path) -> Measured:
    laplacian, tenengrad, small = [], [], []
    for luma, picture in _decoded(path):
        laplacian.append(float(cv2.Laplacian(luma, cv2.CV_32F).var()))
        across, down = cv2.Sobel(luma, cv2.CV_32F, 1, 0), cv2.Sobel(luma, cv2.CV_32F, 0, 1)
        tenengrad.append(float((across * across + down * down).mean()))
        small.append(picture)
    return Measured(np.array(laplacian), np.array(tenengrad), np.array(small))


def _decoded(path: Path) -> Iterator[tuple[Picture, Picture]]:
    """Decoded in full, as a player would: luma, and a small picture in colour."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            luma = frame.to_ndarray(format="gray")
            yield luma, frame.to_ndarray(format="bgr24", width=72, height=128, interpolation="AREA")


def nearest(shots: Sequence[Shot], told: Told) -> Shot | None:
    """The suggested shot that shares most frames with a true one."""
    shared = [min(s.end_frame, told.end) - max(s.start_frame, told.start) for s in shots]
    best = int(np.argmax(shared)) if shared else 0
    return shots[best] if shared and shared[best] > 0 else None


def judge(
    told: Sequence[Told], shots: Sequence[Shot], seen: Measured, tallies: dict[str, Tally], rest: Further
):
    luck = np.random.default_rng(0)
    for truth in told:
        if not truth.clean:
            continue
        sharp, like = seen.places(truth)
        best = max(truth.clean, key=lambda k: 0.6 * sharp[k - truth.start] + 0.4 * like[k - truth.start])
        named = (shot.keyframes[0].frame for shot in shots)
        first = next((k for k in named if truth.start <= k < truth.end), None)
        chosen = (first, (truth.start + truth.end) // 2, int(luck.choice(truth.clean)), best)
        for rival, frame in zip(RIVALS, chosen, strict=True):
            tallies[rival].add(truth, frame, sharp, like)
        rest.add(truth, nearest(shots, truth))


def given_joints(path: Path, told: Sequence[Told]) -> list[Shot]:
    """What is chosen where the shots are known."""
    film = list(witness(Viewing(path).pictures(LONG_SIDE)))
    edges = [Joint("cut", b.start, a.clear[1], b.clear[0], 1.0) for a, b in pairwise(told)]
    shots = []
    for n, (truth, opening, closing) in enumerate(zip(told, [None, *edges], [*edges, None], strict=True)):
        keyframes = choose(film, truth.start, truth.end, opening, closing)
        span = (film[truth.start].t, film[truth.end - 1].t)
        shots.append(Shot(n, truth.start, truth.end, *span, "cut", 1.0, tuple(keyframes)))
    return shots


def one(folder: Path, film: Shown, name: str, quality: int, tallies: dict[str, Tally], rest: Further) -> None:
    """Draws a film and judges what is suggested for it."""
    path = written(folder, film, name, quality)
    told, seen = film.told(), measured(path)
    judge(told, suggest(path).shots, seen, tallies, rest)
    if GIVEN in tallies:
        alone: dict[str, Tally] = {rival: Tally() for rival in RIVALS} | {RIVALS[0]: tallies[GIVEN]}
        judge(told, given_joints(path, told), seen, alone, Further())
    path.unlink()


def main(films: int = FILMS) -> None:
    for split, start in SEEDS.items():
        pictures = read(photographs(split))
        tallies, rest = {rival: Tally() for rival in (*RIVALS, GIVEN)}, Further()
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(start, start + films):
                film, quality = shown(seed, pictures), QUALITIES[seed % len(QUALITIES)]
                one(Path(folder), film, str(seed), quality, tallies, rest)
        _print(split, tallies, rest)


def _print(split: str, tallies: dict[str, Tally], rest: Further) -> None:
    shots = len(tallies[RIVALS[0]].score)
    print(
        f"\n{split}: {shots} shots\n{'':<22}{'in clear':>9}{'clean':>9}{'score':>9}{'sharp':>9}{'typical':>9}"
    )
    for rival, tally in tallies.items():
        print(f"{rival:<22}{tally.row()}")
    print(
        f"what comes into view: {rest.shown} of {rest.asked} have a picture; "
        f"needless ones: {rest.needless} in {rest.still} shots with one view\n"
        f"further keyframes that are clean: {sum(rest.others)} of {len(rest.others)}; "
        f"ranking: {rest.concordance:.3f} of the pairs in order"
    )


if __name__ == "__main__":
    main(*(int(n) for n in sys.argv[1:2]))
