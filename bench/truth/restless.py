"""Edits that are hard to see: between shots that move or are alike, jumps in talk, cuts in the dark."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.truth.places import Camera, Luck, Picture, filmed, passer, place
from bench.truth.props import figure, paste, product
from bench.truth.shapes import FORMS, SLIDES, shaped, sliding

if TYPE_CHECKING:
    from bench.truth.edits import Edited

# The speaker is filmed larger than the picture, so that it can be framed otherwise.
LARGE = 1.2


def travelling(luck: Luck) -> Camera:
    """A camera that never rests: it pans, zooms, or walks."""
    way, pace = luck.choice([-1, 1], 3), luck.uniform(0.4, 1.3)
    kind = str(luck.choice(["pan", "tilt", "zoom", "walk"]))
    beats, phases = luck.uniform(0.5, 2.2, 4), luck.uniform(0, 6.28, 4)

    def at(t: float) -> tuple[float, float, float, float]:
        waves = np.sin(2 * np.pi * beats * t + phases)
        sway = 0.12 if kind == "walk" else 0.015
        x, y, zoom, turn = sway * waves[0], sway * waves[1], 1.0, 10 * sway * waves[2]
        if kind == "pan":
            x += way[0] * pace * (t - 1)
        elif kind == "tilt":
            y += way[1] * 0.6 * pace * (t - 1)
        elif kind == "zoom":
            zoom *= float(np.exp(way[2] * 0.18 * pace * min(t, 5)))
        else:
            zoom *= float(np.exp(0.06 * pace * t))
        return float(x), float(y), float(zoom), float(turn)

    return at


def moving(film: "Edited", frames: int, ground: Picture | None = None) -> list[Picture]:
    width, height = film.size
    ground = place(film.luck, film.split, width * 3 // 2, height) if ground is None else ground
    path = travelling(film.luck)
    people = [
        passer(film.luck, film.split, width, height, False) for _ in range(int(film.luck.integers(0, 3)))
    ]
    pictures = []
    for k in range(frames):
        picture = filmed(ground, path, k / film.rate, width, height)
        for over in people:
            picture = over(picture, k / film.rate)
        pictures.append(picture)
    return pictures


def swept(film: "Edited") -> None:
    """Wipes of every form and edge between shots that move."""
    film.cut(moving(film, film.length(1.8, 2.8)))
    for form in film.luck.permutation([*FORMS, *SLIDES])[:6]:
        over = round(film.luck.uniform(0.3, 1.3) * film.rate)
        film.blends[form] = sliding(film.luck, form) if form in SLIDES else shaped(film.luck, form)
        film.join(moving(film, over + film.length(1.6, 2.6)), "wipe", str(form), over)


def melted(film: "Edited") -> None:
    """Dissolves between shots that move, every other one between two views of a place."""
    width, height = film.size
    wide = place(film.luck, film.split, width * 2, height)
    film.cut(moving(film, film.length(1.8, 2.8), wide[:, : width * 2]))
    for k in range(6):
        over = round(film.luck.uniform(0.3, 1.6) * film.rate)
        ground = (
            wide[:, -width * 8 // 5 :] if k % 4 == 0 else wide[:, : width * 8 // 5] if k % 4 == 1 else None
        )
        film.join(moving(film, 2 * over + film.length(1.3, 2.2), ground), "dissolve", "dissolve", over)


def jumping(film: "Edited") -> None:
    """Somebody speaks; what lay between two sentences is cut out, and the frame is nearly the same."""
    for _ in range(2):
        take, at = _speaker(film), 0.0
        for _ in range(5):
            frames = film.length(0.8, 2.2)
            x, y = film.luck.uniform(-0.2, 0.2, 2) * film.luck.integers(0, 2)
            zoom = film.luck.uniform(0.8, 1.0) if film.luck.random() < 0.5 else 0.85
            pictures = take(at, frames)
            film.cut([filmed(p, lambda t, c=(x, y, zoom): (*c, 0.0), 0.0, *film.size) for p in pictures])
            at += frames / film.rate + film.luck.uniform(0.5, 3)


def _speaker(film: "Edited") -> Callable[[float, int], list[Picture]]:
    """A large head that moves as it speaks; it leans otherwise, and holds something else, after each jump."""
    width, height = (round(side * LARGE) for side in film.size)
    ground = cv2.resize(place(film.luck, film.split, width, height), (width, height))
    ground = cv2.GaussianBlur(ground, (0, 0), film.luck.uniform(0.5, 4))
    person = figure(film.luck, film.luck.uniform(0.9, 1.3) * height)
    beats, phases = film.luck.uniform(0.2, 0.9, 4), film.luck.uniform(0, 6.28, 4)

    def take(since_s: float, frames: int) -> list[Picture]:
        lean, thing = film.luck.uniform(-0.09, 0.09, 2), product(film.luck, 0.22 * height)
        held, (x, y) = film.luck.random() < 0.5, film.luck.uniform(0.3, 0.7, 2)
        pictures = []
        for k in range(frames):
            waves = 0.012 * np.sin(2 * np.pi * beats * (since_s + k / film.rate) + phases)
            picture = ground.copy()
            paste(
                picture, person, (0.5 + lean[0] + waves[0]) * width, (0.8 + 0.5 * lean[1] + waves[1]) * height
            )
            if held:
                paste(picture, thing, (x + 2 * waves[2]) * width, (y + 2 * waves[3]) * height)
            pictures.append(picture)
        return pictures

    return take


def gloomy(film: "Edited") -> None:
    """Night: a few lamps and what they light, noise in the rest."""
    for _ in range(8):
        film.cut(_lamplit(film, moving(film, film.length(1, 2.4))))
    film.grade(1.0, film.luck.uniform(2, 8), film.luck.uniform(1.5, 4))


def _lamplit(film: "Edited", pictures: list[Picture]) -> list[Picture]:
    width, height = film.size
    x, y = np.meshgrid(np.arange(width) / width, np.arange(height) / width)
    glow = np.full((height, width, 1), film.luck.uniform(0.02, 0.06), np.float32)
    for _ in range(int(film.luck.integers(1, 4))):
        cx, cy, size = (
            film.luck.uniform(0, 1),
            film.luck.uniform(0, height / width),
            film.luck.uniform(0.08, 0.35),
        )
        lit = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / size**2) * film.luck.uniform(0.1, 0.5)
        glow += lit[..., None].astype(np.float32)
    return [np.clip(p * glow, 0, 255).astype(np.uint8) for p in pictures]
