"""What goes wrong while a take is filmed: flashes, knocks, hands before the lens, focus, light, cards."""

from collections.abc import Callable

import cv2
import numpy as np

from bench.truth.props import Picture
from bench.truth.takes import HEIGHT, RATE, WIDTH, Take


def disturbed(made: Take, luck: np.random.Generator) -> Take:
    """Up to two things go wrong, for at most a third of the take, and none while something arrives."""
    if made.length < RATE or luck.random() < 0.25:
        return made
    for kind in luck.permutation(["flash", "burst", "cover", "focus", "light", "card"])[
        : int(luck.integers(1, 3))
    ]:
        long = min(int(RATE * luck.uniform(0.25, 0.9)), made.length // 6)
        at = int(luck.integers(2, made.length - long - 2))
        SPOILS[kind](made, luck, at, long)
    return made


def _flash(made: Take, luck: np.random.Generator, at: int, long: int) -> None:
    for k in range(at, min(at + 4 * int(luck.integers(1, 4)), made.length - 2), 4):
        made.covers.append(_whitened(k, int(luck.integers(1, 4))))


def _whitened(first: int, long: int) -> Callable[[int, Picture], bool]:
    def lights(k: int, picture: Picture) -> bool:
        if not first <= k < first + long:
            return False
        picture[:] = cv2.addWeighted(picture, 0.2, np.full_like(picture, 250), 0.8, 0)
        return True

    return lights


def _burst(made: Take, luck: np.random.Generator, at: int, long: int) -> None:
    made.bursts.append((at, at + max(2, long // 2), float(luck.uniform(8, 28))))


def _cover(made: Take, luck: np.random.Generator, at: int, long: int) -> None:
    """A shape close to the lens, out of focus, over a third of the picture and more."""
    colour = [float(c) for c in luck.choice([[30, 30, 35], [90, 120, 170], [60, 40, 90]])]
    side, tilt = luck.choice([-1, 1]), luck.uniform(0.35, 0.6)

    def covers(k: int, picture: Picture) -> bool:
        if not at <= k < at + long:
            return False
        share = np.sin(np.pi * (k - at + 0.5) / long)
        x = WIDTH / 2 - side * (1 - share) * WIDTH
        shape = np.zeros((HEIGHT // 4, WIDTH // 4), np.uint8)
        cv2.ellipse(
            shape,
            (int(x / 4), HEIGHT // 8),
            (int(WIDTH * tilt / 4), HEIGHT // 7),
            0,
            0,
            360,
            255,
            -1,
            cv2.LINE_AA,
        )
        mask = cv2.resize(cv2.GaussianBlur(shape, (0, 0), 3), (WIDTH, HEIGHT))[..., None] / 255.0
        picture[:] = (picture * (1 - mask) + np.array(colour) * mask).astype(np.uint8)
        return float(mask.mean()) > 0.15

    made.covers.append(covers)


def _focus(made: Take, luck: np.random.Generator, at: int, long: int) -> None:
    """The lens finds its focus late, or loses it at the end."""
    ramp = np.clip(1 - np.arange(made.length) / (made.length * luck.uniform(0.15, 0.33)), 0, 1)
    made.soft = np.maximum(made.soft, luck.uniform(2, 5) * (ramp if luck.random() < 0.5 else ramp[::-1]))


def _light(made: Take, luck: np.random.Generator, at: int, long: int) -> None:
    bump = np.clip(1.5 * np.sin(np.pi * np.clip((np.arange(made.length) - at) / long, 0, 1)), 0, 1)
    made.gain = made.gain * 2 ** (float(luck.choice([-1.7, 1.4])) * bump)


def _card(made: Take, luck: np.random.Generator, at: int, long: int) -> None:
    paper, ink = [(10, 245), (240, 15)][int(luck.integers(2))]

    def shows(k: int, picture: Picture) -> bool:
        if not at <= k < at + long:
            return False
        picture[:] = paper
        for row, line in enumerate(("THREE", "YEARS", "LATER")):
            cv2.putText(picture, line, (50, 260 + 70 * row), cv2.FONT_HERSHEY_DUPLEX, 2, (ink,) * 3, 4)
        return True

    made.covers.append(shows)


SPOILS = {"flash": _flash, "burst": _burst, "cover": _cover, "focus": _focus, "light": _light, "card": _card}
