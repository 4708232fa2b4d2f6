"""Things that turn in space before a moving place, drawn by a small rasteriser: their boxes are exact."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.truth.footage import film as footage_film
from bench.truth.turning_raster import Box, draw
from bench.truth.turning_shapes import KINDS, things
from bench.truth.turning_textures import Picture, plain


@dataclass(frozen=True, slots=True)
class Turning:
    """One film: its pictures (BGR), the true box of each in pixels (None: unknown),
    how much of the thing is seen (0..1)."""

    name: str
    pictures: list[Picture]
    boxes: list[Box | None]
    seen: list[float]


def film(
    seed: int, backgrounds: Sequence[Picture] = (), size: tuple[int, int] = (360, 640), frames: int = 120
) -> Turning:
    """A film of one thing that turns; everything about it follows from the seed."""
    rng = np.random.default_rng([seed, 7321])
    kind = KINDS[seed % len(KINDS)]
    width, height = size
    ground = _ground(rng, backgrounds, size, frames)
    like = ground(0)[height // 4 : -height // 4, width // 4 : -width // 4].reshape(-1, 3)
    meshes = things(kind, rng, like[rng.integers(len(like))] if rng.random() < 0.5 else None)
    turns, middles, sides = _course(kind, rng, size, frames)
    light = rng.normal(size=3)
    light /= np.linalg.norm(light)
    flicker = 1 + rng.uniform(0, 0.12) * np.sin(
        np.arange(frames) * rng.uniform(0.02, 0.15) + rng.uniform(0, 6)
    )
    cover = _cover(rng, ground, size, middles, sides, frames) if rng.random() < 0.35 else None
    pictures, boxes, seen = [], [], []
    for number in range(frames):
        picture = ground(number)
        drawn, box, thing = draw(picture, meshes, turns[number], middles[number], sides[number], light)
        share = 1.0
        if cover is not None:
            mask = cover(number, drawn)
            share = 1 - float((thing & (mask > 0)).sum()) / max(1, int(thing.sum()))
        shown = cv2.convertScaleAbs(drawn, alpha=float(flicker[number]))
        pictures.append(_taken(shown, rng))
        boxes.append(box)
        seen.append(share)
    return Turning(f"{kind} {seed}", pictures, boxes, seen)


def write(pictures: Sequence[Picture], path: Path, rate: int = 25, quality: int = 24) -> None:
    """H.264 in `path`, as a studio would upload it."""
    import av

    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as out:
        # Several threads write it a little differently each time.
        options = {"crf": str(quality), "preset": "veryfast", "threads": "1"}
        stream = out.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in pictures:
            for packet in stream.encode(
                av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            ):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)


def _course(
    kind: str, rng: np.random.Generator, size: tuple[int, int], frames: int
) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    width, height = size
    t = np.linspace(0, 1, frames)
    swing = {"worn bag": rng.uniform(0.6, 1.2), "held cup": rng.uniform(0.5, 1.3)}.get(kind)
    if swing is not None:
        yaw = swing * np.sin(2 * np.pi * (t * rng.uniform(0.6, 1.6) + rng.random()))
    else:
        yaw = rng.uniform(0, 6.28) + rng.choice([-1, 1]) * rng.uniform(1.0, 7.0) * (
            t + 0.1 * np.sin(2 * np.pi * t)
        )
    pitch = 0.15 * np.sin(2 * np.pi * t * rng.uniform(0.5, 2) + rng.uniform(0, 6)) + rng.uniform(-0.2, 0.25)
    roll = rng.uniform(0, 0.25) * np.sin(2 * np.pi * t * rng.uniform(0.5, 2) + rng.uniform(0, 6))
    step = rng.uniform(0.25, 0.5)
    bob = rng.uniform(0.0, 0.05) if "worn" in kind else rng.uniform(0, 0.02)
    side = min(width, height) * rng.uniform(0.16, 0.28)
    sides = side * np.exp(
        rng.uniform(0, 0.35) * np.sin(2 * np.pi * t * rng.uniform(0.3, 1.2) + rng.uniform(0, 6))
    )
    begin, end = rng.uniform(0.3, 0.7, (2, 2)) * (width, height)
    middles = begin + (end - begin) * (0.5 - 0.5 * np.cos(np.pi * t * rng.uniform(1, 2)))[:, None]
    middles[:, 1] += bob * height * np.abs(np.sin(step * np.arange(frames)))
    turns = []
    for y, p, r in zip(yaw, pitch, roll, strict=True):
        about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
        about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
        about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
        turns.append(about_z @ about_x @ about_y)
    return turns, middles, sides


def _ground(
    rng: np.random.Generator, backgrounds: Sequence[Picture], size: tuple[int, int], frames: int
) -> Callable[[int], Picture]:
    """A picture that a hand-held camera pans over."""
    width, height = size
    big = backgrounds[int(rng.integers(len(backgrounds)))] if len(backgrounds) else _room(rng, size)
    zoom = max(width / big.shape[1], height / big.shape[0]) * rng.uniform(1.15, 1.6)
    wide = cv2.resize(
        big, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    )
    room = np.array([wide.shape[1] - width, wide.shape[0] - height], float)
    t = np.linspace(0, 1, frames)
    begin, end = rng.uniform(0.1, 0.9, (2, 2))
    path = (begin + (end - begin) * t[:, None]) * room
    shake = cv2.GaussianBlur(rng.normal(0, 1, (frames, 2)), (1, 15), 0) * rng.uniform(0, 8)
    path = np.clip(path + shake, 0, room)

    def at(number: int) -> Picture:
        x, y = path[number]
        onto = np.array([[1, 0, x], [0, 1, y]], float)
        return cv2.warpAffine(
            wide, onto, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT
        )

    return at


def _room(rng: np.random.Generator, size: tuple[int, int]) -> Picture:
    """A drawn room for when no photographs are at hand: walls, furniture, clutter."""
    width, height = size[0] * 2, size[1] * 2
    out = cv2.resize(plain(rng, rng.uniform(60, 220, 3)), (width, height))
    for _ in range(60):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(20, 260, 2)
        colour = tuple(float(v) for v in rng.uniform(10, 245, 3))
        if rng.random() < 0.7:
            cv2.rectangle(out, (int(x), int(y)), (int(x + w), int(y + h)), colour, -1)
        else:
            cv2.ellipse(
                out,
                (int(x), int(y)),
                (int(w // 2), int(h // 2)),
                float(rng.uniform(0, 360)),
                0,
                360,
                colour,
                -1,
            )
    return cv2.GaussianBlur(out, (0, 0), rng.uniform(0.8, 3.0))


def _cover(
    rng: np.random.Generator,
    ground: Callable[[int], Picture],
    size: tuple[int, int],
    middles: np.ndarray,
    sides: np.ndarray,
    frames: int,
) -> Callable[[int, Picture], Picture]:
    """Something that passes in front once: draws itself into the picture and returns its mask."""
    when = int(frames * rng.uniform(0.35, 0.7))
    wide = float(sides[when] * rng.uniform(0.3, 1.6))
    # The first picture shows the thing whole: somebody draws a box on it.
    slowest = (wide / 2 + 1.5 * float(sides.max())) / when
    speed = float(rng.choice([-1, 1]) * max(slowest, rng.uniform(4, 9)))
    source = ground(int(rng.integers(frames)))
    stuff = cv2.convertScaleAbs(cv2.flip(source, 1), alpha=float(rng.uniform(0.5, 1.2)))

    def cover(number: int, picture: Picture) -> Picture:
        mask = np.zeros(picture.shape[:2], np.uint8)
        x = float(middles[when][0]) + speed * (number - when)
        cv2.rectangle(mask, (int(x - wide / 2), 0), (int(x + wide / 2), size[1]), 255, -1)
        picture[mask > 0] = stuff[mask > 0]
        return mask

    return cover


def _taken(picture: Picture, rng: np.random.Generator) -> Picture:
    noise = rng.normal(0, 2.0, picture.shape).astype(np.float32)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def films(seeds: Sequence[int], backgrounds: Sequence[Picture] = ()) -> Iterator[Turning]:
    """One film for each seed."""
    for seed in seeds:
        yield film(seed, backgrounds)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A real thing that turns: the film's stem, edges (left, top, right, bottom in pixels) of some frames."""

    stem: str
    edges: dict[int, tuple[float, float, float, float]]
    only: bool = False

    def box(self, frame: int) -> Box | None:
        """The box (x, y, w, h in pixels) in a frame of the film, None where nothing is known."""
        known = sorted(self.edges)
        if not known[0] <= frame <= known[-1] or (self.only and frame not in self.edges):
            return None
        sides = np.array([self.edges[n] for n in known], float)
        left, top, right, bottom = (float(np.interp(frame, known, sides[:, n])) for n in range(4))
        return left, top, right - left, bottom - top


