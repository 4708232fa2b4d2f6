# ruff: noqa: E501
"""How well products are found, told from their siblings, placed and timed, on films drawn here, beside ORB.

Run: python -m bench.finding [first seed] [films]
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import imageio_ffmpeg
import numpy as np

from bench.truth import footage
from bench.truth.shelf import Product, families, photograph, plain
from bench.truth.shelf_films import RATE, Film, Shown, make_film
from tagging.finding.find import Found, Photo, find
from tests.clips import texture

FAMILIES = 6
# From this seed on, the photographs behind and on the products are those that nothing was tuned on.
FRESH = 1000


@dataclass
class Case:
    """A film, the photos looked for in it, and what is to be found. Absent: siblings that are in the film only."""

    film: Film
    photos: list[Photo]
    products: dict[str, Product]


@dataclass
class Tally:
    wanted: int = 0
    met: int = 0
    wrong: int = 0
    siblings: int = 0
    starts: list[float] = field(default_factory=list)
    ious: list[float] = field(default_factory=list)
    said: list[tuple[float, bool]] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    hardships: Counter[str] = field(default_factory=Counter)

    def add(self, case: Case, found: list[Found]) -> None:
        looked_for = {photo.name for photo in case.photos}
        left = [shown for shown in case.film.shown if shown.product in looked_for]
        self.wanted += len(left)
        for shown in left:
            self.hardships.update(shown.hardships or ("none",))
        for one in sorted(found, key=lambda f: -f.confidence):
            hit = next((s for s in left if _meets(one, s)), None)
            self.said.append((one.confidence, hit is not None))
            if hit:
                left.remove(hit)
                self.met += 1
                self.starts += [abs(one.start_frame - hit.start) / RATE, abs(one.end_frame - hit.end) / RATE]
                self.ious.append(iou(one.box, hit.boxes[one.at_frame]))
            else:
                self.wrong += 1
                self.siblings += any(_is_sibling(one, s, case.products) for s in case.film.shown)
        for shown in left:
            self.missed.update(shown.hardships or ("none",))

    def line(self) -> str:
        said = sorted(self.said, reverse=True)
        hits = np.cumsum([hit for _, hit in said])
        precisions = hits / np.arange(1, len(said) + 1)
        ap = sum(p for p, (_, hit) in zip(precisions, said, strict=True) if hit) / max(1, self.wanted)
        recall = self.met / max(1, self.wanted)
        precision = self.met / max(1, self.met + self.wrong)
        return (
            f"recall {recall:.3f} of {self.wanted}  precision {precision:.3f} of {self.met + self.wrong}  siblings {self.siblings}  "
            f"AP {ap:.3f}  IoU {np.mean(self.ious or [0]):.3f}  "
            f"ends off {np.median(self.starts or [0]):.2f} s, worst tenth {np.quantile(self.starts or [0], 0.9):.2f} s"
        )


def _meets(one: Found, shown: Shown) -> bool:
    return (
        one.name == shown.product
        and one.at_frame in shown.boxes
        and iou(one.box, shown.boxes[one.at_frame]) >= 0.4
    )


def _is_sibling(one: Found, shown: Shown, products: dict[str, Product]) -> bool:
    alike = products[shown.product].family == products[one.name].family and shown.product != one.name
    return alike and one.at_frame in shown.boxes and iou(one.box, shown.boxes[one.at_frame]) >= 0.3


def iou(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def photographs_of(split: footage.Split) -> list[Any]:
    pictures = [
        cv2.imdecode(np.frombuffer(p.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        for p in footage.photographs(split)
    ]
    return [p for p in pictures if p is not None]


def make_case(seed: int, folder: Path, width: int = 540) -> Case:
    luck = np.random.default_rng(seed)
    pictures = photographs_of("fresh" if seed >= FRESH else "dev")
    products = families(luck, FAMILIES, pictures[::2])
    folder.mkdir(parents=True, exist_ok=True)
    grounds = luck.choice(["alpha", "white", "colour", "scene"], len(products), p=[0.25, 0.45, 0.15, 0.15])
    places = iter(luck.integers(0, 1 << 30, len(products)).tolist())
    photos = [
        Photo(p.name, photograph(p, luck, folder, str(ground), lambda: texture(next(places), 400, 400)))
        for p, ground in zip(products, grounds, strict=True)
    ]
    # A third of the products are in the film but not in the catalogue: near-misses with nobody to give way to.
    absent = {p.name for p in products if luck.random() < 0.33}
    shots: list[list[Product]] = []
    for _ in range(9):
        count = int(luck.choice([0, 1, 2, 3], p=[0.15, 0.45, 0.25, 0.15]))
        picked = [products[int(k)] for k in luck.integers(0, len(products), count)]
        if count > 1 and luck.random() < 0.25:
            picked[1] = picked[0]
        shots.append(picked)
    shots.append([plain(luck)])
    products.append(shots[-1][0])
    film = make_film(folder / "film.mp4", luck, shots, width=width, places=pictures[1::2])
    return Case(film, [p for p in photos if p.name not in absent], {p.name: p for p in products})


def main(first: int = 1, count: int = 4) -> None:
    print(f"seeds {first} to {first + count - 1} ({'fresh' if first >= FRESH else 'dev'} photographs)")
    ways: dict[str, Callable[[Path, list[Photo]], list[Found]]] = {"find": find, "ORB": orb_peer}
    tallies = {name: Tally() for name in ways}
    seconds = dict.fromkeys([*ways, "decoding"], 0.0)
    with tempfile.TemporaryDirectory() as name:
        for seed in range(first, first + count):
            case = make_case(seed, Path(name) / str(seed))
            for way, search in ways.items():
                started = time.perf_counter()
                found = search(case.film.path, case.photos)
                seconds[way] += time.perf_counter() - started
                tallies[way].add(case, found)
            seconds["decoding"] += decode_seconds(case.film.path)
    for way, tally in tallies.items():
        print(f"{way:<6}{tally.line()}  time {seconds[way] / seconds['decoding']:.1f} × ffmpeg -f null")
    missed, hard = tallies["find"].missed, tallies["find"].hardships
    print("found of each kind: " + ", ".join(f"{k} {hard[k] - missed[k]}/{hard[k]}" for k in sorted(hard)))


def decode_seconds(film: Path) -> float:
    """What decoding alone costs the bundled ffmpeg."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-nostdin",
        "-loglevel",
        "error",
        "-i",
        str(film),
        "-f",
        "null",
        "-",
    ]
    started = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def orb_peer(path: Path, photos: list[Photo]) -> list[Found]:
    """What a tutorial does: ORB, ratio test, homography by RANSAC, in every fifth frame; runs make appearances."""
    orb = cv2.ORB_create(1500)
    matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
    known = []
    for photo in photos:
        picture = cv2.imdecode(np.frombuffer(photo.path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        known.append((photo.name, picture.shape, *orb.detectAndCompute(picture, None)))
    film, frame, sights = cv2.VideoCapture(str(path)), 0, []
    while True:
        there, picture = film.read()
        if not there:
            break
        if frame % 5 == 0:
            points, words = orb.detectAndCompute(picture, None)
            for name, shape, photo_points, photo_words in known:
                one = (
                    None
                    if words is None or photo_words is None
                    else _orb_sight(matcher, shape, photo_points, photo_words, points, words, picture.shape)
                )
                if one:
                    sights.append((name, frame, *one))
        frame += 1
    return _orb_spans(sights)


def _orb_sight(
    matcher: Any, shape: Any, photo_points: Any, photo_words: Any, points: Any, words: Any, size: Any
) -> Any:
    pairs = [
        p
        for p in matcher.knnMatch(photo_words, words, k=2)
        if len(p) == 2 and p[0].distance < 0.75 * p[1].distance
    ]
    if len(pairs) < 10:
        return None
    ours = np.float32([photo_points[p[0].queryIdx].pt for p in pairs])
    theirs = np.float32([points[p[0].trainIdx].pt for p in pairs])
    pose, inside = cv2.findHomography(ours, theirs, cv2.RANSAC, 5.0)
    if pose is None or inside.sum() < 10:
        return None
    corners = np.float32([[[0, 0], [shape[1], 0], [shape[1], shape[0]], [0, shape[0]]]])
    quad = cv2.perspectiveTransform(corners, pose)[0] / (size[1], size[0])
    (left, top), (right, bottom) = np.clip(quad.min(0), 0, 1), np.clip(quad.max(0), 0, 1)
    return int(inside.sum()), (float(left), float(top), float(right - left), float(bottom - top))


def _orb_spans(sights: list[Any]) -> list[Found]:
    found: list[Found] = []
    runs: dict[str, list[Any]] = {}
    for name, frame, inliers, box in [*sights, *((name, 10**9, 0, None) for name in {s[0] for s in sights})]:
        run = runs.setdefault(name, [])
        if run and frame - run[-1][0] > 15:
            at, most, where = max(run, key=lambda r: r[1])
            start, end = run[0][0], run[-1][0] + 1
            found.append(
                Found(name, start, end, start / RATE, end / RATE, at, at / RATE, where, most / (most + 20))
            )
            run.clear()
        run.append((frame, inliers, box))
    return found


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
