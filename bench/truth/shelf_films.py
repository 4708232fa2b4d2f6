# ruff: noqa: E501
"""Films in which products of the drawn catalogue stand, are carried and half hidden, every box known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from bench.truth.shelf import Luck, Picture, Product, body
from tests.clips import Scene, panned, still_life

WIDTH, HEIGHT, RATE = 540, 960, 25
Box = tuple[float, float, float, float]


@dataclass
class Shown:
    """One appearance: the frames in which at least half of the product is to be seen, and all boxes by frame."""

    product: str
    start: int
    end: int = 0
    boxes: dict[int, Box] = field(default_factory=dict)
    side_px: float = 0.0
    hardships: tuple[str, ...] = ()


@dataclass
class Film:
    path: Path
    frames: int
    shots: list[tuple[int, int]]
    shown: list[Shown]


@dataclass(frozen=True)
class Part:
    """How one product takes part in a shot. Sizes are fractions of the film's height."""

    product: Product
    tall: float
    start: tuple[float, float]
    moves: tuple[float, float]
    yaw: tuple[float, float]
    pitch: float
    roll: tuple[float, float]
    zoom: float
    cover: float
    cover_side: int
    enters: float
    hardships: tuple[str, ...]


def make_film(
    path: Path,
    luck: Luck,
    shots: list[list[Product]],
    seconds: tuple[float, float] = (1.6, 3.2),
    width: int = WIDTH,
    places: Sequence[Picture] = (),
) -> Film:
    """A film of one shot for each list of products (empty ones too)."""
    size = (width, width * 16 // 9)
    film = Film(path, 0, [], [])
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=RATE, options={"crf": str(luck.integers(20, 30)), "preset": "veryfast"}
        )
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for products in shots:
            length = int(luck.uniform(*seconds) * RATE)
            first = film.frames
            for picture in _shot(luck, products, length, first, film.shown, size, places):
                frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
                frame.pts, frame.time_base = film.frames, Fraction(1, RATE)
                container.mux(stream.encode(frame))
                film.frames += 1
            film.shots.append((first, film.frames))
        container.mux(stream.encode(None))
    film.shown = [s for s in film.shown if s.end - s.start >= RATE * 0.4]
    return film


