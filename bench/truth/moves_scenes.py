"""What happens in a film: how the product, the camera, the light and whoever passes by move."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.truth import moves_covers
from bench.truth.moves_covers import Cover

WIDTH, HEIGHT = 360, 640


@dataclass
class Scene:
    """What happens: every part is a function of the frame's number, `k` of `count`."""

    count: int
    centre: Callable[[int], tuple[float, float]]
    side: Callable[[int], float]
    turn: Callable[[int], float] = lambda k: 0.0
    tilt: Callable[[int], tuple[float, float]] = lambda k: (0.0, 0.0)
    camera: Callable[[int], tuple[float, float]] = lambda k: (0.0, 0.0)
    light: Callable[[int], tuple[float, float]] = lambda k: (1.0, 0.0)
    flash: Callable[[int], float] = lambda k: 0.0
    blur: float = 0.0
    cover: Callable[[int], "list[tuple[str, float, float, float, float]]"] = lambda k: []
    passing: Callable[[int], list[Cover]] = lambda k: []
    twin: Callable[[int], tuple[float, float]] | None = None
    gloss: float = 0.0
    cut_at: int | None = None
    noise: float = 3.0


def kinds() -> tuple[str, ...]:
    return (
        "scale", "turn", "perspective", "bar", "crowd", "leaves", "cut", "flash", "small", "blur",
        "twins", "twins covered", "light", "gloss", "shake", "all", *moves_covers.KINDS,
    )  # fmt: skip


