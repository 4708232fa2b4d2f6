"""Products and places to make films of: printed packs, cloths, bottles, photographs, rooms."""

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

Picture = np.ndarray[Any, Any]


def product(seed: int, photographs: Sequence[Picture] = ()) -> Picture:
    """BGRA: a printed pack, a patterned cloth, a photograph, a can or a bottle."""
    luck = np.random.default_rng(seed)
    kind = ("pack", "cloth", "bottle", "can", "cover", "photograph")[seed % 6]
    width = int(luck.integers(220, 320))
    height = int(width * luck.uniform(0.75, 1.9)) if kind != "bottle" else int(width * luck.uniform(2.0, 2.8))
    if kind == "photograph" and photographs:
        source = photographs[int(luck.integers(len(photographs)))]
        high, wide = source.shape[:2]
        side = int(min(high, wide) * luck.uniform(0.3, 0.6))
        y, x = int(luck.integers(0, high - side)), int(luck.integers(0, wide - side))
        face = cv2.resize(source[y : y + side, x : x + side], (width, height), interpolation=cv2.INTER_AREA)
    elif kind == "cloth":
        face = _cloth(luck, width, height)
    else:
        face = _printed(luck, width, height)
    alpha = np.full((height, width), 255, np.uint8)
    if kind == "bottle":
        alpha[:] = 0
        neck, top = width // 5, height // 4
        cv2.rectangle(alpha, (width // 2 - neck, 0), (width // 2 + neck, top), 255, -1)
        cv2.ellipse(alpha, (width // 2, top + width // 4), (width // 2, width // 3), 0, 180, 360, 255, -1)
        cv2.rectangle(alpha, (0, top + width // 4), (width, height), 255, -1)
    if kind in ("bottle", "can"):
        # Round things are lit from one side.
        shade = 0.55 + 0.45 * np.sin(np.linspace(0.25, 2.7, width))
        face = np.clip(face * shade[None, :, None], 0, 255).astype(np.uint8)
    return np.dstack([face, alpha])


def _printed(luck: np.random.Generator, width: int, height: int) -> Picture:
    ground = luck.uniform(30, 235, 3)
    face = np.ones((height, width, 3), np.float32) * ground.astype(np.float32)
    face += np.linspace(-20, 20, height, dtype=np.float32)[:, None, None]
    for _ in range(int(luck.integers(2, 6))):
        colour = tuple(float(c) for c in luck.uniform(0, 255, 3))
        place = (int(luck.integers(0, width)), int(luck.integers(0, height)))
        if luck.random() < 0.5:
            cv2.circle(face, place, int(luck.integers(width // 10, width // 3)), colour, -1, cv2.LINE_AA)
        else:
            size = (int(luck.integers(width // 6, width)), int(luck.integers(height // 14, height // 5)))
            cv2.rectangle(face, place, (place[0] + size[0], place[1] + size[1]), colour, -1)
    for _ in range(int(luck.integers(2, 7))):
        word = "".join(chr(int(c)) for c in luck.integers(65, 91, int(luck.integers(3, 9))))
        colour = tuple(
            float(c) for c in (luck.uniform(0, 90, 3) if ground.mean() > 120 else luck.uniform(170, 255, 3))
        )
        place = (int(luck.integers(0, width // 2)), int(luck.integers(height // 8, height)))
        cv2.putText(
            face, word, place, int(luck.integers(0, 5)), float(luck.uniform(0.7, 2.2)), colour, 3, cv2.LINE_AA
        )
    return np.clip(face, 0, 255).astype(np.uint8)


def _cloth(luck: np.random.Generator, width: int, height: int) -> Picture:
    face = np.ones((height, width, 3), np.float32) * luck.uniform(60, 200, 3).astype(np.float32)
    for cells, weight in ((5, 35), (14, 25), (40, 18)):
        noise = luck.normal(0, weight, (cells * height // width + 1, cells, 3)).astype(np.float32)
        face += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    step = int(luck.integers(18, 50))
    stripe = luck.uniform(0, 255, 3)
    for at in range(0, width, step):
        face[:, at : at + step // 4] = 0.5 * face[:, at : at + step // 4] + 0.5 * stripe
    return np.clip(face, 0, 255).astype(np.uint8)


def place(
    seed: int, width: int, height: int, photographs: Sequence[Picture] = ()
) -> Callable[[float, float], Picture]:
    """A wide picture seen through a window; the argument is where the window is, in pixels."""
    luck = np.random.default_rng(seed)
    if photographs and luck.random() < 0.7:
        wide = photographs[int(luck.integers(len(photographs)))]
        share = 1.35 * max(width / wide.shape[1], height / wide.shape[0])
        wide = cv2.resize(
            wide, None, fx=share, fy=share, interpolation=cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
        )
    else:
        wide = room(luck, int(width * 1.6), int(height * 1.35))
    slack = (wide.shape[1] - width, wide.shape[0] - height)

    def at(x: float, y: float) -> Picture:
        x, y = (float(np.clip(v + s / 2, 0, s)) for v, s in zip((x, y), slack, strict=True))
        move = np.array([[1, 0, -x], [0, 1, -y]], np.float32)
        return cv2.warpAffine(
            wide, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )

    return at


def room(luck: np.random.Generator, width: int, height: int) -> Picture:
    base = np.ones((height, width, 3), np.float32) * luck.uniform(50, 190, 3).astype(np.float32)
    for cells, weight in ((3, 45), (9, 30), (30, 16), (90, 9)):
        noise = luck.normal(0, weight, (cells * height // width + 1, cells, 3)).astype(np.float32)
        base += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(14):
        colour = tuple(float(c) for c in luck.uniform(10, 240, 3))
        x, y = int(luck.integers(0, width)), int(luck.integers(0, height))
        w, h = int(luck.integers(width // 14, width // 3)), int(luck.integers(height // 14, height // 4))
        if luck.random() < 0.6:
            cv2.rectangle(base, (x, y), (x + w, y + h), colour, int(luck.choice([-1, 3])))
        else:
            cv2.ellipse(base, (x, y), (w // 2, h // 2), float(luck.uniform(0, 180)), 0, 360, colour, -1)
    return np.clip(base, 0, 255).astype(np.uint8)
