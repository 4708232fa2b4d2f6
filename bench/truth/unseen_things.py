"""Things to follow and to find in the unseen set: printed fronts, clippings, cans, boxes and bags."""

from collections.abc import Callable
from functools import cache
from typing import Any

import cv2
import numpy as np

from bench.truth.unseen_scenes import Picture, plates

Luck = np.random.Generator
# What a thing looks like at a turn (radians about its upright axis): BGR and how opaque, both floats.
Look = Callable[[float], tuple[Picture, Picture]]

NAMES = ("ORVO", "Lumen", "PASTA NINA", "Tide&Co", "Arkady", "MILKA-7", "Fjord", "BONSAI", "Ruta", "Kvint")
LINES = (
    "extra fine",
    "since 1904",
    "250 g",
    "NET 33 cl",
    "no sugar",
    "classic",
    "100 % cotton",
    "night cream",
)
FONTS = (cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX)


def label(luck: Luck, size: tuple[int, int] = (240, 320), busy: int = 5) -> Picture:
    """A printed front: ground, bands, blobs, a name and small print. `busy` 0 leaves only a small name."""
    width, height = size
    art = np.empty((height, width, 3), np.float32)
    art[:] = luck.uniform(25, 230, 3)
    for _ in range(busy):
        colour = luck.uniform(10, 245, 3).tolist()
        x, y = int(luck.integers(0, width)), int(luck.integers(0, height))
        kind = int(luck.integers(4))
        if kind == 0:
            cv2.rectangle(art, (0, y), (width, y + int(luck.integers(8, 60))), colour, -1)
        elif kind == 1:
            cv2.circle(art, (x, y), int(luck.integers(12, 70)), colour, -1, cv2.LINE_AA)
        elif kind == 2:
            points = luck.integers(0, (width, height), (4, 2)).astype(np.int32)
            cv2.fillPoly(art, [points], colour, cv2.LINE_AA)
        else:
            for step in range(0, width, int(luck.integers(12, 30))):
                cv2.line(art, (step, y), (step + 20, y + 40), colour, 3, cv2.LINE_AA)
    ink = luck.uniform(0, 255, 3).tolist()
    font, name = FONTS[int(luck.integers(3))], NAMES[int(luck.integers(len(NAMES)))]
    scale = 0.5 if not busy else float(luck.uniform(1.0, 1.6))
    cv2.putText(
        art, name, (14, int(height * luck.uniform(0.3, 0.7))), font, scale, ink, 3 if busy else 1, cv2.LINE_AA
    )
    for k in range(busy // 2):
        line = LINES[int(luck.integers(len(LINES)))]
        cv2.putText(art, line, (18, int(height * 0.78) + 22 * k), FONTS[0], 0.55, ink, 1, cv2.LINE_AA)
    return art


def near_miss(luck: Luck, art: Picture) -> Picture:
    """Another kind of the same product: the same layout, other colours and another word."""
    other = art[..., luck.permutation(3)] if luck.random() < 0.5 else 255 - art[..., ::-1]
    other = np.ascontiguousarray(other)
    name = NAMES[int(luck.integers(len(NAMES)))]
    high = other.shape[0]
    cv2.rectangle(
        other, (0, high // 2 - 40), (other.shape[1], high // 2 + 10), luck.uniform(0, 255, 3).tolist(), -1
    )
    cv2.putText(other, name, (14, high // 2), FONTS[1], 1.2, luck.uniform(0, 255, 3).tolist(), 3, cv2.LINE_AA)
    return other


def clipping(luck: Luck, size: tuple[int, int] = (240, 240)) -> Picture:
    """A square part of a photograph, as on a cover, a poster or a printed bag."""
    plate = plates()[int(luck.choice([4, 5, 6, 7, 8, 10]))]
    high, wide = plate.shape[:2]
    side = int(min(high, wide) * luck.uniform(0.4, 0.7))
    x, y = int(luck.integers(0, wide - side)), int(luck.integers(0, high - side))
    return cv2.resize(plate[y : y + side, x : x + side], size, interpolation=cv2.INTER_AREA).astype(
        np.float32
    )


def flat(art: Picture, shape: str = "box") -> Look:
    """It never turns its side: a label, a poster, a phone."""
    high, wide = art.shape[:2]
    cover = np.zeros((high, wide, 1), np.float32)
    if shape == "bottle":
        cv2.rectangle(cover, (wide // 8, high // 3), (wide * 7 // 8, high), 1.0, -1)
        cv2.rectangle(cover, (wide * 3 // 8, 0), (wide * 5 // 8, high // 3), 1.0, -1)
        cv2.ellipse(cover, (wide // 2, high // 3), (wide * 3 // 8, high // 8), 0, 0, 360, 1.0, -1)
    elif shape == "round":
        cv2.ellipse(cover, (wide // 2, high // 2), (wide // 2, high // 2), 0, 0, 360, 1.0, -1)
    else:
        cover[:] = 1
    return lambda _turn: (art, cover)


def can(art: Picture) -> Look:
    """A can: what is printed round it comes and goes as it turns."""
    high, wide = art.shape[:2]
    across = np.linspace(-1, 1, wide).astype(np.float32)
    lit = (0.55 + 0.45 * np.sqrt(1 - 0.95 * across**2))[None, :, None]
    cover = np.ones((high, wide, 1), np.float32)
    round_it = np.concatenate([art, art[:, ::-1] * 0.9, np.roll(art, wide // 3, axis=1)], axis=1)
    whole = round_it.shape[1]

    def look(turn: float) -> tuple[Picture, Picture]:
        place = ((np.arcsin(across * 0.999) + turn) / (2 * np.pi) * whole) % whole
        grid_x = np.broadcast_to(place.astype(np.float32), (high, wide))
        grid_y = np.broadcast_to(np.arange(high, dtype=np.float32)[:, None], (high, wide))
        skin = cv2.remap(
            round_it,
            np.ascontiguousarray(grid_x),
            np.ascontiguousarray(grid_y),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        return skin * lit, cover

    return look


def carton(faces: list[Picture], deep: float = 0.6) -> Look:
    """A box with four printed sides, seen a little from above; its outline changes as it turns."""
    high, wide = faces[0].shape[:2]
    size = (round(wide * 1.35), round(high * 1.1))

    def look(turn: float) -> tuple[Picture, Picture]:
        picture = np.zeros((size[1], size[0], 3), np.float32)
        cover = np.zeros((size[1], size[0], 1), np.float32)
        corners = [(1, deep), (-1, deep), (-1, -deep), (1, -deep)]
        c, s = np.cos(turn), np.sin(turn)
        spun = [(x * c - z * s, x * s + z * c) for x, z in corners]
        for number in range(4):
            (ax, az), (bx, bz) = spun[number], spun[(number + 1) % 4]
            # Facing us when its outward normal points to the camera, at -z.
            if (bx - ax) <= 0.02:
                continue
            quad = []
            for x, z, y in ((ax, az, -1), (bx, bz, -1), (bx, bz, 1), (ax, az, 1)):
                near = 5 / (5 + z)
                quad.append(
                    (size[0] / 2 + x * near * wide * 0.5, size[1] / 2 + (y * near - 0.06 * z) * high * 0.45)
                )
            face = faces[number % len(faces)]
            h, w = face.shape[:2]
            shape = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
            move = cv2.getPerspectiveTransform(shape, np.array(quad, np.float32))
            light = 0.6 + 0.4 * max(0.0, (bx - ax) / np.hypot(bx - ax, bz - az))
            mask = cv2.warpPerspective(np.ones((h, w), np.float32), move, size)[..., None]
            picture = picture * (1 - mask) + cv2.warpPerspective(face, move, size) * light * mask
            cover = np.maximum(cover, mask)
        return picture, cover

    return look


def bag(luck: Luck) -> Look:
    """A bag with a front, sides and straps: it swings, and shows other sides as it does."""
    front, side = clipping(luck, (160, 180)), label(luck, (160, 180), 2) * 0.6
    body = carton([front, side, front[:, ::-1] * 0.8, side], 0.45)

    def look(turn: float) -> tuple[Picture, Picture]:
        picture, cover = body(turn)
        high, wide = cover.shape[:2]
        y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
        bulge = x + 5 * np.sin(y / high * np.pi) * (x - wide / 2) / wide, y + 6 * np.sin(x / 17 + 3 * turn)
        picture = cv2.remap(picture, *(part.astype(np.float32) for part in bulge), cv2.INTER_LINEAR)
        cover = cv2.remap(cover, *(part.astype(np.float32) for part in bulge), cv2.INTER_LINEAR)
        return picture, cover[..., None] if cover.ndim == 2 else cover

    return look


@cache
def catalogue(seed: int, count: int) -> tuple[Any, ...]:
    """`count` fronts, the same for the same seed."""
    luck = np.random.default_rng(seed)
    return tuple(label(luck) if k % 3 else clipping(luck, (240, 300)) for k in range(count))
