"""Drawings to pixels, with the fonts that a bare machine lacks."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

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


def height_of(width: int) -> int:
    """Of a picture as high for its width as the drawings are."""
    return width * UNITS_HIGH // UNITS_WIDE


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
def font_files() -> list[str]:
    files: list[str] = []
    for package, names in FONTS.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"the font package {package} is missing: make demo installs it")
        files += [str(Path(spec.origin).parent / "files" / name) for name in names]
    return files
