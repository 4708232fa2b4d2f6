"""Ways to go from one picture to the next: mixtures, fades, wipes and a torn camera."""

from collections.abc import Callable

import cv2
import numpy as np

from bench.truth.places import Picture

Blend = Callable[[Picture, Picture, float], Picture]


def _dissolve(a: Picture, b: Picture, share: float) -> Picture:
    return cv2.addWeighted(a, 1 - share, b, share, 0)


def _through(level: int, dark_from: float = 0.5, light_from: float = 0.5) -> Blend:
    """Into `level` until `dark_from`, out of it from `light_from` on."""

    def blend(a: Picture, b: Picture, share: float) -> Picture:
        if share < dark_from:
            shown, light = a, 1 - share / dark_from
        elif share < light_from:
            shown, light = a, 0.0
        else:
            shown, light = b, (share - light_from) / max(1 - light_from, 1e-6)
        return cv2.addWeighted(shown, light, np.full_like(shown, level), 1 - light, 0)

    return blend


def _field(shape: tuple[int, int], way: str) -> Picture:
    """When the new picture arrives at each place, 0 to 1."""
    height, width = shape
    x, y = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
    if way == "iris":
        return np.hypot(x - 0.5, y - 0.5) / 0.708
    if way == "clock":
        return (np.arctan2(y - 0.5, x - 0.5) / (2 * np.pi) + 0.25) % 1
    return {
        "right": x,
        "left": 1 - x,
        "down": y,
        "up": 1 - y,
        "diagonal": (x + y) / 2,
        "barn": 1 - abs(2 * x - 1),
    }[way]


def _wipe(way: str) -> Blend:
    def blend(a: Picture, b: Picture, share: float) -> Picture:
        edge = np.clip((share - _field(a.shape[:2], way)) * a.shape[1] / 4 + 0.5, 0, 1)[..., None]
        return (a + (b.astype(np.float32) - a) * edge).astype(np.uint8)

    return blend


def _push(a: Picture, b: Picture, share: float) -> Picture:
    edge = int(a.shape[1] * share)
    return np.concatenate([a[:, edge:], b[:, :edge]], axis=1)


def _slide(a: Picture, b: Picture, share: float) -> Picture:
    edge = int(a.shape[0] * share)
    return np.concatenate([b[a.shape[0] - edge :], a[edge:]], axis=0)


def _whip(a: Picture, b: Picture, share: float) -> Picture:
    """Both places on one long strip, the camera torn across it."""
    width = a.shape[1]
    strip = np.concatenate([a, cv2.flip(a, 1), cv2.flip(b, 1), b], axis=1)
    x = int((share * share * (3 - 2 * share)) * 3 * width)
    smear = max(1, int(width * 0.5 * (1 - abs(2 * share - 1))))
    return cv2.blur(strip, (smear, 1))[:, x : x + width]


LINES = ("right", "left", "down", "up", "diagonal", "iris", "clock", "barn")
WIPES = (*LINES, "push", "slide")
BLENDS: dict[str, Blend] = {
    "dissolve": _dissolve,
    "black": _through(0),
    "white": _through(255),
    "out": _through(0, 0.999, 0.999),
    "in": _through(0, 0.001, 0.001),
    "pause": _through(0, 0.35, 0.65),
    "push": _push,
    "slide": _slide,
    "whip": _whip,
    **{way: _wipe(way) for way in LINES},
}
