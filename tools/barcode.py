"""`python -m tools.barcode` draws the films of /dev/sync: each picture carries its own number as a strip."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "static" / "player" / "sync"
FILMS = {"30": Fraction(30), "25": Fraction(25), "23.976": Fraction(24000, 1001)}
SECONDS, WIDTH, HEIGHT = 8, 360, 640
# A white cell, ten bits, the lowest first, a black cell; static/player/sync.js reads and draws the same.
BITS, STRIP = 10, 60
GROUND, LIGHT, DARK = (44, 34, 18), 235, 16


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, rate in FILMS.items():
        write(FOLDER / f"{name}.mp4", rate)


def write(path: Path, rate: Fraction) -> None:
    """H.264 as a shop's films are, with pictures out of order (B-frames)."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as film:
        stream: Any = film.add_stream(
            "libx264", rate=rate, options={"crf": "38", "preset": "slow", "bf": "2"}
        )
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.gop_size = 2 * round(rate)
        for number in range(frames(rate)):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(draw(number, rate), format="bgr24")))
        film.mux(stream.encode(None))


def frames(rate: Fraction) -> int:
    return int(SECONDS * rate)


def draw(number: int, rate: Fraction) -> Any:
    """For the eye a number and a hand that turns once a second; for machines the strip."""
    picture = np.full((HEIGHT, WIDTH, 3), GROUND, np.uint8)
    cells = [1, *((number >> bit) & 1 for bit in range(BITS)), 0]
    for place, cell in enumerate(cells):
        left, right = WIDTH * place // len(cells), WIDTH * (place + 1) // len(cells)
        picture[:STRIP, left:right] = LIGHT if cell else DARK
    centre, turn = (WIDTH // 2, 420), 2 * np.pi * float(number / rate)
    end = (round(centre[0] + 110 * np.sin(turn)), round(centre[1] - 110 * np.cos(turn)))
    cv2.circle(picture, centre, 130, (110, 96, 60), 3, cv2.LINE_AA)
    cv2.line(picture, centre, end, (120, 200, 250), 8, cv2.LINE_AA)
    words, font = f"{number:03d}", cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(picture, words, (70, 220), font, 4, (245, 245, 245), 8, cv2.LINE_AA)
    return picture


if __name__ == "__main__":
    main()
