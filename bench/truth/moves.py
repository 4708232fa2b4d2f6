"""Films of a pictured product moved over a moving place: its box and how much of it shows are exact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from bench.truth.moves_covers import covered, looks
from bench.truth.moves_scenes import HEIGHT, WIDTH, kinds, scene
from bench.truth.moves_things import place, product, room

__all__ = ["HEIGHT", "WIDTH", "Case", "frames_of", "kinds", "make"]

Picture = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]

RATE = 25


@dataclass
class Case:
    """`boxes` are fractions of the frame, clipped to it; `shown` is the part of the product in sight."""

    name: str
    path: Path
    boxes: list[Box]
    shown: list[float]
    drawn_at: int

    def sloppy(self, seed: int, by: float = 0.05) -> Box:
        """The true box as a hand draws it: each side off by up to `by` of the box."""
        luck = np.random.default_rng(seed)
        x, y, w, h = self.boxes[self.drawn_at]
        dx, dy, dw, dh = luck.uniform(-by, by, 4)
        return x + dx * w, y + dy * h, w * (1 + dw), h * (1 + dh)


def _quad(
    middle: Sequence[float], side: float, shape: Sequence[int], turn: float, tilt: Sequence[float]
) -> Picture:
    """The four corners in the picture of a card of this shape, tilted in space before a camera."""
    high, wide = shape[:2]
    w, h = (wide / (wide * high) ** 0.5, high / (wide * high) ** 0.5)
    corners = np.array([[-w, -h, 0], [w, -h, 0], [w, h, 0], [-w, h, 0]]) / 2
    a, b, c = np.deg2rad([tilt[1], tilt[0], turn])
    rx = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    ry = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    rz = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    there = corners @ (rz @ rx @ ry).T
    near = 1 / (1 + 0.35 * there[:, 2:])
    return (there[:, :2] * near * side + np.asarray(middle)).astype(np.float32)


def _pasted(picture: Picture, card: Picture, quad: Picture, smear: Picture | None) -> tuple[Picture, Picture]:
    """The picture with the card on it, and where the card is (0 to 1)."""
    high, wide = card.shape[:2]
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    # Far smaller than it was drawn: softened first, as a lens would.
    share = (cv2.contourArea(quad) / (wide * high)) ** 0.5
    if share < 0.5:
        card = cv2.resize(card, None, fx=1.6 * share, fy=1.6 * share, interpolation=cv2.INTER_AREA)
        flat = flat * (card.shape[1] / wide, card.shape[0] / high)
        flat = flat.astype(np.float32)
    move = cv2.getPerspectiveTransform(flat, quad)
    size = picture.shape[1::-1]
    laid = cv2.warpPerspective(card, move, size, flags=cv2.INTER_LINEAR)
    cover = laid[..., 3].astype(np.float32) / 255
    colour = laid[..., :3].astype(np.float32) * cover[..., None]
    if smear is not None:
        colour, cover = cv2.filter2D(colour, -1, smear), cv2.filter2D(cover, -1, smear)
    return picture * (1 - cover[..., None]) + colour, cover


def _smear(step: Sequence[float], part: float) -> Picture | None:
    length = float(np.hypot(*step)) * part
    if length < 1.5:
        return None
    side = int(length) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    half = np.array(step) * part / 2
    middle = np.array([side // 2, side // 2])
    one, two = (tuple(int(v) for v in np.round(middle + s * half)) for s in (-1, 1))
    cv2.line(kernel, one, two, 1.0, 1, cv2.LINE_AA)
    return kernel / kernel.sum()


def _covered(
    picture: Picture, covers: Any, seen: Picture, looks: Sequence[Picture]
) -> tuple[Picture, Picture]:
    height, width = picture.shape[:2]
    for n, (kind, x, y, w, h) in enumerate(covers):
        mask = np.zeros((height, width), np.uint8)
        centre = (int(x * width), int(y * height))
        half = (max(1, int(w * width / 2)), max(1, int(h * width / 2)))
        if kind == "bar":
            cv2.rectangle(mask, (centre[0] - half[0], 0), (centre[0] + half[0], height), 255, -1)
        elif kind == "blob":
            cv2.ellipse(mask, centre, half, 0, 0, 360, 255, -1)
            cv2.circle(mask, (centre[0], centre[1] - half[1]), half[0] // 2, 255, -1)
        else:
            for finger in range(4):
                top = centre[1] - half[1] + finger * half[1] // 2
                cv2.ellipse(mask, (centre[0], top), (half[0], max(2, half[1] // 5)), 8, 0, 360, 255, -1)
            cv2.rectangle(mask, (centre[0], centre[1] - half[1]), (width, centre[1] + half[1]), 255, -1)
        part = (mask.astype(np.float32) / 255)[..., None]
        # Whoever passes carries the pattern of his clothes along.
        look = np.roll(looks[n % len(looks)], (centre[1], centre[0]), (0, 1))
        picture = picture * (1 - part) + look * part
        seen = seen * (1 - part[..., 0])
    return picture, seen


def frames_of(
    kind: str, seed: int, photographs: Sequence[Picture] = (), size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Iterator[tuple[Picture, Box, float]]:
    """(picture, box, part shown) for each frame."""
    width, height = size
    act = scene(kind, seed)
    luck = np.random.default_rng(seed + 5)
    card = product(seed, photographs)
    behind = place(seed + 11, width, height, photographs)
    beyond = place(seed + 77, width, height, photographs)
    soft = [
        cv2.GaussianBlur(room(np.random.default_rng(seed + n), width, height), (0, 0), 2) for n in range(3)
    ]
    wraps = None
    share = width / WIDTH
    last = None
    for k in range(act.count):
        camera = [v * share for v in act.camera(k)]
        middle = np.array(act.centre(k)) * (width, height)
        step = np.zeros(2) if last is None else middle - last
        last = middle
        if act.cut_at is not None and k >= act.cut_at:
            picture, box, shown = beyond(*camera).astype(np.float32), (0.0, 0.0, 0.01, 0.01), 0.0
        else:
            picture = behind(*camera).astype(np.float32)
            if act.blur and (smear := _smear(step, act.blur * 0.4)) is not None:
                picture = cv2.filter2D(picture, -1, smear)
            look = (act.side(k) * width, card.shape, act.turn(k), act.tilt(k))
            if act.twin is not None:
                other = _quad(np.array(act.twin(k)) * (width, height), *look)
                picture, _ = _pasted(picture, card, other, None)
            quad = _quad(middle, *look)
            smear = _smear(step, act.blur) if act.blur else None
            picture, cover = _pasted(picture, card, quad, smear)
            if act.gloss:
                picture = _glossy(picture, quad, k / act.count, act.gloss)
            all_of_it = max(1.0, float(cv2.contourArea(quad)) * float(card[..., 3].mean()) / 255)
            picture, cover = _covered(picture, act.cover(k), cover, soft)
            if passing := act.passing(k):
                if wraps is None:
                    sharp = [room(np.random.default_rng(seed + n), width, height) for n in (3, 4)]
                    wraps = looks(sharp, card, behind(0, 0), np.random.default_rng(seed + 6))
                picture, cover = covered(picture, passing, cover, wraps)
            shown = min(1.0, float(cover.sum()) / all_of_it)
            box = _box(quad, width, height)
        gain, lift = act.light(k)
        picture = picture * gain + lift
        white = act.flash(k)
        picture = picture * (1 - white) + 255 * white
        picture = picture + luck.normal(0, act.noise, picture.shape)
        yield np.clip(picture, 0, 255).astype(np.uint8), box, shown


def _glossy(picture: Picture, quad: Picture, at: float, strong: float) -> Picture:
    """A streak of light wanders over the card."""
    mask = np.zeros(picture.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, quad.astype(np.int32), 1.0)
    low, high = quad[:, 0].min(), quad[:, 0].max()
    x = np.arange(picture.shape[1]) + np.arange(picture.shape[0])[:, None] * 0.4
    line = low + (high - low) * (2.4 * at - 0.4) + float(quad[:, 1].mean()) * 0.4
    streak = np.exp(-(((x - line) / max(4.0, (high - low) * 0.18)) ** 2)) * strong * mask
    return picture * (1 - streak[..., None]) + 255 * streak[..., None]


def _box(quad: Picture, width: int, height: int) -> Box:
    low, high = np.maximum(quad.min(0), 0), np.minimum(quad.max(0), (width, height))
    x, y = (float(v) for v in low / (width, height))
    w, h = (float(max(v, 1e-4)) for v in (high - low) / (width, height))
    return x, y, w, h


def make(
    kind: str,
    seed: int,
    folder: Path,
    photographs: Sequence[Picture] = (),
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> Case:
    """Writes the film (H.264) into the folder, once."""
    path = folder / f"{kind.replace(' ', '-')}-{seed}-{size[0]}.mp4"
    boxes, shown = [], []
    with av.open(str(path), "w") as film:
        # Several threads write it a little differently each time.
        options = {"crf": "23", "preset": "veryfast", "threads": "1"}
        stream = film.add_stream("libx264", rate=Fraction(RATE), options=options)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for picture, box, part in frames_of(kind, seed, photographs, size):
            boxes.append(box)
            shown.append(part)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        film.mux(stream.encode(None))
    # Drawn where it is whole: often the first frame, sometimes the middle, so that both ways are walked.
    whole = [k for k, part in enumerate(shown) if part > 0.93]
    return Case(kind, path, boxes, shown, whole[0] if seed % 3 else whole[len(whole) // 2])
