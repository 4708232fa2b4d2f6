# ruff: noqa: E501
"""A catalogue drawn here: families of products with near-misses, and the photographs a shop has of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from bench.truth.shelf_labels import BRANDS, FLAVOURS, KINDS, Design, Luck, Picture, draw

SHAPES = ("box", "can", "bottle", "pouch", "cloth", "book")


@dataclass(frozen=True)
class Product:
    """`art` is the front, flat, BGR; `kin` says how it differs from the family's first."""

    name: str
    family: str
    kin: str
    shape: str
    art: Picture


def families(luck: Luck, count: int, prints: Sequence[Picture] = ()) -> list[Product]:
    """`count` families of four: the first, another flavour, another colour, another label on the same shape.

    With `prints` (photographs) books have one on the cover.
    """
    products = []
    for number in range(count):
        design = _design(luck, SHAPES[number % len(SHAPES)])
        for kin, sibling in (
            ("first", design),
            ("flavour", _other_flavour(luck, design)),
            ("recolour", design),
            ("label", replace(_design(luck, design.shape), shape=design.shape)),
        ):
            art = draw(sibling)
            if design.shape == "book" and len(prints):
                art = _printed(art, prints[sibling.seed % len(prints)], sibling)
            if kin == "recolour":
                art = recoloured(art, int(luck.integers(40, 140)))
            products.append(Product(f"{number}-{kin}", str(number), kin, design.shape, art))
    return products


def plain(luck: Luck, shape: str = "bottle") -> Product:
    """Something with nothing on it to be known by."""
    art = np.full((400, 300, 3), luck.uniform(40, 220, 3), np.uint8)
    return Product("plain", "plain", "first", shape, art)


def recoloured(art: Picture, turn: int) -> Picture:
    """The same print in another colour: hue turned, of 180."""
    hsv = cv2.cvtColor(art, cv2.COLOR_BGR2HSV)
    hsv[:, :, 0] = (hsv[:, :, 0].astype(int) + turn) % 180
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)


def _colour(luck: Luck, light: float, vivid: float) -> tuple[int, int, int]:
    hsv = np.uint8([[[luck.integers(0, 180), int(255 * vivid), int(255 * light)]]])
    return tuple(int(c) for c in cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0])


def _design(luck: Luck, shape: str) -> Design:
    dark = luck.random() < 0.4
    return Design(
        shape=shape,
        layout=int(luck.integers(0, 4)),
        brand=str(luck.choice(BRANDS)),
        flavour=str(luck.choice(FLAVOURS)),
        kind=str(luck.choice(KINDS)),
        ground=_colour(
            luck, luck.uniform(0.2, 0.45) if dark else luck.uniform(0.8, 1), luck.uniform(0.25, 0.9)
        ),
        accent=_colour(luck, luck.uniform(0.6, 0.95), luck.uniform(0.6, 1)),
        ink=(245, 240, 225) if dark else (30, 25, 40),
        serif=bool(luck.random() < 0.5),
        seed=int(luck.integers(1 << 30)),
        icon=int(luck.integers(0, 4)),
        pattern=int(luck.integers(0, 5)),
    )


def _other_flavour(luck: Luck, design: Design) -> Design:
    rest = [f for f in FLAVOURS if f != design.flavour]
    return replace(
        design,
        flavour=str(luck.choice(rest)),
        kind=str(luck.choice(KINDS)),
        accent=_colour(luck, luck.uniform(0.6, 0.95), luck.uniform(0.6, 1)),
        icon=(design.icon + 1 + int(luck.integers(0, 3))) % 4,
        # A cloth has no words: its sibling has another pattern in the same colours.
        pattern=(design.pattern + 1 + int(luck.integers(0, 4))) % 5
        if design.shape == "cloth"
        else design.pattern,
    )


