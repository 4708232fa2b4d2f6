"""How well placements are carried over to a new cut, by kind of edit, on films whose every frame is known.

Run: python -m bench.recut [--split dev|fresh|both] [--seeds 1-2] [--kinds trimmed,reordered] [--told]

A placement is on the right frames where its spans overlap the true ones by 0.9, or differ from them by a
frame at their ends, and its box overlaps the true one by 0.7. It is on a wrong shot where more than two
frames of it show what it never was placed on. Beside ours: what a plain difference hash finds, by frame.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from bench.following import overlap
from bench.truth.footage import Split
from bench.truth.recuts import KINDS, Placement, Recut, recut
from tagging.recut.carry import Carried, Placed, carry
from tagging.recut.match import match
from tagging.tracking.path import box_at
from tests.clips import Recipe, make

LEAST_S = 0.2
FLOOR = 0.98


@dataclass
class Tally:
    """`there` can be carried; of the `carried`, `right`; `wrong` show another shot; `lost` though there."""

    there: int = 0
    carried: int = 0
    right: int = 0
    wrong: int = 0
    lost: int = 0
    named: int = 0
    told: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Tally") -> "Tally":
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        return self

    def row(self, name: str) -> str:
        share = self.right / max(1, self.carried)
        return (
            f"{name:<20}{self.there:>7}{self.carried:>9}{share:>9.1%}{self.wrong:>7}{self.lost:>7}"
            f"{self.named / max(1, self.there):>8.0%}"
        )


def judge(cut: Recut, placement: Placement, got: Carried) -> Tally:
    tally = Tally()
    truth = {
        k for k, old in enumerate(cut.source) if old is not None and placement.start <= old < placement.end
    }
    least = min(LEAST_S * cut.new_rate, len(truth))
    long = {k for run in _runs(truth) if len(run) >= least for k in run}
    found = {k for part in got.parts for k in range(part.start, part.end)}
    is_there = len(long) >= LEAST_S * cut.new_rate
    tally.there, tally.carried = int(is_there), int(bool(found))
    tally.lost = int(is_there and not found)
    if found:
        stray = [k for k in found if not _is_on(cut, placement, k, 1)]
        tally.wrong = int(len(stray) > 2)
        tally.right = int(
            not tally.wrong and _is_right(found, truth, long) and _is_placed(cut, placement, got, truth)
        )
    if is_there:
        expected = "split" if len(_far_apart(long, cut)) > 1 else "whole"
        tally.named = int(got.status != "lost" and (got.status == "split") == (expected == "split"))
    if tally.wrong or tally.lost or (found and not tally.right):
        tally.told.append(
            f"    {placement.start}-{placement.end} -> {got.status} "
            f"{[(p.start, p.end) for p in got.parts]} sure {got.sure:.2f}; true {_spans(truth)}"
            f"{' WRONG SHOT' if tally.wrong else ' LOST' if tally.lost else ''}"
        )
    return tally


def _is_on(cut: Recut, placement: Placement, frame: int, slack: int) -> bool:
    near = range(max(0, frame - slack), min(len(cut.source), frame + slack + 1))
    return any(
        (old := cut.source[k]) is not None and placement.start - 1 <= old < placement.end + 1 for k in near
    )


def _is_right(found: set[int], truth: set[int], long: set[int]) -> bool:
    """Within a frame of the true edges, where what is too short to tap is nobody's loss; or nearly so."""
    wide = {k + by for k in truth for by in (-1, 0, 1)}
    narrow = {k for k in long if {k - 1, k + 1} <= truth}
    return (found <= wide and narrow <= found) or len(found & truth) / len(found | truth) >= 0.9


def _is_placed(cut: Recut, placement: Placement, got: Carried, truth: set[int]) -> bool:
    for part in got.parts:
        at = (part.start + part.end) // 2
        if at not in truth or any(a <= at < b for a, b in part.hidden):
            continue
        x, y, w, h = box_at(placement.keys, cut.source[at] or 0)
        sx, sy, dx, dy = cut.lie
        left, top = max(0.0, sx * x + dx), max(0.0, sy * y + dy)
        right, bottom = min(1.0, sx * (x + w) + dx), min(1.0, sy * (y + h) + dy)
        wanted = left, top, right - left, bottom - top
        if overlap(tuple(box_at(part.keys, at)), wanted) < 0.7:  # type: ignore[arg-type]
            return False
    return True