# Boxes drawn by hand on real footage, between which they move evenly; `only` the drawn frames count where the
# thing moves in jerks.
REAL = (
    Drawn(
        "carphone_pristine",
        {
            0: (60, 13, 115, 104),
            8: (56, 13, 110, 104),
            16: (56, 12, 113, 103),
            24: (60, 12, 115, 102),
            32: (50, 14, 110, 100),
            40: (47, 15, 105, 100),
            48: (49, 15, 106, 101),
            56: (49, 14, 106, 101),
            64: (46, 7, 107, 102),
            72: (43, 2, 107, 94),
            80: (35, 7, 99, 95),
            88: (22, 16, 89, 100),
            96: (27, 14, 92, 96),
            104: (30, 16, 94, 99),
            112: (34, 11, 98, 100),
            119: (39, 9, 100, 100),
        },
    ),
    Drawn(
        "cap12_edit",
        {
            780: (155, 82, 268, 239),
            800: (142, 49, 282, 249),
            820: (133, 37, 286, 258),
            840: (134, 39, 285, 258),
            860: (136, 43, 281, 256),
            880: (150, 82, 263, 239),
            900: (161, 112, 257, 242),
            920: (173, 130, 261, 244),
            940: (176, 132, 263, 244),
            960: (171, 131, 259, 247),
            980: (168, 130, 257, 246),
            1000: (169, 130, 257, 244),
            1020: (165, 108, 264, 240),
            1040: (152, 67, 276, 249),
            1060: (150, 64, 281, 259),
            1080: (150, 69, 273, 253),
        },
    ),
    Drawn(
        "motion",
        {
            20: (422, 117, 481, 159),
            34: (419, 112, 478, 155),
            48: (292, 148, 362, 195),
            62: (261, 158, 328, 208),
            76: (267, 155, 334, 205),
            90: (142, 184, 212, 239),
            104: (211, 133, 284, 180),
            118: (256, 98, 314, 136),
            132: (259, 98, 317, 136),
            146: (267, 98, 325, 136),
            160: (270, 98, 328, 137),
            174: (280, 102, 337, 142),
            188: (289, 156, 353, 205),
            202: (258, 200, 330, 255),
            216: (262, 200, 333, 255),
            230: (259, 200, 334, 259),
        },
        only=True,
    ),
)


def real(drawn: Drawn) -> Turning:
    """The stretch of a real film that has drawn boxes; FileNotFoundError where it hasn't been fetched."""
    first, last = min(drawn.edges), max(drawn.edges)
    reader = cv2.VideoCapture(str(footage_film(drawn.stem)))
    pictures = [picture for _ in range(last + 1) if (picture := reader.read()[1]) is not None][first:]
    reader.release()
    boxes = [drawn.box(first + n) for n in range(len(pictures))]
    return Turning(drawn.stem, pictures, boxes, [1.0] * len(pictures))
