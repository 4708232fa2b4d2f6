"""Takes for the unseen set: cameras over real photographs, real footage, and rooms drawn here."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from bench.truth.footage import film, photographs

Picture = np.ndarray[Any, Any]
# A take answers the picture that it shows at its frame k, as floats from 0 to 255.
Take = Callable[[int], Picture]
WIDTH, HEIGHT = 360, 640


@cache
def plates() -> list[Picture]:
    """The photographs nobody tunes on, as BGR."""
    pictures = [cv2.imread(str(path)) for path in photographs("fresh")]
    return [picture for picture in pictures if picture is not None]


@cache
def frames_of(stem: str, first: int, last: int) -> list[Picture]:
    """Frames of a real film, read in order, so that no seeking decides what is seen."""
    reader = cv2.VideoCapture(str(film(stem)))
    kept = []
    for k in range(last):
        there, picture = reader.read()
        if not there:
            break
        if k >= first:
            kept.append(picture)
    return kept


class Hand:
    """A hand that holds a camera: slow sway and a fast tremor, in fractions of the picture's width."""

    def __init__(self, luck: np.random.Generator, sway: float, tremor: float) -> None:
        self._slow = luck.uniform(0.15, 0.7, (3, 3)), luck.uniform(0, 6.3, (3, 3))
        self._fast = luck.uniform(4, 9, (3, 2)), luck.uniform(0, 6.3, (3, 2))
        self._sway, self._tremor = sway, tremor

    def at(self, seconds: float) -> tuple[float, float, float]:
        """How far right, how far down, and how far turned in radians."""
        slow = np.sin(2 * np.pi * self._slow[0] * seconds + self._slow[1]).sum(axis=1) / 2
        fast = np.sin(2 * np.pi * self._fast[0] * seconds + self._fast[1]).sum(axis=1) / 2
        right, down, turn = slow * self._sway + fast * self._tremor
        return float(right), float(down), float(turn * 0.5)


