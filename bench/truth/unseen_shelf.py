"""The unseen films to find products in: some of a catalogue is there, some of its near relatives are too."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from bench.truth.unseen_kept import kept
from bench.truth.unseen_paths import Box, Pose, box_of, changed, drift, lay, passer, place
from bench.truth.unseen_scenes import HEIGHT, WIDTH, Picture, Take, grainy, room, write
from bench.truth.unseen_things import Look, clipping, flat, label, near_miss

Luck = np.random.Generator
DRAWN_BY = ("scenes", "things", "paths", "shelf")
RATE = 25
SHOT = 60


@dataclass
class Sight:
    """Where a product is from one frame to another, with its box on each."""

    name: str
    start: int
    end: int
    boxes: dict[int, Box] = field(default_factory=dict)


@dataclass
class Sought:
    """A film, the photographs of the catalogue by product, and what of it is to be found."""

    name: str
    path: Path
    photos: list[tuple[str, Path]]
    shots: list[tuple[int, int]]
    sights: list[Sight]


@dataclass
class Goods:
    """A product's front in its shape, and whether the catalogue has it."""

    name: str
    art: Picture
    shape: str
    sold: bool = True

    @property
    def look(self) -> Look:
        return flat(self.art, self.shape)


def goods(luck: Luck) -> list[Goods]:
    """Four families: one that is sold, and a relative of it, sold in every other family."""
    all_of = []
    for number in range(4):
        art = clipping(luck, (240, 300)) if number == 3 else label(luck, busy=4 + number)
        shape = ("box", "bottle", "box", "box")[number]
        all_of.append(Goods(f"first {number}", art, shape))
        all_of.append(Goods(f"relative {number}", near_miss(luck, art), shape, sold=number % 2 == 0))
    all_of += [Goods(f"absent {k}", label(luck), "box") for k in range(2)]
    return all_of


def photographed(product: Goods, luck: Luck, folder: Path) -> list[tuple[str, Path]]:
    """One on white, and of every other one more, turned a little, in a room that is in no film."""
    photos = []
    sheet = np.full((HEIGHT, WIDTH, 3), 250, np.float32)
    lay(sheet, product.look, Pose(0.5, 0.5, 0.75))
    grounds = [sheet]
    if luck.random() < 0.5:
        ground = room(luck)(0).astype(np.float32)
        lay(ground, product.look, Pose(0.5, 0.5, 0.6, roll=float(luck.uniform(-0.2, 0.2)), yaw=0.4))
        grounds.append(ground)
    for number, ground in enumerate(grounds):
        path = folder / f"{product.name} {number}.jpg"
        cv2.imwrite(str(path), ground.clip(0, 255).astype(np.uint8))
        photos.append((product.name, path))
    return photos


@dataclass
class Shot:
    """Who is in it, each on a path of its own, and what passes before them."""

    cast: list[Goods]
    size: float = 0.3
    tilt: float = 0.3
    before: Callable[[Picture, int], Picture] | None = None
    light: float = 1.0


def film(name: str, shots: list[Shot], catalogue: list[Goods], folder: Path, luck: Luck) -> Sought:
    photos = [photo for product in catalogue if product.sold for photo in photographed(product, luck, folder)]
    frames: list[Picture] = []
    sights: list[Sight] = []
    for number, shot in enumerate(shots):
        start = number * SHOT
        ground: Take = place(luck)
        paths = []
        for k in range(len(shot.cast)):
            x, y = 0.28 + 0.44 * (k % 2), 0.35 + 0.3 * (k // 2) if len(shot.cast) > 1 else 0.5
            tilt, beat = shot.tilt * float(luck.uniform(0.5, 1)), float(luck.uniform(0.5, 1.2))
            paths.append(
                changed(
                    drift(luck, shot.size),
                    x=lambda t, p, x=x: x + 0.3 * (p.x - 0.5),
                    y=lambda t, p, y=y: y + 0.3 * (p.y - 0.5),
                    yaw=lambda t, p, tilt=tilt, beat=beat: tilt * np.sin(beat * t + 1),
                    roll=lambda t, p, tilt=tilt, beat=beat: 0.4 * tilt * np.sin(1.3 * beat * t),
                )
            )
        seen = [Sight(product.name, start, start) for product in shot.cast]
        for k in range(SHOT):
            picture = ground(k).astype(np.float32)
            masks = [lay(picture, p.look, path(k / RATE)) for p, path in zip(shot.cast, paths, strict=True)]
            over = shot.before(picture, k) if shot.before else np.zeros((HEIGHT, WIDTH), np.float32)
            for sight, (mask, area) in zip(seen, masks, strict=True):
                box = box_of(mask)
                if box and (mask * (over < 0.5)).sum() > 0.4 * area:
                    sight.boxes[start + k] = box
            frames.append(grainy(picture * shot.light, 2.5, start + k).clip(0, 255).astype(np.uint8))
        for sight, product in zip(seen, shot.cast, strict=True):
            if product.sold and sight.boxes:
                sight.start, sight.end = min(sight.boxes), max(sight.boxes) + 1
                sights.append(sight)
    path = folder / f"{name}.mp4"
    write(path, frames, Fraction(RATE), crf=27)
    spans = [(k * SHOT, (k + 1) * SHOT) for k in range(len(shots))]
    return Sought(name, path, photos, spans, sights)


def sought(folder: Path, seed: int = 71) -> list[Sought]:
    """All of them; kept in the folder."""

    def all_of(place_: Path) -> list[Sought]:
        luck = np.random.default_rng([seed, 9])
        films = []
        for name, made in (("shown", _shown), ("small", _small), ("hard", _hard)):
            catalogue = goods(luck)
            folder_ = place_ / name
            folder_.mkdir()
            films.append(film(name, made(catalogue, luck), catalogue, folder_, luck))
        return films

    return kept(folder, f"shelf-{seed}", DRAWN_BY, all_of)


def _shown(goods_: list[Goods], luck: Luck) -> list[Shot]:
    """Held to the camera, one after another, their relatives among them."""
    return [
        Shot([goods_[0]], 0.4),
        Shot([]),
        Shot([goods_[1]], 0.36),
        Shot([goods_[3]], 0.36),
        Shot([goods_[2], goods_[6]], 0.3),
    ]


def _small(goods_: list[Goods], luck: Luck) -> list[Shot]:
    """On a shelf at the back."""
    return [
        Shot([goods_[0], goods_[7]], 0.17),
        Shot([goods_[4]], 0.14),
        Shot([]),
        Shot([goods_[6], goods_[1], goods_[2]], 0.18),
    ]


def _hard(goods_: list[Goods], luck: Luck) -> list[Shot]:
    """Tilted, half covered, in little light."""
    return [
        Shot([goods_[0]], 0.34, 0.9),
        Shot([goods_[5]], 0.34),
        Shot([goods_[4]], 0.36, 0.5, passer(luck, (5, 30), 0.12, 30)),
        Shot([goods_[6]], 0.3, 0.4, light=0.3),
        Shot([goods_[7]], 0.3),
    ]
