"""A drawing taken apart: every named group is a part that can move, rendered once and then only warped."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np

from demo.moves import STILL, Affine, Pose, matrix
from demo.pictures import DRAWINGS, SVG, UNITS_HIGH, UNITS_WIDE, Pixels, drawing, rendered

# Parts may begin outside the picture and walk in.
REACH = 540
NO_MOVE: Affine = np.eye(3)


class Part(NamedTuple):
    """A named group: how it stands at rest inside its parent, and what it turns about."""

    name: str
    rest: str
    pivot: tuple[float, float]
    base: Affine


@dataclass(frozen=True, eq=False)
class Sheet:
    """Paint between two parts, or within one: SVG, and the parts it hangs on, the outermost first."""

    svg: str
    chain: tuple[Part, ...]
    thing: str | None
    light: bool
    depth: float
    detail: float

    def placed(self, pose: Pose) -> Affine:
        """From where it was drawn to where the pose puts it, in the drawing's units."""
        there, rest = NO_MOVE, NO_MOVE
        for part in self.chain:
            there = there @ part.base @ matrix(pose.get(part.name, STILL), part.pivot)
            rest = rest @ part.base
        return there @ np.linalg.inv(rest)

    def shown(self, pose: Pose) -> float:
        shown = 1.0
        for part in self.chain:
            shown *= pose.get(part.name, STILL).show
        return max(0.0, min(1.0, shown))

    def wiped(self, pose: Pose) -> float:
        return min((pose.get(part.name, STILL).wipe for part in self.chain), default=1.0)


class Layer(NamedTuple):
    """A sheet as pixels: premultiplied BGRA, and ever smaller sizes of it for when it is seen from afar."""

    sheet: Sheet
    paints: tuple[Pixels, ...]
    scale: float  # pixels of the largest paint to a unit
    left: float
    top: float


