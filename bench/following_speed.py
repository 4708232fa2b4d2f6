"""What following a box costs, kind by kind of film: its time against a bare cv2 decode loop over the frames.

Run: python -m bench.following_speed [--kinds scale "long cover" carton ...] [--rounds 3] [--folder FOLDER]

Films of both sizes, dev; `--folder` keeps them for the next run. Taken by turns, the best of each.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench.following import decoded, photographs, turned
from bench.truth import moves
from bench.truth.turning_shapes import KINDS as TURNING
from tagging.tracking.follow import Anchor, follow

FLOOR, AIM = 4.0, 2.0
SIZES = ((360, 640), (720, 1280))
# Composited films of this seed are drawn on in the first frame that shows all of the thing.
SEED = 1


@dataclass
class Film:
    kind: str
    wide: int
    high: int
    path: str
    frames: int
    drawn_at: int
    box: tuple[float, float, float, float]


def films(kinds: Sequence[str], folder: Path) -> Iterator[Film]:
    real: list[np.ndarray] | None = None
    for kind in kinds:
        for size in SIZES:
            kept = folder / f"{kind.replace(' ', '-')}-{size[0]}.json"
            if not kept.exists():
                real = photographs("dev") if real is None else real
                kept.write_text(json.dumps(asdict(_made(kind, size, folder, real))))
            yield Film(**json.loads(kept.read_text()))


def _made(kind: str, size: tuple[int, int], folder: Path, real: list[np.ndarray]) -> Film:
    if kind in TURNING:
        seed = TURNING.index(kind)
        (case,) = turned(range(seed, seed + 1), folder, real, size)
        case.path = case.path.rename(folder / f"{kind.replace(' ', '-')}-{size[0]}.mp4")
    else:
        case = moves.make(kind, SEED, folder, real, size)
    return Film(kind, *size, str(case.path), len(case.boxes), case.drawn_at, case.sloppy(SEED))


def ratio(film: Film, rounds: int) -> tuple[float, float]:
    """Seconds of following and of decoding."""
    followed, read = [], []
    for _ in range(rounds):
        read.append(decoded(Path(film.path)))
        started = time.perf_counter()
        follow(film.path, [Anchor(film.drawn_at, film.box)], 0, film.frames)
        followed.append(time.perf_counter() - started)
    return min(followed), min(read)


def main() -> None:
    every = [*moves.kinds(), *TURNING]
    ask = argparse.ArgumentParser()
    ask.add_argument("--kinds", nargs="*", choices=every, default=every, metavar="KIND")
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--folder", type=Path)
    wanted = ask.parse_args()
    print(f"{'':<16}{'size':<12}{'floor':>7}{'aim':>6}{'ours':>7}   ms a frame: following, decoding")
    ratios: dict[tuple[int, int], list[float]] = {size: [] for size in SIZES}
    with tempfile.TemporaryDirectory() as name:
        folder = wanted.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for film in films(wanted.kinds, folder):
            ours, bare = ratio(film, wanted.rounds)
            ratios[film.wide, film.high].append(ours / bare)
            size, each = f"{film.wide} x {film.high}", 1000 / film.frames
            print(f"{film.kind:<16}{size:<12}{FLOOR:>7.0f}{AIM:>6.0f}{ours / bare:>7.1f}", end="")
            print(f"   {ours * each:.2f}, {bare * each:.2f}", flush=True)
    for size, of in ratios.items():
        within = sum(one <= FLOOR for one in of)
        print(f"\n{size[0]} x {size[1]}: median {np.median(of):.1f}, worst {max(of):.1f}", end="")
        print(f", {within} of {len(of)} kinds within the floor of {FLOOR:.0f}", end="")
    print()


if __name__ == "__main__":
    main()
