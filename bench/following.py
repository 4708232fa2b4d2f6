"""How well and how fast a drawn box is followed: on composited and on turning things, dev and fresh.

Run: python -m bench.following [composited seeds] [turning seeds]   (how many of each; 3 and 7 unless told)
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from bench.truth import footage, moves, turning
from bench.truth.moves import Box, Case
from tagging.tracking.follow import Anchor, follow
from tagging.tracking.sightings import Sighting

# Less than this much of the thing in sight is hidden, more than the other is visible; between, nobody minds.
HIDDEN, VISIBLE = 0.1, 0.3
SEEDS = {"dev": 0, "fresh": 1000}


@dataclass
class Tally:
    overlaps: list[list[float]] = field(default_factory=list)
    hidden: int = 0
    hidden_called_visible: int = 0
    visible: int = 0
    visible_called_lost: int = 0
    follow_s: float = 0.0
    decode_s: float = 0.0

    def add(self, case: Case, sightings: tuple[Sighting, ...]) -> None:
        overlaps = []
        for sighting in sightings:
            shown = case.shown[sighting.frame]
            if shown < HIDDEN:
                self.hidden += 1
                self.hidden_called_visible += sighting.visible
            elif shown >= VISIBLE:
                self.visible += 1
                self.visible_called_lost += not sighting.visible
                overlaps.append(
                    overlap(sighting.box, case.boxes[sighting.frame]) if sighting.visible else 0.0
                )
        self.overlaps.append(overlaps)

    def row(self, name: str) -> str:
        auc = np.mean([success(part) for part in self.overlaps])
        half = np.mean([np.mean(np.array(part) > 0.5) for part in self.overlaps])
        return (
            f"{name:<24} {auc:>6.3f} {half:>7.3f}  {self.hidden_called_visible:>4} of {self.hidden:<5}"
            f" {self.visible_called_lost:>4} of {self.visible:<6} {self.follow_s / self.decode_s:>6.1f}"
        )


def success(overlaps: list[float]) -> float:
    """Area under the curve of frames whose overlap exceeds each threshold from 0 to 1."""
    part = np.array(overlaps)
    return float(np.mean([(part > threshold).mean() for threshold in np.linspace(0, 1, 101)]))


def overlap(a: Box, b: Box) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / (a[2] * a[3] + b[2] * b[3] - wide * high)


def decoded(path: Path) -> float:
    start = time.perf_counter()
    film = cv2.VideoCapture(str(path))
    while film.read()[0]:
        pass
    return time.perf_counter() - start


def composited(seeds: range, folder: Path, photographs: list[np.ndarray]) -> Iterator[Case]:
    for seed in seeds:
        for kind in moves.kinds():
            size = (720, 1280) if seed % 3 == 2 else (moves.WIDTH, moves.HEIGHT)
            yield moves.make(kind, seed, folder, photographs if seed % 2 else (), size)


def turned(
    seeds: range, folder: Path, photographs: list[np.ndarray], size: tuple[int, int] = (360, 640)
) -> Iterator[Case]:
    for seed in seeds:
        film = turning.film(seed, photographs if seed % 2 else (), size)
        path = folder / f"{seed}.mp4"
        turning.write(film.pictures, path)
        high, wide = film.pictures[0].shape[:2]
        boxes = [_fractions(box, wide, high) for box in film.boxes]
        whole = next((k for k, part in enumerate(film.seen) if part > 0.93), 0)
        yield Case(f"turning {film.name}", path, boxes, film.seen, whole)


def _fractions(box: Box, wide: int, high: int) -> Box:
    x0, y0 = max(box[0], 0) / wide, max(box[1], 0) / high
    x1, y1 = min(box[0] + box[2], wide) / wide, min(box[1] + box[3], high) / high
    return x0, y0, max(x1 - x0, 1e-4), max(y1 - y0, 1e-4)


def measured(cases: Iterator[Case]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for number, case in enumerate(cases):
        anchor = Anchor(case.drawn_at, case.sloppy(number))
        decode_s = decoded(case.path)
        start = time.perf_counter()
        track = follow(case.path, [anchor], 0, len(case.boxes))
        follow_s = time.perf_counter() - start
        # By turns, and the decoding on both sides: another process's load meets both alike.
        decode_s = (decode_s + decoded(case.path)) / 2
        for name in (case.name, "all"):
            tally = tallies.setdefault(name, Tally())
            tally.add(case, track.sightings)
            tally.follow_s += follow_s
            tally.decode_s += decode_s
        case.path.unlink()
    return tallies


def photographs(split: footage.Split) -> list[np.ndarray]:
    try:
        read = (cv2.imread(str(path)) for path in footage.photographs(split))
        return [picture for picture in read if picture is not None]
    except FileNotFoundError as reason:
        print(f"(without photographs. {reason})")
        return []


def main(moving: int = 3, turning_count: int = 7) -> None:
    for split in ("dev", "fresh"):
        real, first = photographs(split), SEEDS[split]
        print(
            f"\n{split:<24} {'AUC':>6} {'IoU>.5':>7}  {'hidden seen':>13} {'visible lost':>14} {'× cv2':>6}"
        )
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for kind, cases in (
                ("composited", composited(range(first + 1, first + 1 + moving), folder, real)),
                ("turning", turned(range(first, first + turning_count), folder, real)),
            ):
                tallies = measured(cases)
                whole = tallies.pop("all", None)
                for part, tally in tallies.items():
                    print(tally.row(part))
                if whole is not None:
                    print(whole.row(f"{kind}, all"))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
