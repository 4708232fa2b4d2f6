"""Drawings to pixels: a still as a bitmap, one thing in it alone, and where that thing is."""

import xml.etree.ElementTree as ET
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

DRAWINGS = Path(__file__).parent / "drawings"
UNITS_WIDE, UNITS_HIGH = 360, 640
SVG = "{http://www.w3.org/2000/svg}"
# A fresh machine has no fonts at all, so the film brings its own.
FONTS = {
    "font_source_serif_pro": ["SourceSerifPro-Bold.ttf"],
    "font_source_sans_pro": ["SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf"],
}


class Rect(NamedTuple):
    """A rectangle in the units of a drawing."""

    x: float
    y: float
    w: float
    h: float


def rendered(svg: str, width: int) -> Pixels:
    """The drawing as BGRA, alpha not premultiplied."""
    png = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        skip_system_fonts=True,
        font_files=font_files(),
        serif_family="Source Serif Pro",
        sans_serif_family="Source Sans Pro",
    )
    pixels = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise ValueError("the drawing could not be rendered")
    return np.asarray(pixels, np.uint8)


def still(name: str, width: int) -> Pixels:
    """A whole drawing as BGR."""
    return np.ascontiguousarray(rendered(drawing(name), width)[:, :, :3])


def drawing(name: str) -> str:
    return (DRAWINGS / f"{name}.svg").read_text("utf-8")


@cache
def place_of(name: str, thing: str) -> Rect:
    """Where the element with this id is, measured on its own pixels: half a unit exact."""
    scale = 2
    alpha = rendered(alone(drawing(name), thing), UNITS_WIDE * scale)[:, :, 3]
    rows, columns = np.flatnonzero(alpha.max(axis=1) > 127), np.flatnonzero(alpha.max(axis=0) > 127)
    left, top = int(columns[0]), int(rows[0])
    return Rect(
        left / scale, top / scale, (int(columns[-1]) + 1 - left) / scale, (int(rows[-1]) + 1 - top) / scale
    )


def alone(svg: str, thing: str) -> str:
    """The drawing with all but one element, its definitions and its surrounding groups taken out."""
    ET.register_namespace("", SVG[1:-1])
    root = ET.fromstring(svg)  # noqa: S314 (our own drawings)
    if not _prune(root, thing):
        raise ValueError(f"no element with the id {thing!r}")
    return ET.tostring(root, "unicode")


def _prune(element: ET.Element, thing: str) -> bool:
    if element.get("id") == thing and element.tag == f"{SVG}g":
        return True
    found = False
    for child in list(element):
        if child.tag == f"{SVG}defs":
            continue
        if _prune(child, thing):
            found = True
        else:
            element.remove(child)
    return found


@cache
def font_files() -> list[str]:
    files: list[str] = []
    for package, names in FONTS.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"the font package {package} is missing: make demo installs it")
        files += [str(Path(spec.origin).parent / "files" / name) for name in names]
    return files
