"""Small films of a patterned card before a moving place; where the card is was decided here."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from tests.clips import Picture, texture

WIDTH, HEIGHT, RATE = 200, 320, 25
SIDE = 56
Box = tuple[float, float, float, float]


def card(seed: int = 3) -> Picture:
    luck = np.random.default_rng(seed)
    face = np.full((SIDE, SIDE, 3), luck.uniform(80, 180, 3), np.uint8)
    for _ in range(12):
        x, y, r = (int(v) for v in luck.integers(4, SIDE - 4, 3))
        cv2.circle(face, (x, y), 3 + r // 8, tuple(float(c) for c in luck.uniform(0, 255, 3)), -1)
    cv2.putText(face, "TEA", (4, SIDE - 10), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 2)
    return face


def box_at(x: float, y: float, scale: float = 1.0) -> Box:
    side = SIDE * scale
    return (x - side / 2) / WIDTH, (y - side / 2) / HEIGHT, side / WIDTH, side / HEIGHT


@dataclass
class Shot:
    """Where the card's middle is in frame k, how large, and what is done to the picture afterwards."""

    count: int
    at: Callable[[int], tuple[float, float]]
    scale: Callable[[int], float] = lambda k: 1.0
    after: Callable[[int, Picture], Picture] = lambda k, picture: picture

    def box(self, k: int) -> Box:
        return box_at(*self.at(k), self.scale(k))

    def picture(self, k: int) -> Picture:
        wide = texture(11, WIDTH * 2, HEIGHT)
        picture = np.ascontiguousarray(wide[:, k : k + WIDTH])
        side = SIDE * self.scale(k)
        (x, y), s = self.at(k), side / SIDE
        move = np.array([[s, 0, x - side / 2], [0, s, y - side / 2]], np.float32)
        cv2.warpAffine(card(), move, (WIDTH, HEIGHT), dst=picture, borderMode=cv2.BORDER_TRANSPARENT)
        return self.after(k, picture)


def write(path: Path, pictures: list[Picture]) -> Path:
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=Fraction(RATE), options={"crf": "18", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in pictures:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        film.mux(stream.encode(None))
    return path


def filmed(path: Path, shot: Shot) -> Path:
    return write(path, [shot.picture(k) for k in range(shot.count)])


def overlap(a: Box, b: Box) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / (a[2] * a[3] + b[2] * b[3] - wide * high)
