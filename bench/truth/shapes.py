"""Wipes in many shapes and with many edges, as editing programs offer them, and pictures that slide in."""

from collections.abc import Callable

import cv2
import numpy as np

from bench.truth.joins import Blend
from bench.truth.places import Luck, Picture

# Where the new picture comes first: shares of the picture's width and height, from its middle.
Field = Callable[[Picture, Picture], Picture]
FORMS = (
    "line",
    "wave",
    "doors",
    "disc",
    "diamond",
    "star",
    "box",
    "clock",
    "fan",
    "blinds",
    "squares",
    "ink",
)
SLIDES = ("cover", "uncover", "push")


def shaped(luck: Luck, form: str) -> Blend:
    """A wipe along `form`: hard, soft or with a border, at an even pace or slow at both ends."""
    seed, eased = int(luck.integers(1 << 30)), luck.random() < 0.4
    how = str(luck.choice(["hard", "soft", "border"], p=[0.4, 0.35, 0.25]))
    width = {"hard": 0.004, "soft": luck.uniform(0.06, 0.3), "border": luck.uniform(0.01, 0.05)}[how]
    colour = luck.uniform(0, 255, 3) if luck.random() < 0.5 else np.full(3, 250.0)
    backwards = luck.random() < 0.5
    when: dict[tuple[int, int], Picture] = {}

    def blend(a: Picture, b: Picture, share: float) -> Picture:
        shape = a.shape[:2]
        if shape not in when:
            arrives = arrivals(np.random.default_rng(seed), form, shape)
            when[shape] = 1 - arrives if backwards else arrives
        share = share * share * (3 - 2 * share) if eased else share
        # From before the first pixel to after the last, however wide the edge is.
        behind = (share * (1 + 2 * width) - width) - when[shape]
        if how == "border":
            shown = np.where((behind > 0)[..., None], b, a).astype(np.float32)
            shown[np.abs(behind) < width] = colour
            return shown.astype(np.uint8)
        mixed = np.clip(behind / (2 * width) + 0.5, 0, 1)[..., None].astype(np.float32)
        return (a + (b.astype(np.float32) - a) * mixed).astype(np.uint8)

    return blend


def arrivals(luck: Luck, form: str, shape: tuple[int, int]) -> Picture:
    """When the new picture arrives at each place, 0 to 1."""
    height, width = shape
    x, y = np.meshgrid((np.arange(width) + 0.5) / width - 0.5, (np.arange(height) + 0.5) / height - 0.5)
    tall = height / width
    turn = luck.uniform(0, 2 * np.pi)
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    cx, cy = luck.uniform(-0.25, 0.25, 2)
    far, round_ = np.hypot(x - cx, (y - cy) * tall), np.arctan2((y - cy) * tall, x - cx) + turn
    count = int(luck.integers(3, 8))
    if form == "ink":
        cloud = cv2.resize(
            luck.random((9, 6)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
        )
        return _even(cloud + 0.5 * along)
    field = {
        "line": along,
        "wave": along + 0.05 * np.sin(2 * np.pi * count / 2 * across),
        "doors": abs(along),
        "disc": far,
        "diamond": abs(x - cx) + abs(y - cy),
        "star": far / (1 + 0.3 * np.cos(5 * round_)),
        "box": np.maximum(abs(x - cx), abs(y - cy)),
        "clock": round_ % (2 * np.pi),
        "fan": abs(((round_ + np.pi) % (2 * np.pi)) - np.pi),
        "blinds": (along * count) % 1,
        "squares": np.floor(8 * x) * 0.1 + 0.05 * ((np.floor(8 * x) + np.floor(8 * y * tall)) % 2) + 0.1 * x,
    }[form]
    return (field - field.min()) / max(float(np.ptp(field)), 1e-6)


def _even(field: Picture) -> Picture:
    """Each share of the time takes the same share of the picture."""
    order = np.empty(field.size)
    order[np.argsort(field, axis=None)] = np.linspace(0, 1, field.size)
    return order.reshape(field.shape)


def sliding(luck: Luck, way: str) -> Blend:
    """The new picture moves in from one of four sides, over the old one, away from it, or pushing it."""
    side, eased = int(luck.integers(4)), luck.random() < 0.5

    def blend(a: Picture, b: Picture, share: float) -> Picture:
        share = share * share * (3 - 2 * share) if eased else share
        a, b = (np.ascontiguousarray(np.rot90(p, side)) for p in (a, b))
        edge = int(a.shape[1] * share)
        rest = a.shape[1] - edge
        old = a[:, :rest] if way == "cover" else a[:, edge:]
        new = b[:, rest:] if way == "uncover" else b[:, :edge]
        return np.ascontiguousarray(np.rot90(np.concatenate([old, new], axis=1), -side))

    return blend