@cache
def layers_of(name: str, scale: float) -> tuple[Layer, ...]:
    """All of a drawing's layers, from the back to the front; the first fills the picture and has no holes."""
    found = []
    for index, sheet in enumerate(sheets_of(name)):
        frame = (0, 0, UNITS_WIDE, UNITS_HIGH) if index == 0 else extent(sheet.svg)
        if frame is None:
            continue
        sharp = scale * sheet.detail
        paint = premultiplied(rendered(framed(sheet.svg, frame), max(2, round(frame[2] * sharp))))
        if sheet.light:
            paint[:, :, 3] = 0
        paints = [paint]
        while min(paints[-1].shape[:2]) > 64 and len(paints) < 4:
            high, wide = paints[-1].shape[:2]
            small = cv2.resize(paints[-1], (wide // 2, high // 2), interpolation=cv2.INTER_AREA)
            paints.append(np.asarray(small, np.uint8))
        found.append(Layer(sheet, tuple(paints), paint.shape[1] / frame[2], frame[0], frame[1]))
    return tuple(found)


def premultiplied(pixels: Pixels) -> Pixels:
    alpha = cv2.merge([pixels[:, :, 3]] * 3)
    colour = cv2.multiply(np.ascontiguousarray(pixels[:, :, :3]), alpha, scale=1 / 255)
    return np.asarray(cv2.merge([*cv2.split(colour), pixels[:, :, 3]]), np.uint8)


@cache
def extent(svg: str) -> tuple[int, int, int, int] | None:
    """The whole units that hold all its paint; None if there is none."""
    side = (-REACH, -REACH, UNITS_WIDE + 2 * REACH, UNITS_HIGH + 2 * REACH)
    coarse = 4
    alpha = rendered(framed(svg, side), side[2] // coarse)[:, :, 3]
    left, top, wide, high = (coarse * value for value in cv2.boundingRect(alpha))
    if not wide:
        return None
    return left - REACH - coarse, top - REACH - coarse, wide + 2 * coarse, high + 2 * coarse


@cache
def outline(sheet: Sheet) -> Affine:
    """The line round a sheet's paint, an eighth of a unit exact: columns (x, y, 1), closed."""
    frame, fine = extent(sheet.svg), 4
    if frame is None:
        raise ValueError("a thing on sale has no paint")
    alpha = rendered(framed(sheet.svg, frame), frame[2] * fine)[:, :, 3]
    contours, _ = cv2.findContours((alpha > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    line = np.vstack([np.vstack([part, part[:1]]) for part in contours])[:, 0].astype(np.float64)
    x, y = (line[:, 0] + 0.5) / fine + frame[0], (line[:, 1] + 0.5) / fine + frame[1]
    return np.vstack([x, y, np.ones(len(x))])


def framed(svg: str, frame: tuple[int, int, int, int]) -> str:
    left, top, wide, high = frame
    return svg.replace(
        "<svg ", f'<svg viewBox="{left} {top} {wide} {high}" width="{wide}" height="{high}" ', 1
    )


@cache
def sheets_of(name: str) -> tuple[Sheet, ...]:
    root = ET.fromstring(drawing(name))  # noqa: S314 (our own drawings)
    _bring_in_figures(root)
    paint = "".join(_text(child) for child in root if child.tag == f"{SVG}defs")
    return tuple(_sheets(root, paint, (), None, light=False, depth=1.0, detail=1.0))


def _bring_in_figures(root: ET.Element) -> None:
    """A figure that plays in several drawings is kept once, in a file of its own."""
    for place in [element for element in root.iter(f"{SVG}g") if element.get("data-figure")]:
        figure = ET.fromstring(  # noqa: S314 (our own drawings)
            (DRAWINGS / "figures" / f"{place.attrib.pop('data-figure')}.svg").read_text("utf-8")
        )
        place[:0] = [child for child in figure if child.tag != f"{SVG}defs"]
        for paint in figure.iter(f"{SVG}defs"):
            root.insert(0, deepcopy(paint))


def _sheets(
    parent: ET.Element,
    paint: str,
    chain: tuple[Part, ...],
    thing: str | None,
    *,
    light: bool,
    depth: float,
    detail: float,
) -> Iterator[Sheet]:
    run: list[str] = []

    def still() -> Iterator[Sheet]:
        if run:
            opened = "".join(f'<g transform="{part.rest}">' if part.rest else "<g>" for part in chain)
            body = paint + opened + "".join(run) + "</g>" * len(chain)
            run.clear()
            yield Sheet(
                f'<svg xmlns="{SVG[1:-1]}">{body}</svg>',
                chain,
                thing,
                light=light,
                depth=depth,
                detail=detail,
            )

    for child in parent:
        if child.tag == f"{SVG}defs":
            continue
        if child.tag != f"{SVG}g" or not child.get("id"):
            run.append(_text(child))
            continue
        yield from still()
        yield from _sheets(
            child,
            paint,
            (*chain, _part(child)),
            child.get("data-thing", thing),
            light=bool(child.get("data-light")) or light,
            depth=float(child.get("data-depth", depth)),
            detail=float(child.get("data-detail", detail)),
        )
    yield from still()


def _part(group: ET.Element) -> Part:
    rest = group.get("transform", "")
    x, y = (float(value) for value in group.get("data-pivot", "0 0").split())
    return Part(group.attrib["id"], rest, (x, y), affine(rest))


def _text(element: ET.Element) -> str:
    ET.register_namespace("", SVG[1:-1])
    return ET.tostring(element, "unicode")


def affine(transform: str) -> Affine:
    """An SVG transform list as a matrix."""
    total = NO_MOVE
    for kind, inside in re.findall(r"(\w+)\(([^)]*)\)", transform):
        values = [float(value) for value in re.split(r"[\s,]+", inside.strip())]
        total = total @ _STEPS[kind](values)
    return total


def _translated(v: list[float]) -> Affine:
    return np.array([[1, 0, v[0]], [0, 1, v[1] if len(v) > 1 else 0], [0, 0, 1]], np.float64)


def _scaled(v: list[float]) -> Affine:
    return np.diag([v[0], v[1] if len(v) > 1 else v[0], 1.0])


def _rotated(v: list[float]) -> Affine:
    about = _translated(v[1:]) if len(v) > 1 else NO_MOVE
    c, s = np.cos(np.radians(v[0])), np.sin(np.radians(v[0]))
    return about @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.linalg.inv(about)


_STEPS = {"translate": _translated, "scale": _scaled, "rotate": _rotated}