def scene(kind: str, seed: int) -> Scene:
    """Positions are fractions of the frame, sides fractions of its width, angles degrees."""
    luck = np.random.default_rng(seed * 7919 + sum(map(ord, kind)))
    count = int(luck.integers(70, 110))
    cx, cy = luck.uniform(0.35, 0.65), luck.uniform(0.35, 0.65)
    ax, ay = luck.uniform(0.05, 0.2, 2)
    fx, fy, f = *luck.uniform(0.6, 1.6, 2), luck.uniform(0, 6.28)
    size = luck.uniform(0.16, 0.34)

    def u(k: int) -> float:
        return k / count

    def wander(k: int) -> tuple[float, float]:
        return cx + ax * np.sin(fx * 6.28 * u(k) + f), cy + ay * 0.6 * np.sin(fy * 6.28 * u(k))

    base = Scene(count, wander, lambda k: size)
    drift = luck.uniform(-60, 60, 2)
    base.camera = lambda k: (drift[0] * (u(k) - 0.5), drift[1] * (u(k) - 0.5))
    wild = luck.uniform(0.5, 1.0)
    if kind in ("scale", "all"):
        grow = luck.choice([0.4, 0.55, 1.7, 2.3])
        base.side = lambda k: size * grow ** (u(k))
    if kind in ("turn", "all"):
        angle = luck.choice([-1, 1]) * luck.uniform(35, 150)
        base.turn = lambda k: angle * u(k) * (0.4 if kind == "all" else 1)
    if kind in ("perspective", "all"):
        tx, ty = luck.uniform(-50, 50), luck.uniform(-40, 40)
        base.tilt = lambda k: (tx * np.sin(4.5 * u(k)), ty * np.sin(3.2 * u(k)))
    if kind in ("bar", "all"):
        wide = luck.uniform(0.8, 1.6) * size
        base.cover = lambda k: [("bar", -0.4 + 1.9 * u(k), 0.5, wide, 3.0)]
    if kind == "crowd":
        base.cover = lambda k: [
            ("blob", -0.5 + 2.2 * u(k), cy + 0.05, size * 2.6, size * 3),
            ("blob", 2.4 - 2.6 * u(k), cy, size * 1.3, size * 2),
            ("hand", cx + 0.5 - 0.6 * abs(np.sin(3 * u(k))), cy + 0.2, size * 0.9, size * 1.1),
        ]
    if kind == "leaves":
        way, fast = luck.choice([-1, 1]), luck.uniform(1.0, 1.5)
        base.centre = lambda k: (
            0.5 + way * (0.15 + fast * np.sin(3.14 * u(k)) * 0.8) - way * 0.15,
            wander(k)[1],
        )
        base.side = lambda k: size * (1 + 0.25 * np.sin(3.14 * u(k)))
    if kind == "cut":
        base.cut_at = int(count * luck.uniform(0.4, 0.75))
    if kind in ("flash", "all"):
        at = sorted(int(a) for a in luck.integers(10, count - 5, 4))
        base.flash = lambda k: max((1.0, 0.75, 0.4)[k - a] if 0 <= k - a < 3 else 0.0 for a in at)
    if kind == "small":
        tiny = luck.uniform(0.025, 0.05)
        base.side = lambda k: tiny * (1 + 0.3 * np.sin(5 * u(k)))
    if kind == "blur":
        base.blur = luck.uniform(0.5, 0.9)
        quick = luck.uniform(2.5, 4.5)
        base.centre = lambda k: (
            0.5 + 0.26 * np.sin(quick * 6.28 * u(k)),
            0.5 + 0.2 * np.sin(quick * 4 * u(k)),
        )
    if kind.startswith("twins"):
        size = min(size, 0.22)
        base.side = lambda k: size
        apart = luck.choice([-1, 1]) * size * luck.uniform(1.08, 1.5)
        base.twin = lambda k: (wander(k)[0] + apart, wander(k)[1] + 0.01)
        if kind == "twins covered":
            # Every second time whatever hides the one hides the twin as well, one after the other.
            deep = 1.15 if seed % 2 else 0.93
            base.cover = lambda k: [
                ("bar", cx - np.sign(apart) * (0.9 - deep * np.sin(3.14 * u(k))), 0.5, size * 1.15, 3.0)
            ]
            base.centre = lambda k: (cx, cy)
            base.twin = lambda k: (cx + apart * 1.25, cy)
    if kind in ("light", "all"):
        base.light = lambda k: (1 + 0.5 * wild * np.sin(9 * u(k)), 25 * np.sin(5 * u(k)))
    if kind in moves_covers.KINDS:
        _covers(kind, luck, base, size)
    if kind == "gloss":
        base.gloss = luck.uniform(0.35, 0.6)
    if kind in ("shake", "all"):
        beats = luck.uniform(3, 9, 4)
        strong = luck.uniform(5, 12)
        pan = base.camera
        base.camera = lambda k: (
            pan(k)[0] + strong * (np.sin(beats[0] * 6.28 * u(k)) + np.sin(beats[1] * 14 * u(k))),
            pan(k)[1] + strong * np.sin(beats[2] * 6.28 * u(k)),
        )
        calm = base.centre
        base.centre = lambda k: (
            calm(k)[0] - base.camera(k)[0] / WIDTH,
            calm(k)[1] - base.camera(k)[1] / HEIGHT,
        )
    return base


def _covers(kind: str, luck: np.random.Generator, base: Scene, size: float) -> None:
    """The thing stands nearly still, or walks and grows, while something passes before it."""
    base.count = count = int(luck.integers(120, 160)) * (2 if kind == "long cover" else 1)
    calm = base.centre
    x, y = luck.uniform(0.4, 0.6, 2)
    moves = 1.0 if kind == "moving cover" else luck.choice([0.0, 0.25])
    shift = calm(0)
    # `calm` goes round once in the count it was made for.
    slow = 0.5 * moves
    base.centre = lambda k: (x + slow * (calm(k)[0] - shift[0]), y + slow * (calm(k)[1] - shift[1]))
    if kind == "moving cover":
        grow = luck.choice([0.75, 1.0, 1.3])
        base.side = lambda k: size * grow ** (k / count)
    base.passing = moves_covers.passage(kind, luck, count, size, base.centre, HEIGHT / WIDTH)
