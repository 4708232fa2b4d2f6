# ruff: noqa: E501
"""Labels, covers and cloths drawn from a design, so that a near-miss is a design with one change."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import font_source_sans_pro
import font_source_serif_pro
import numpy as np
import resvg_py

Picture = np.ndarray[Any, Any]
Luck = np.random.Generator

BRANDS = (
    "Lunaria",
    "Kestrel",
    "Marrow",
    "Ostara",
    "Pelican",
    "Tamsin",
    "Verbena",
    "Wolfram",
    "Quillon",
    "Harrow",
    "Juniper",
    "Nordlys",
)
FLAVOURS = (
    "lemon",
    "cherry",
    "ginger",
    "mint",
    "vanilla",
    "peach",
    "cocoa",
    "almond",
    "berry",
    "melon",
    "honey",
    "coffee",
)
KINDS = (
    "sparkling",
    "organic",
    "sea-salt",
    "oat",
    "original",
    "cold-brewed",
    "hand-made",
    "classic",
    "roasted",
    "wild",
)
FONTS = [
    str(p)
    for f in (font_source_sans_pro, font_source_serif_pro)
    for p in Path(f.__file__).parent.rglob("*.ttf")
]


@dataclass(frozen=True)
class Design:
    """All that a label is drawn from, so that a sibling is a design with a change."""

    shape: str
    layout: int
    brand: str
    flavour: str
    kind: str
    ground: tuple[int, int, int]
    accent: tuple[int, int, int]
    ink: tuple[int, int, int]
    serif: bool
    seed: int
    icon: int
    pattern: int


def draw(design: Design) -> Picture:
    """The front as BGR, about 600 px high."""
    width, height = {"can": (420, 600), "bottle": (400, 420), "cloth": (600, 600)}.get(
        design.shape, (440, 600)
    )
    luck = np.random.default_rng(design.seed)
    parts = [f'<rect width="{width}" height="{height}" fill="{_rgb(design.ground)}"/>']
    if design.shape == "cloth":
        parts += _pattern(luck, design, width, height, 1.0)
    else:
        parts += _label(luck, design, width, height)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{"".join(parts)}</svg>'
    png = resvg_py.svg_to_bytes(svg_string=svg, font_files=FONTS, skip_system_fonts=True)
    return cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_COLOR)


def _rgb(colour: tuple[int, int, int]) -> str:
    return f"rgb({colour[0]},{colour[1]},{colour[2]})"


def _label(luck: Luck, d: Design, w: int, h: int) -> list[str]:
    face = "Source Serif Pro" if d.serif else "Source Sans Pro"

    def text(words: str, y: float, size: float, colour: tuple[int, int, int], x: float = 0.5) -> str:
        size = min(size, 1.7 * w / max(4, len(words)))
        return (
            f'<text x="{x * w:.0f}" y="{y * h:.0f}" font-family="{face}" font-weight="700" font-size="{size:.0f}" '
            f'text-anchor="middle" fill="{_rgb(colour)}">{words}</text>'
        )

    brand, accent = d.brand.upper() if d.layout % 2 else d.brand, _rgb(d.accent)
    small = [text(_line(luck), 0.9 + 0.035 * k, 15, d.ink) for k in range(3)]
    if d.layout == 0:
        band = f'<rect y="{0.36 * h}" width="{w}" height="{0.2 * h}" fill="{accent}"/>'
        words = [
            text(brand, 0.24, 86, d.ink),
            text(d.flavour, 0.49, 62, d.ink),
            text(d.kind, 0.33, 26, d.ink),
        ]
        return [band, *words, *_icon(d, 0.5 * w, 0.72 * h, 0.13 * h), *small]
    if d.layout == 1:
        ring = f'<circle cx="{w / 2}" cy="{0.42 * h}" r="{0.3 * w}" fill="{accent}" stroke="{_rgb(d.ink)}" stroke-width="8"/>'
        words = [text(brand, 0.14, 64, d.ink), text(d.flavour, 0.8, 60, d.ink), text(d.kind, 0.85, 24, d.ink)]
        return [ring, *words, *_icon(d, 0.5 * w, 0.42 * h, 0.15 * h), *small]
    if d.layout == 2:
        strip = [f'<g opacity="0.9">{"".join(_pattern(luck, d, w, round(0.3 * h), 0.6))}</g>']
        words = [
            text(brand, 0.46, 70, d.ink),
            text(d.flavour, 0.58, 48, d.accent),
            text(d.kind, 0.64, 26, d.ink),
        ]
        return [*strip, *words, *_icon(d, 0.5 * w, 0.76 * h, 0.1 * h), *small]
    slope = f'<polygon points="0,{0.55 * h} {w},{0.3 * h} {w},{0.72 * h} 0,{0.95 * h}" fill="{accent}"/>'
    words = [
        text(brand, 0.2, 76, d.ink),
        text(d.kind, 0.29, 30, d.ink),
        text(d.flavour, 0.67, 66, d.ink, 0.45),
    ]
    return [slope, *words, *_icon(d, 0.74 * w, 0.83 * h, 0.08 * h), *small[:2]]


def _line(luck: Luck) -> str:
    return " ".join(
        str(w) for w in luck.choice([*FLAVOURS, *KINDS, "with", "and", "330 ml", "net", "since 1907"], 5)
    )


def _icon(d: Design, x: float, y: float, r: float) -> list[str]:
    """A fruit, a leaf, a star, a mountain: what tells a flavour from afar."""
    ink, fill = _rgb(d.ink), _rgb(d.accent if d.layout not in (0, 1) else tuple(255 - c for c in d.accent))
    if d.icon == 0:
        spots = "".join(
            f'<circle cx="{x + r * 0.6 * np.cos(a):.0f}" cy="{y + r * 0.6 * np.sin(a):.0f}" r="{r * 0.42:.0f}" '
            f'fill="{fill}" stroke="{ink}" stroke-width="4"/>'
            for a in (0.5, 2.6, 4.7)
        )
        return [
            spots,
            f'<path d="M{x},{y} q{r * 0.3},{-r} {r},{-r * 1.1}" stroke="{ink}" stroke-width="6" fill="none"/>',
        ]
    if d.icon == 1:
        leaf = f"M{x - r},{y + r * 0.5} Q{x - r * 0.4},{y - r} {x + r},{y - r * 0.7} Q{x + r * 0.5},{y + r} {x - r},{y + r * 0.5}"
        return [f'<path d="{leaf}" fill="{fill}" stroke="{ink}" stroke-width="5"/>',
                f'<path d="M{x - r},{y + r * 0.5} L{x + r * 0.6},{y - r * 0.4}" stroke="{ink}" stroke-width="5"/>']  # fmt: skip
    if d.icon == 2:
        points = " ".join(
            f"{x + r * (1 if k % 2 == 0 else 0.45) * np.sin(k * np.pi / 5):.0f},{y - r * (1 if k % 2 == 0 else 0.45) * np.cos(k * np.pi / 5):.0f}"
            for k in range(10)
        )
        return [f'<polygon points="{points}" fill="{fill}" stroke="{ink}" stroke-width="5"/>']
    peaks = f"{x - r},{y + r * 0.7} {x - r * 0.3},{y - r * 0.7} {x + r * 0.1},{y} {x + r * 0.4},{y - r * 0.3} {x + r},{y + r * 0.7}"
    return [f'<polygon points="{peaks}" fill="{fill}" stroke="{ink}" stroke-width="5"/>']


def _pattern(luck: Luck, d: Design, w: int, h: int, grain: float) -> list[str]:
    """Dots, checks, zigzags, petals, shards: cloth and wrapping paper."""
    a, b = _rgb(d.accent), _rgb(d.ink)
    step = (70 + 20 * (d.seed % 3)) * grain
    cells = [(x * step, y * step) for y in range(int(h / step) + 2) for x in range(int(w / step) + 2)]
    if d.pattern == 0:
        return [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{luck.uniform(0.15, 0.42) * step:.0f}" fill="{luck.choice([a, b])}"/>'
                for x, y in cells if y < h + step / 3]  # fmt: skip
    if d.pattern == 1:
        bars = [(luck.uniform(0, w), luck.uniform(6, 40) * grain, luck.choice([a, b])) for _ in range(9)]
        return [f'<rect x="{x:.0f}" width="{t:.0f}" height="{h}" fill="{c}" opacity=".6"/>' for x, t, c in bars] + [
            f'<rect y="{x / w * h:.0f}" width="{w}" height="{t:.0f}" fill="{c}" opacity=".6"/>' for x, t, c in bars]  # fmt: skip
    if d.pattern == 2:
        rows = [
            (y * step * 0.8, luck.uniform(8, 26) * grain, luck.choice([a, b]))
            for y in range(int(h / step / 0.8) + 1)
        ]
        teeth = [
            " ".join(
                f"{k * step * 0.5:.0f},{y + (k % 2) * step * 0.5:.0f}" for k in range(int(2 * w / step) + 2)
            )
            for y, _, _ in rows
        ]
        return [
            f'<polyline points="{p}" fill="none" stroke="{c}" stroke-width="{t:.0f}"/>'
            for p, (_, t, c) in zip(teeth, rows, strict=True)
        ]
    if d.pattern == 3:
        return [f'<ellipse cx="{x + luck.uniform(-0.3, 0.3) * step:.0f}" cy="{y:.0f}" rx="{0.45 * step:.0f}" ry="{0.14 * step:.0f}" '
                f'fill="{luck.choice([a, b])}" transform="rotate({turn + luck.uniform(-25, 25):.0f} {x:.0f} {y:.0f})"/>'
                for x, y in cells for turn in (0, 72, 144) if y < h]  # fmt: skip
    corners = luck.uniform(0, 1, (26, 3, 2)) * (w, h) * 0.35 + luck.uniform(-0.1, 0.9, (26, 1, 2)) * (w, h)
    return [f'<polygon points="{" ".join(f"{x:.0f},{min(y, h):.0f}" for x, y in c)}" fill="{luck.choice([a, b])}" opacity=".8"/>'
            for c in corners]  # fmt: skip