def _runs(frames: set[int]) -> list[list[int]]:
    return [
        [k for _, k in group]
        for _, group in groupby(enumerate(sorted(frames)), lambda pair: pair[1] - pair[0])
    ]


def _spans(frames: set[int]) -> list[tuple[int, int]]:
    return [(run[0], run[-1] + 1) for run in _runs(frames)]


def _far_apart(frames: set[int], cut: Recut) -> list[int]:
    spans = _spans(frames)
    return [
        b[0]
        for a, b in zip([(-99999, -99999), *spans], spans, strict=False)
        if b[0] - a[1] > 0.2 * cut.new_rate
    ]


def ours(cut: Recut, old: Path, new: Path) -> Callable[[Placement], Carried]:
    found = match(old, new)
    return lambda p: carry(Placed(p.start, p.end, p.keys, []), found.runs, found.rates, found.frames[1])


def hashed(cut: Recut, old: Path, new: Path) -> Callable[[Placement], Carried]:
    """What one would write first: each old frame goes where its difference hash is nearest."""
    codes = [np.stack([_code(p) for p in pictures]) for pictures in (cut.old, cut.new)]
    near = (codes[0] @ codes[1].T).astype(np.float32)
    there = near.argmax(axis=1)
    is_near = near.max(axis=1) >= 64 - 2 * 10

    def carried(p: Placement) -> Carried:
        from tagging.recut.carry import Part

        frames = {int(there[k]) for k in range(p.start, p.end) if is_near[k]}
        spans = [
            s
            for s in _spans({k + by for k in frames for by in (0, 1)})
            if s[1] - s[0] > LEAST_S * cut.new_rate
        ]
        parts = tuple(Part(a, b, [[a, *p.keys[0][1:]]], []) for a, b in spans)
        return Carried("split" if len(parts) > 1 else "moved" if parts else "lost", parts, 1.0, 1.0)

    return carried


def _code(picture: np.ndarray) -> np.ndarray:
    small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    return np.where(small[:, 1:] > small[:, :-1], 1, -1).ravel().astype(np.int32)


WAYS = {"ours": ours, "difference hash": hashed}


def measure(kind: str, seed: int, split: Split, folder: Path) -> dict[str, Tally]:
    cut = recut(kind, seed, split)
    paths = [
        make(
            folder,
            Recipe(
                width=pictures[0].shape[1],
                height=pictures[0].shape[0],
                rate=Fraction(rate),
                options=(("crf", crf), ("bf", "2")),
            ),
            name,
            pictures,
        )
        for name, pictures, rate, crf in (
            ("old", cut.old, cut.rate, "21"),
            ("new", cut.new, cut.new_rate, "26"),
        )
    ]
    tallies = {}
    for name, way in WAYS.items():
        carried, tally = way(cut, *paths), Tally()
        for placement in cut.placements:
            tally += judge(cut, placement, carried(placement))
        tallies[name] = tally
    return tallies


def main(asked: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=["dev", "fresh", "both"], default="both")
    parser.add_argument("--seeds", default="1-2")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--told", action="store_true", help="name each placement that came out wrong")
    wanted = parser.parse_args(asked)
    first, _, last = wanted.seeds.partition("-")
    splits: list[Split] = ["dev", "fresh"] if wanted.split == "both" else [wanted.split]
    for split in splits:
        print(
            f"{split:<20}  there  carried    right  wrong   lost   named  floor {FLOOR:.0%} right, none wrong"
        )
        sums = {name: Tally() for name in WAYS}
        for kind in wanted.kinds.split(","):
            of_kind = {name: Tally() for name in WAYS}
            for seed in range(int(first), int(last or first) + 1):
                with tempfile.TemporaryDirectory() as folder:
                    for name, tally in measure(kind, seed, split, Path(folder)).items():
                        of_kind[name] += tally
            for name, tally in of_kind.items():
                sums[name] += tally
            print(of_kind["ours"].row(kind), flush=True)
            if wanted.told:
                print("\n".join(of_kind["ours"].told), flush=True)
        for name, tally in sums.items():
            print(tally.row(name))


if __name__ == "__main__":
    main()
