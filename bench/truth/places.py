"""Shots to make edited films of: photographs seen by a moving camera, real footage, drawn scenes."""

from collections.abc import Callable
from functools import cache
from typing import Any

import av
import cv2
import numpy as np

from bench.truth import footage
from tests.clips import panned, still_life, texture

Picture = np.ndarray[Any, Any]
Luck = np.random.Generator
Camera = Callable[[float], tuple[float, float, float, float]]  # x, y (of the half play), zoom, degrees
REEL_FRAMES = 220


@cache
def photographs(split: footage.Split) -> tuple[Picture, ...]:
    """Real ones, none larger than needed, each also as its own lower and upper half."""
    found = []
    for path in footage.photographs(split):
        picture = cv2.imread(str(path))
        if picture is not None:
            shrink = min(1.0, 900 / min(picture.shape[:2]))
            found.append(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
    return tuple(found)


@cache
def reels(split: footage.Split) -> tuple[tuple[Picture, ...], ...]:
    """Stretches of real footage that hold no cut themselves."""
    found = []
    for path in footage.films(split):
        with av.open(str(path)) as film:
            run: list[Picture] = []
            for frame in film.decode(video=0):
                picture = frame.to_ndarray(
                    format="bgr24", width=480, height=480 * frame.height // frame.width
                )
                if (run and _differ(run[-1], picture)) or len(run) >= REEL_FRAMES:
                    found.append(run)
                    run = []
                run.append(picture)
                if len(found) > 8:
                    break
            found.append(run)
    # The very ends are left out: a cut that was noticed late would be part of a reel.
    return tuple(tuple(run[6:-6]) for run in found if len(run) > 45)


def _differ(a: Picture, b: Picture) -> bool:
    small = [cv2.resize(p, (32, 18), interpolation=cv2.INTER_AREA).astype(np.float32) for p in (a, b)]
    return float(np.abs(small[0] - small[1]).mean()) > 14


def place(luck: Luck, split: footage.Split, width: int, height: int) -> Picture:
    """A still picture to film, larger than the frame: mostly a photograph's part, else drawn."""
    large = round(width * 1.6), round(height * 1.6)
    if luck.random() < 0.2:
        return texture(int(luck.integers(1 << 30)), *large)
    photos = photographs(split)
    photo = photos[int(luck.integers(len(photos)))]
    if luck.random() < 0.5:
        photo = cv2.flip(photo, 1)
    high, wide = photo.shape[:2]
    share = luck.uniform(0.6, 1) * min(wide / large[0], high / large[1])
    w, h = int(large[0] * share), int(large[1] * share)
    x, y = int(luck.integers(0, wide - w + 1)), int(luck.integers(0, high - h + 1))
    return cv2.resize(
        photo[y : y + h, x : x + w], large, interpolation=cv2.INTER_AREA if share > 1 else cv2.INTER_CUBIC
    )


def camera(luck: Luck, style: str) -> Camera:
    """A path for a camera: `still`, `pan`, `zoom`, `hand`, `shaking`, or `whip` (away and back again)."""
    beats, phases = luck.uniform(0.4, 4.5, 8), luck.uniform(0, 6.28, 8)
    way = luck.uniform(-1, 1, 3)
    speed = luck.uniform(0.15, 0.5)
    swing_at = luck.uniform(0.5, 1.2)
    amount = {"still": 0.0, "pan": 0.01, "zoom": 0.01, "hand": 0.04, "shaking": 0.2, "whip": 0.01}[style]

    def at(t: float) -> tuple[float, float, float, float]:
        sway = amount * np.sin(2 * np.pi * beats * t + phases)
        x, y, zoom, turn = sway[:2].sum(), sway[2:4].sum(), 1 + 0.3 * sway[4], 12 * sway[5]
        if style == "pan":
            x += np.sin(way[0] * 3 + speed * t * np.sign(way[1])) * 0.9
            y += 0.3 * np.sin(way[2] * 3 + speed * t)
        elif style == "zoom":
            zoom *= float(np.exp(np.sign(way[0]) * speed * min(t, 6) * 0.6))
        elif style == "whip":
            gone = np.clip((t - swing_at) / 0.22, 0, 1) - np.clip((t - swing_at - 0.7) / 0.25, 0, 1)
            x += 1.6 * np.sign(way[0]) * (gone * gone * (3 - 2 * gone) - 0.5)
        return float(x), float(y), float(zoom), float(turn)

    return at


def filmed(picture: Picture, path: Camera, t: float, width: int, height: int) -> Picture:
    """The part of the picture that the camera sees; one that moves fast is smeared as film is."""
    move, (x, y) = _seen(picture, path, t, width, height)
    shot = cv2.warpAffine(
        picture, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    _, (earlier_x, earlier_y) = _seen(picture, path, t - 1 / 50, width, height)
    smear = round(abs(x - earlier_x)), round(abs(y - earlier_y))
    if max(smear) > 1:
        shot = cv2.blur(shot, (max(1, smear[0]), max(1, smear[1])))
    return shot


def _seen(
    picture: Picture, path: Camera, t: float, width: int, height: int
) -> tuple[Picture, tuple[float, float]]:
    high, wide = picture.shape[:2]
    x, y, zoom, turn = path(t)
    zoom = max(zoom, 0.62)
    centre = wide * (0.5 + 0.19 * x), high * (0.5 + 0.19 * y)
    move = cv2.getRotationMatrix2D(centre, turn, zoom)
    move[:, 2] += (width / 2 - centre[0], height / 2 - centre[1])
    return move, (centre[0] * zoom, centre[1] * zoom)


def passer(
    luck: Luck, split: footage.Split, width: int, height: int, near: bool
) -> Callable[[Picture, float], Picture]:
    """Somebody who walks through; `near` is close before the lens and crosses in half a second."""
    cloth = place(luck, split, width, height)
    across, tall = (0.8, 1.6) if near else (luck.uniform(0.12, 0.3), luck.uniform(0.3, 0.6))
    speed = luck.uniform(3, 5) if near else luck.uniform(0.1, 0.6)
    way, start, floor = luck.choice([-1, 1]), luck.uniform(0.1, 1.0), luck.uniform(0.5, 0.8)
    w, h = int(across * width), int(tall * height)
    body = cv2.resize(cloth[:h, :w], (w, h))
    mask = np.zeros((h, w, 1), np.float32)
    cv2.ellipse(mask, (w // 2, h // 2), (int(w * 0.42), int(h * 0.48)), 0, 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 2 + 4 * near)[..., None]

    def over(picture: Picture, t: float) -> Picture:
        gone = speed * (t - start) if near else start + speed * t
        gone = gone if near else gone % (1.2 + across) - across
        x = int((gone if way > 0 else 1 - gone - across) * width)
        y = int(floor * height + 0.02 * height * np.sin(8 * t)) - h // 2
        return _laid(picture, body, mask, x, y)

    return over


def _laid(picture: Picture, body: Picture, mask: Picture, x: int, y: int) -> Picture:
    height, width = picture.shape[:2]
    h, w = body.shape[:2]
    left, top, right, bottom = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
    if left >= right or top >= bottom:
        return picture
    part = slice(top - y, bottom - y), slice(left - x, right - x)
    whole = picture.copy()
    under = picture[top:bottom, left:right].astype(np.float32)
    whole[top:bottom, left:right] = (under + (body[part] - under) * mask[part]).astype(np.uint8)
    return whole


def shot(
    luck: Luck,
    split: footage.Split,
    size: tuple[int, int],
    frames: int,
    rate: float,
    style: str | None = None,
    ground: Picture | None = None,
    near: bool = False,
) -> list[Picture]:
    """The pictures of one shot of any kind; `ground` is what is filmed, for shots of one place."""
    width, height = size
    kind = luck.random()
    if style is None and ground is None and not near:
        if kind < 0.2 and (reel := _cut_from(luck, split, size, frames)):
            return reel
        if kind < 0.3:
            drawn = still_life if kind < 0.25 else panned
            scene = drawn(int(luck.integers(1 << 30)), width, height)
            return [scene(k / rate) for k in range(frames)]
    ground = place(luck, split, width, height) if ground is None else ground
    path = camera(luck, style or str(luck.choice(["still", "pan", "zoom", "hand", "hand"])))
    people = [passer(luck, split, width, height, False) for _ in range(int(luck.integers(0, 3)))]
    people += [passer(luck, split, width, height, True)] if near else []
    pictures = []
    for k in range(frames):
        picture = filmed(ground, path, k / rate, width, height)
        for over in people:
            picture = over(picture, k / rate)
        pictures.append(picture)
    return pictures


def _cut_from(luck: Luck, split: footage.Split, size: tuple[int, int], frames: int) -> list[Picture] | None:
    long = [reel for reel in reels(split) if len(reel) >= frames]
    if not long:
        return None
    reel = long[int(luck.integers(len(long)))]
    first = int(luck.integers(0, len(reel) - frames + 1))
    high, wide = reel[0].shape[:2]
    share = min(wide / size[0], high / size[1])
    w, h = int(size[0] * share), int(size[1] * share)
    x, y = int(luck.integers(0, wide - w + 1)), int(luck.integers(0, high - h + 1))
    return [cv2.resize(p[y : y + h, x : x + w], size) for p in reel[first : first + frames]]
