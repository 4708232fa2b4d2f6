"""What one pass over a film costs, as a ratio to `ffmpeg -f null` in the same run.

Run: python -m bench.decode
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2

from bench.suggest import decode_seconds
from tagging.episodes.decode import small_frames
from tagging.episodes.film import probe
from tagging.episodes.normalise import normalise
from tagging.episodes.pictures import sprite
from tests.clips import Recipe, make, numbered, panned

ROUNDS = 3


def through_cv2(path: Path) -> Iterator[Any]:
    film = cv2.VideoCapture(str(path))
    while True:
        there, picture = film.read()
        if not there:
            return
        yield picture


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def drain(pictures: Iterator[Any]) -> int:
    return sum(1 for _ in pictures)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recipe = Recipe(width=720, height=1280, rate=Fraction(30))
        scene = panned(5, recipe.width, recipe.height, shake=0.01)
        film = make(folder, recipe, "film", (numbered(scene(k / 30), k) for k in range(300)))
        told = probe(film)
        ways: dict[str, Callable[[], object]] = {
            "probe": lambda: probe(film),
            "small frames 48×84": lambda: drain(small_frames(film, (48, 84))),
            "small frames 90×160": lambda: drain(small_frames(film, (90, 160))),
            "cv2.VideoCapture": lambda: drain(through_cv2(film)),
            "sprite": lambda: sprite(film, folder / "sprite.jpg", told),
            "normalise": lambda: normalise(film, folder / "episode.mp4", told),
        }
        print(f"720×1280, {told.frames} frames; times as a ratio to ffmpeg -f null, the best of {ROUNDS}")
        for way, work in ways.items():
            # Alone and at work by turns, so that a busy machine weighs on both.
            turns = [(decode_seconds(film), seconds(work)) for _ in range(ROUNDS)]
            alone, took = min(a for a, _ in turns), min(t for _, t in turns)
            print(f"{way:<22}{took / alone:>6.2f}   {took:.2f} s of {alone:.2f} s")


if __name__ == "__main__":
    main()