def _printed(art: Picture, photograph: Picture, design: Design) -> Picture:
    """The upper two thirds of a cover taken by a picture; another title has another part of it."""
    luck = np.random.default_rng([design.seed, design.icon])
    height, width = art.shape[0] * 2 // 3, art.shape[1]
    scale = max(width / photograph.shape[1], height / photograph.shape[0]) * 1.3
    large = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x, y = (int(luck.integers(0, far + 1)) for far in (large.shape[1] - width, large.shape[0] - height))
    art = art.copy()
    art[art.shape[0] // 12 :][:height] = cv2.addWeighted(
        large[y : y + height, x : x + width], 0.85, art[art.shape[0] // 12 :][:height], 0.15, 0
    )
    return art


# ---- the thing itself


def body(product: Product, turn: float = 0.0) -> Picture:
    """BGRA: the product upright before nothing; a round one turned about its axis by `turn` radians."""
    art = product.art
    if product.shape in ("can", "bottle"):
        art = _round(art, turn)
    height, width = art.shape[:2]
    solid = np.dstack([art, np.full((height, width), 255, np.uint8)])
    if product.shape == "bottle":
        return _bottled(solid)
    if product.shape == "pouch":
        mask = np.zeros((height, width), np.uint8)
        y = np.arange(height)
        pinch = (0.05 * width * np.sin(np.pi * y / height) ** 2).astype(int)
        for row, inset in zip(y, pinch, strict=True):
            mask[row, inset : width - inset] = 255
        solid[:, :, 3] = mask
    if product.shape == "can":
        solid[:, :, 3] = _rounded(height, width, 0.06)
    return solid


def _round(art: Picture, turn: float) -> Picture:
    """The art on the front of a cylinder: it covers 150 degrees of it."""
    height, width = art.shape[:2]
    wide = int(width * 0.75)
    u = (np.arange(wide) + 0.5) / wide * 2 - 1
    angle = np.arcsin(np.clip(u * np.sin(np.radians(72)), -1, 1)) + turn
    x = (angle / np.radians(150) + 0.5) * width
    sag = 0.03 * height * np.sqrt(1 - u**2)
    y = np.arange(height)[:, None] - sag[None] + 0.015 * height
    flat = cv2.remap(
        art,
        np.tile(x, (height, 1)).astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    shade = (0.62 + 0.38 * np.sqrt(1 - (u * 0.95) ** 2))[None, :, None]
    return np.clip(flat * shade, 0, 255).astype(np.uint8)


def _rounded(height: int, width: int, part: float) -> Picture:
    mask = np.zeros((height, width), np.uint8)
    r = int(part * width)
    cv2.rectangle(mask, (0, r), (width, height - r), 255, -1)
    cv2.ellipse(mask, (width // 2, r), (width // 2, r), 0, 0, 360, 255, -1)
    cv2.ellipse(mask, (width // 2, height - r - 1), (width // 2, r), 0, 0, 360, 255, -1)
    return mask


def _bottled(label: Picture) -> Picture:
    h, w = label.shape[:2]
    tall = int(h * 1.9)
    glass = np.zeros((tall, w, 4), np.uint8)
    tint = label[h // 2, w // 2, :3] // 3 + 30
    cv2.rectangle(glass, (int(0.36 * w), 0), (int(0.64 * w), int(0.42 * tall)), (*map(int, tint), 255), -1)
    cv2.rectangle(glass, (int(0.34 * w), 0), (int(0.66 * w), int(0.09 * tall)), (40, 40, 45, 255), -1)
    cv2.ellipse(
        glass, (w // 2, int(0.46 * tall)), (w // 2, int(0.14 * tall)), 0, 180, 360, (*map(int, tint), 255), -1
    )
    cv2.rectangle(glass, (0, int(0.45 * tall)), (w, tall), (*map(int, tint), 255), -1)
    top = int(0.45 * tall)
    part = cv2.resize(label, (w, int(0.48 * tall)), interpolation=cv2.INTER_AREA)
    glass[top : top + part.shape[0]] = part
    return glass


# ---- photographs


def photograph(
    product: Product, luck: Luck, folder: Path, ground: str, place: Callable[[], Picture] | None = None
) -> Path:
    """A shop's picture: `ground` is alpha, white, colour or scene; sizes, formats and a slight turn as they come."""
    thing = body(product, luck.uniform(-0.1, 0.1))
    side = int(luck.choice([220, 480, 900, 1600]))
    scale = side / max(thing.shape[:2])
    thing = cv2.resize(
        thing, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    pad = int(side * luck.uniform(0.06, 0.35))
    thing = cv2.copyMakeBorder(thing, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    height, width = thing.shape[:2]
    spin = cv2.getRotationMatrix2D((width / 2, height / 2), luck.uniform(-3, 3), 1)
    thing = cv2.warpAffine(thing, spin, (width, height), flags=cv2.INTER_LINEAR)
    light = np.linspace(luck.uniform(0.9, 1), luck.uniform(0.9, 1), width)[None, :, None]
    colours = np.clip(thing[:, :, :3] * light, 0, 255)
    alpha = thing[:, :, 3:] / 255.0
    stem = folder / f"{product.name}"
    if ground == "alpha":
        path = stem.with_suffix(".png")
        _write(path, np.dstack([colours.astype(np.uint8), thing[:, :, 3]]))
        return path
    if ground == "scene" and place:
        behind = cv2.resize(place(), (width, height), interpolation=cv2.INTER_AREA).astype(float)
    else:
        tone = (252, 252, 252) if ground == "white" else luck.uniform(120, 235, 3)
        behind = np.full((height, width, 3), tone, float)
        behind += luck.normal(0, 1.0, behind.shape)
    path = stem.with_suffix(str(luck.choice([".jpg", ".webp", ".png"])))
    _write(path, np.clip(colours * alpha + behind * (1 - alpha), 0, 255).astype(np.uint8))
    return path


def _write(path: Path, picture: Picture) -> None:
    quality = {".jpg": [cv2.IMWRITE_JPEG_QUALITY, 85], ".webp": [cv2.IMWRITE_WEBP_QUALITY, 85]}
    done, data = cv2.imencode(path.suffix, picture, quality.get(path.suffix, []))
    assert done
    path.write_bytes(data.tobytes())