def camera(
    plate: Picture,
    luck: np.random.Generator,
    *,
    rate: float = 25,
    sway: float = 0.01,
    tremor: float = 0.0,
    travel: float = 0.0,
    zoom: float = 0.0,
    light: float = 1.0,
    grain: float = 2.0,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    blur: int = 1,
) -> Take:
    """A camera that looks at part of a photograph; speeds are in picture widths (or sizes) a second."""
    width, height = size
    hand = Hand(luck, sway, tremor)
    high, wide = plate.shape[:2]
    closest = min(wide / width, high / height)
    scale = closest * float(luck.uniform(0.55, 0.8))
    room_x, room_y = wide - scale * width, high - scale * height
    x0, y0 = float(luck.uniform(0.25, 0.75)) * room_x, float(luck.uniform(0.25, 0.75)) * room_y
    heading = float(luck.uniform(0, 2 * np.pi))
    seed = int(luck.integers(1 << 30))

    def shown(seconds: float) -> Picture:
        right, down, turn = hand.at(seconds)
        near = scale / (1 + zoom * seconds) if zoom >= 0 else scale * (1 - zoom * seconds)
        cx = x0 + scale * width * (0.5 + right + travel * seconds * np.cos(heading))
        cy = y0 + scale * height * 0.5 + scale * width * (down + travel * seconds * np.sin(heading) * 0.5)
        c, s = near * np.cos(turn), near * np.sin(turn)
        move = np.array(
            [
                [c, -s, cx - c * width / 2 + s * height / 2],
                [s, c, cy - s * width / 2 - c * height / 2],
            ],
            np.float32,
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(plate, move, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101)

    def at(k: int) -> Picture:
        parts = [shown((k + 0.5 * part / blur) / rate).astype(np.float32) for part in range(blur)]
        picture = sum(parts[1:], parts[0]) / blur * light
        return grainy(picture, grain, seed + k)

    return at


def grainy(picture: Picture, grain: float, seed: int) -> Picture:
    if not grain:
        return picture
    small = np.random.default_rng(seed).normal(0, grain, (*picture.shape[:2], 1)).astype(np.float32)
    return np.clip(picture + small, 0, 255)


def footage(
    stem: str, first: int, last: int, size: tuple[int, int] = (WIDTH, HEIGHT), aim: float = 0.5
) -> Take:
    """Real footage, cropped round `aim` of its width; it runs back and forth where it is too short."""
    width, height = size

    def at(k: int) -> Picture:
        frames = frames_of(stem, first, last)
        turn = k % max(1, 2 * len(frames) - 2)
        picture = frames[turn if turn < len(frames) else 2 * len(frames) - 2 - turn]
        if stem == "demo":
            # The concert stands between black bars.
            picture = picture[picture.shape[0] // 8 : -picture.shape[0] // 8]
        high, wide = picture.shape[:2]
        part = min(wide, round(high * width / height))
        left = round((wide - part) * aim)
        crop = picture[:, left : left + part]
        return cv2.resize(crop, size, interpolation=cv2.INTER_CUBIC).astype(np.float32).clip(0, 255)

    return at


def room(luck: np.random.Generator, *, rate: float = 25, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Take:
    """A drawn room: wall, floor, shelves, a window, and somebody who moves and speaks before it."""
    width, height = size
    wall, floor, skin, shirt = (
        luck.uniform(low, high, 3) for low, high in ((60, 200), (30, 120), (90, 190), (20, 230))
    )
    place = np.empty((height, width, 3), np.float32)
    place[:] = wall * np.linspace(1.1, 0.8, width)[None, :, None]
    base = round(height * luck.uniform(0.66, 0.8))
    place[base:] = floor * np.linspace(0.8, 1.2, height - base)[:, None, None]
    for _ in range(9):
        x, y = luck.integers(0, width), luck.integers(0, base)
        w, h = luck.integers(20, 110), luck.integers(15, 120)
        cv2.rectangle(
            place, (int(x), int(y)), (int(x + w), int(y + h)), luck.uniform(20, 235, 3).tolist(), -1
        )
        cv2.rectangle(place, (int(x), int(y)), (int(x + w), int(y + h)), luck.uniform(10, 60, 3).tolist(), 2)
    rough = luck.normal(0, 7, (height // 3 + 1, width // 3 + 1, 1)).astype(np.float32)
    place += cv2.resize(rough, size)[..., None]
    centre, beat, phase = luck.uniform(0.3, 0.7), luck.uniform(0.2, 0.6), luck.uniform(0, 6)
    girth = luck.uniform(0.12, 0.19)

    def at(k: int) -> Picture:
        t = k / rate
        picture = place.copy()
        x = round((centre + 0.07 * np.sin(2 * np.pi * beat * t + phase)) * width)
        y = round((0.42 + 0.012 * np.sin(2 * np.pi * 1.7 * beat * t)) * height)
        r = round(girth * width)
        cv2.ellipse(
            picture, (x, height), (2 * r, round(height * 0.5)), 0, 0, 360, shirt.tolist(), -1, cv2.LINE_AA
        )
        cv2.ellipse(picture, (x, y), (r, round(1.3 * r)), 0, 0, 360, skin.tolist(), -1, cv2.LINE_AA)
        for side in (-1, 1):
            cv2.circle(
                picture, (x + side * r // 3, y - r // 4), max(2, r // 9), (25, 20, 20), -1, cv2.LINE_AA
            )
        opened = abs(np.sin(9 * t + phase)) * r * 0.25
        cv2.ellipse(
            picture, (x, y + r // 2), (r // 3, round(2 + opened)), 0, 0, 360, (40, 30, 90), -1, cv2.LINE_AA
        )
        hand = round(width * (centre + 0.3 * np.sin(2 * np.pi * 0.9 * beat * t)))
        cv2.circle(picture, (hand, round(height * 0.72)), r // 2, skin.tolist(), -1, cv2.LINE_AA)
        return grainy(picture, 1.5, k)

    return at


def write(
    path: Path,
    frames: Iterator[Picture] | Sequence[Picture],
    rate: Fraction,
    times: Sequence[int] | None = None,
    crf: int = 23,
) -> int:
    """The frames as H.264; `times` are their moments in ms, for an uneven pace. Answers how many."""
    count = 0
    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream(
            "libx264", rate=rate, options={"crf": str(crf), "preset": "veryfast", "g": "250"}
        )
        stream.pix_fmt = "yuv420p"
        if times:
            stream.codec_context.time_base = Fraction(1, 1000)
        for k, picture in enumerate(frames):
            if not k:
                stream.height, stream.width = picture.shape[:2]
            drawn = np.ascontiguousarray(picture.clip(0, 255).astype(np.uint8))
            frame = av.VideoFrame.from_ndarray(drawn, format="bgr24")
            frame.pts, frame.time_base = (times[k], Fraction(1, 1000)) if times else (k, 1 / rate)
            out.mux(stream.encode(frame))
            count += 1
        out.mux(stream.encode(None))
    return count