def _shot(
    luck: Luck,
    products: list[Product],
    length: int,
    first: int,
    shown: list[Shown],
    size: tuple[int, int],
    places: Sequence[Picture],
) -> Iterator[Picture]:
    width, height = size
    seed = int(luck.integers(1 << 30))
    if len(places) and luck.random() < 0.75:
        place = before_photograph(luck, places[int(luck.integers(len(places)))], width, height)
    else:
        draw = still_life if luck.random() < 0.5 else panned
        place = draw(seed, width, height)
    slots = luck.permutation(4)
    parts = [_part(luck, product, int(slots[k % 4]), len(products)) for k, product in enumerate(products)]
    hard: tuple[str, ...] = ()
    gain, gamma = luck.uniform(0.75, 1.15), luck.uniform(0.85, 1.2)
    if luck.random() < 0.2:
        gain, hard = luck.uniform(0.2, 0.4), (*hard, "dark")
    tint = np.exp(luck.uniform(-0.16, 0.16, 3))
    noise = luck.uniform(1, 5)
    appearances = [Shown(part.product.name, -1, hardships=part.hardships + hard) for part in parts]
    for k in range(length):
        t = k / max(1, length - 1)
        picture = place(k / RATE).astype(np.float32)
        for part, appearance in zip(parts, appearances, strict=True):
            _put(picture, part, t, first + k, appearance)
        picture = 255 * np.power(np.clip(picture / 255, 0, 1), gamma) * gain * tint
        grain = luck.normal(0, noise, (height // 2, width // 2, 1)).astype(np.float32)
        picture += cv2.resize(grain, (width, height))[:, :, None]
        yield np.clip(picture, 0, 255).astype(np.uint8)
    shown += [a for a in appearances if a.start >= 0]


def before_photograph(luck: Luck, photograph: Picture, width: int, height: int) -> Scene:
    """A camera that drifts over a photograph."""
    scale = max(width / photograph.shape[1], height / photograph.shape[0]) * luck.uniform(1.15, 1.7)
    wide = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    room = np.array([wide.shape[1] - width, wide.shape[0] - height], float)
    ends = luck.uniform(0, 1, (2, 2)) * room
    still = luck.random() < 0.4

    def at(seconds: float) -> Picture:
        part = 0.0 if still else min(1.0, seconds / 6)
        tremble = 1.5 * np.sin(np.array([7.1, 5.3]) * seconds + 1)
        x, y = np.clip(ends[0] + (ends[1] - ends[0]) * part + tremble, 0, room)
        return cv2.getRectSubPix(wide, (width, height), (float(x + width / 2), float(y + height / 2)))

    return at


def _part(luck: Luck, product: Product, slot: int, among: int) -> Part:
    hard: list[str] = []
    tall = float(np.exp(luck.uniform(np.log(0.13), np.log(0.5 if among == 1 else 0.3))))
    if luck.random() < 0.15:
        tall = luck.uniform(0.06, 0.1)
    if tall < 0.1:
        hard.append("small")
    middle = (0.27 + 0.46 * (slot % 2), 0.27 + 0.42 * (slot // 2))
    if among == 1:
        middle = (luck.uniform(0.3, 0.7), luck.uniform(0.3, 0.7))
    yaw = luck.uniform(-0.35, 0.35)
    if luck.random() < 0.25:
        yaw, _ = luck.choice([-1, 1]) * luck.uniform(0.55, 0.8), hard.append("tilt")
    roll = luck.normal(0, 0.08)
    if luck.random() < 0.15:
        roll, _ = luck.uniform(-3.1, 3.1), hard.append("roll")
    moves = luck.normal(0, 0.06, 2)
    if luck.random() < 0.2:
        moves, _ = (
            luck.choice([-1, 1]) * np.array([luck.uniform(0.25, 0.4), luck.uniform(-0.1, 0.1)]),
            hard.append("fast"),
        )
    cover = 0.0
    if luck.random() < 0.25:
        cover, _ = luck.uniform(0.15, 0.4), hard.append("covered")
    enters = 0.0
    if luck.random() < 0.2:
        enters, _ = luck.uniform(0.2, 0.5), hard.append("late")
    return Part(
        product, tall, middle, tuple(moves), (yaw, yaw + luck.normal(0, 0.15)), luck.normal(0, 0.15),
        (roll, roll + luck.normal(0, 0.08)), float(np.exp(luck.normal(0, 0.12))), cover, int(luck.integers(0, 4)), enters, tuple(hard),
    )  # fmt: skip


def _put(picture: Picture, part: Part, t: float, frame: int, appearance: Shown) -> None:
    if t < part.enters:
        return
    height, width = picture.shape[:2]
    tall = part.tall * height * part.zoom**t
    yaw = part.yaw[0] + (part.yaw[1] - part.yaw[0]) * t
    roll = part.roll[0] + (part.roll[1] - part.roll[0]) * t
    is_round = part.product.shape in ("can", "bottle")
    thing = body(part.product, 0.6 * yaw if is_round else 0.0)
    scale = min(1.0, 1.4 * tall / thing.shape[0])
    thing = cv2.resize(thing, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    middle = (np.array(part.start) + np.array(part.moves) * (t - 0.5)) * (width, height)
    pose = _pose(thing.shape[1], thing.shape[0], tall, middle, 0.0 if is_round else yaw, part.pitch, roll)
    laid = cv2.warpPerspective(thing, pose, (width, height), flags=cv2.INTER_LINEAR)
    alpha = laid[:, :, 3].astype(np.float32) / 255
    whole = float(_area(pose, thing))
    ys, xs = np.nonzero(alpha > 0.5)
    if not len(xs):
        return
    box = (xs.min() / width, ys.min() / height, (np.ptp(xs) + 1) / width, (np.ptp(ys) + 1) / height)
    colours = laid[:, :, :3].astype(np.float32)
    speed = np.hypot(part.moves[0] * width, part.moves[1] * height) * 0.016
    if speed > 2:
        colours, alpha = _smeared(colours, alpha, part.moves, speed)
    picture[:] = colours * alpha[:, :, None] + picture * (1 - alpha[:, :, None])
    seen = float((alpha > 0.5).sum()) / max(1.0, whole)
    if part.cover:
        seen -= _cover(picture, xs, ys, part)
    if seen >= 0.5:
        appearance.start = frame if appearance.start < 0 else appearance.start
        appearance.end = frame + 1
        appearance.side_px = max(appearance.side_px, tall)
    appearance.boxes[frame] = tuple(float(side) for side in box)


def _pose(w: int, h: int, tall: float, middle: Picture, yaw: float, pitch: float, roll: float) -> Picture:
    """A plane turned in space before a camera at 4 times its height."""
    cy, sy, cp, sp, cr, sr = (
        np.cos(yaw),
        np.sin(yaw),
        np.cos(pitch),
        np.sin(pitch),
        np.cos(roll),
        np.sin(roll),
    )
    turn = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    turn = turn @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    corners = np.array([[-w / 2, -h / 2, 0], [w / 2, -h / 2, 0], [w / 2, h / 2, 0], [-w / 2, h / 2, 0]]) / h
    space = corners @ turn.T
    flat = space[:, :2] / (1 + space[:, 2:] / 4) * tall + middle
    return cv2.getPerspectiveTransform(np.float32([[0, 0], [w, 0], [w, h], [0, h]]), flat.astype(np.float32))


def _area(pose: Picture, thing: Picture) -> float:
    h, w = thing.shape[:2]
    quad = cv2.perspectiveTransform(np.float32([[[0, 0], [w, 0], [w, h], [0, h]]]), pose)
    return abs(cv2.contourArea(quad)) * float((thing[:, :, 3] > 127).mean())


def _smeared(
    colours: Picture, alpha: Picture, moves: tuple[float, float], length: float
) -> tuple[Picture, Picture]:
    size = int(length) | 1
    kernel = np.zeros((size, size), np.float32)
    way = np.array(moves) / max(1e-6, np.hypot(*moves)) * size / 2
    middle = size // 2
    cv2.line(
        kernel,
        tuple((middle - way).round().astype(int).tolist()),
        tuple((middle + way).round().astype(int).tolist()),
        1,
    )
    kernel /= kernel.sum()
    soft = cv2.filter2D(alpha, -1, kernel)
    mixed = cv2.filter2D(colours * alpha[:, :, None], -1, kernel)
    return mixed / np.maximum(soft, 1e-3)[:, :, None], soft


def _cover(picture: Picture, xs: Any, ys: Any, part: Part) -> float:
    """Fingers over one side of it: the share that they hide."""
    left, top, right, bottom = int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1
    wide, high = right - left, bottom - top
    skin = (110, 140, 195)
    mask = np.zeros(picture.shape[:2], np.uint8)
    for k in range(4):
        at = (k + 0.5) / 4
        if part.cover_side < 2:
            x = left if part.cover_side == 0 else right
            cv2.ellipse(
                mask,
                (x, int(top + high * (0.2 + 0.6 * at))),
                (int(wide * part.cover * 1.5), max(2, int(high * 0.09))),
                0,
                0,
                360,
                255,
                -1,
            )
        else:
            y = top if part.cover_side == 2 else bottom
            cv2.ellipse(
                mask,
                (int(left + wide * at), y),
                (max(2, int(wide * 0.14)), int(high * part.cover * 1.4)),
                0,
                0,
                360,
                255,
                -1,
            )
    ridge = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    shade = (0.6 + 0.4 * np.minimum(1, ridge / max(1.0, float(ridge.max()))))[:, :, None]
    picture[mask > 0] = (np.array(skin) * shade)[mask > 0]
    inside = mask[ys, xs] > 0
    return float(inside.mean())
