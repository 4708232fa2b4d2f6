"""How well faces and burnt-in captions are found, on films made here from photographs, and what it costs.

Each photograph is a shot in which the camera travels; lines of words are drawn over some of them. Where the
faces are was measured by hand, where the words are is known. Precision and recall count pictures: a box that
was told, or is there, at one look.

Run: python -m bench.linting [--split dev|fresh|both] [--model FACE_MODEL]
"""

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from bench.truth import footage
from bench.truth.footage import Split
from tagging.linting.again import Box, iou
from tagging.linting.glance import sights
from tagging.tracking.path import box_at
from tests.clips import Picture, Recipe, make

WIDTH, HEIGHT, RATE = 360, 640, 25
SHOT = 60
# Parts of the photograph: left, top, width, height.
FACES: dict[str, list[Box]] = {
    "astronaut": [(0.35, 0.15, 0.17, 0.22)],
    "zidane": [(0.40, 0.29, 0.12, 0.33), (0.70, 0.07, 0.13, 0.35)],
    "mona": [(0.34, 0.15, 0.23, 0.24)],
}
# People too far away to be told by their faces: neither asked for nor wrong.
LEFT_OUT = {"bus"}
WORDS = ("You left this on the tram", "Who is there?", "Come back before midnight,", "That is my coat")
LOOSE = 0.3


@dataclass
class Made:
    """A film, its shots, and what is there at each frame."""

    path: Path
    shots: list[tuple[int, int]] = field(default_factory=list)
    faces: dict[int, list[Box]] = field(default_factory=dict)
    texts: dict[int, list[Box]] = field(default_factory=dict)


@dataclass
class Tally:
    there: int = 0
    met: int = 0
    told: int = 0
    right: int = 0

    def add(self, truth: list[Box], told: list[Box], least: float) -> None:
        self.there += len(truth)
        self.met += sum(any(iou(one, box) >= least for box in told) for one in truth)
        self.told += len(told)
        self.right += sum(any(iou(one, box) >= least for one in truth) for box in told)

    def __str__(self) -> str:
        recall, precision = self.met / max(1, self.there), self.right / max(1, self.told)
        return f"recall {recall:.3f} of {self.there}  precision {precision:.3f} of {self.told}"


def made(folder: Path, split: Split) -> Made:
    luck = np.random.default_rng(7)
    film = Made(folder / "film.mp4")
    drawn: list[Picture] = []
    wanted = [p for p in footage.photographs(split) if p.stem not in LEFT_OUT]
    for number, path in enumerate(wanted):
        photo = cv2.imread(str(path))
        if photo is None:
            continue
        for focus in FACES.get(path.stem, [(0.4, 0.4, 0.2, 0.2)]):
            start = len(drawn)
            film.shots.append((start, start + SHOT))
            words = WORDS[number % len(WORDS)] if len(film.shots) % 2 else ""
            drawn += _shot(photo, focus, FACES.get(path.stem, []), words, start, film, luck)
    recipe = Recipe(rate=Fraction(RATE), options=(("crf", "23"),))
    film.path = make(folder, recipe, "film", drawn)
    return film


def _shot(
    photo: Picture,
    focus: Box,
    faces: list[Box],
    words: str,
    start: int,
    film: Made,
    luck: np.random.Generator,
) -> list[Picture]:
    high, wide = photo.shape[:2]
    # The focus is a third of the picture wide, or as near to that as the photograph allows.
    scale = max(WIDTH * 1.1 / wide, HEIGHT * 1.1 / high, min(3.0, WIDTH / 3 / (focus[2] * wide)))
    large = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    high, wide = large.shape[:2]
    middle = np.array([(focus[0] + focus[2] / 2) * wide, (focus[1] + focus[3] / 2) * high * 1.1])
    travel = luck.uniform(-0.12, 0.12, 2) * (WIDTH, HEIGHT)
    pictures = []
    for n in range(SHOT):
        corner = middle - (WIDTH / 2, HEIGHT / 2) + travel * (n / SHOT - 0.5)
        x, y = (
            int(np.clip(c, 0, most)) for c, most in zip(corner, (wide - WIDTH, high - HEIGHT), strict=True)
        )
        picture = large[y : y + HEIGHT, x : x + WIDTH].copy()
        film.faces[start + n] = [
            box
            for left, top, w, h in faces
            if _is_inside(
                box := (
                    (left * wide - x) / WIDTH,
                    (top * high - y) / HEIGHT,
                    w * wide / WIDTH,
                    h * high / HEIGHT,
                )
            )
        ]
        film.texts[start + n] = [_written(picture, words)] if words and 12 <= n < SHOT - 6 else []
        pictures.append(picture)
    return pictures


def _is_inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[0] + box[2] <= 1 and box[1] + box[3] <= 1


def _written(picture: Picture, words: str) -> Box:
    """White letters with a dark edge, as burnt-in captions mostly are."""
    font, size = cv2.FONT_HERSHEY_DUPLEX, 0.62
    (wide, high), _ = cv2.getTextSize(words, font, size, 1)
    x, y = (WIDTH - wide) // 2, int(HEIGHT * 0.78)
    cv2.putText(picture, words, (x, y), font, size, (15, 15, 15), 5, cv2.LINE_AA)
    cv2.putText(picture, words, (x, y), font, size, (245, 245, 245), 1, cv2.LINE_AA)
    return x / WIDTH, (y - high - 2) / HEIGHT, wide / WIDTH, (high + 6) / HEIGHT


def _told(found: list[dict[str, object]], frame: int) -> list[Box]:
    return [
        tuple(box_at(one["keys"], frame))  # type: ignore[arg-type,misc]  # as a Sight keeps them
        for one in found
        if one["start_frame"] <= frame < one["end_frame"]  # type: ignore[operator]
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev", choices=["dev", "fresh", "both"])
    parser.add_argument("--model", type=Path)
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    splits: list[Split] = ["dev", "fresh"] if wanted.split == "both" else [wanted.split]
    for split in splits:
        with tempfile.TemporaryDirectory() as name:
            film = made(Path(name), split)
            frames = film.shots[-1][1]
            begun = time.process_time()
            found = sights(film.path, film.shots, frames, RATE, wanted.model)
            spent = time.process_time() - begun
            begun = time.process_time()
            with av.open(str(film.path)) as opened:
                for _ in opened.decode(video=0):
                    pass
            decoding = time.process_time() - begun
        faces, texts = Tally(), Tally()
        for frame in range(0, frames, 5):
            faces.add(film.faces[frame], _told(found["faces"], frame), LOOSE)
            texts.add(film.texts[frame], _told(found["texts"], frame), LOOSE)
        print(f"{split}: {len(film.shots)} shots, {frames / RATE:.0f} s of 360×640")
        print(f"  faces     {faces}")
        print(f"  captions  {texts}")
        print(
            f"  {spent:.1f} s of one core, {spent / (frames / RATE):.2f} of the film's time; "
            f"decoding alone {decoding:.1f} s"
        )


if __name__ == "__main__":
    main()
