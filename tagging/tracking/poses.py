"""Boxes and poses: a pose carries the canvas of a look into the picture."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tagging.tracking.look import Look
from tagging.tracking.reel import Plane
from tagging.tracking.search import Peak
from tagging.tracking.view import moved

Array = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]

# A thing of which less than this is within the picture has left it.
INSIDE_MIN = 0.18


@dataclass(frozen=True)
class Step:
    """Where the thing is in one picture: the map from the canvas, and how sure that is."""

    pose: Array
    visible: bool
    confidence: float


def is_inside(box: Box, plane: Plane) -> bool:
    high, wide = plane.grey.shape
    x, y, w, h = box
    across, down = min(x + w, wide) - max(x, 0.0), min(y + h, high) - max(y, 0.0)
    return across > 0 and down > 0 and across * down > INSIDE_MIN * w * h


def box_of(look: Look, pose: Array) -> Box:
    """Around the thing's outline, in pixels; it may reach over the edge."""
    corners = moved(pose, look.figure.outline)
    (x0, y0), (x1, y1) = corners.min(0), corners.max(0)
    return float(x0), float(y0), float(x1 - x0), float(y1 - y0)


def pose_for(look: Look, box: Box) -> Array:
    """Upright, so that the outline fills the box."""
    (x0, y0), (x1, y1) = look.figure.outline.min(0), look.figure.outline.max(0)
    sx, sy = max(box[2], 2.0) / (x1 - x0), max(box[3], 2.0) / (y1 - y0)
    return np.array([[sx, 0, box[0] - sx * x0], [0, sy, box[1] - sy * y0], [0, 0, 1]])


def side_of(look: Look, pose: Array) -> float:
    """The side of a square as large as the thing, in pixels."""
    return max(4.0, float(cv2.contourArea(moved(pose, look.canvas.corners).astype(np.float32))) ** 0.5)


def shifted(pose: Array, by: Array) -> Array:
    return np.array([[1, 0, by[0]], [0, 1, by[1]], [0, 0, 1]]) @ pose


def placed(pose: Array, middle: Array, peak: Peak) -> Array:
    angle = np.deg2rad(peak.turn)
    c, s = peak.scale * np.cos(angle), peak.scale * np.sin(angle)
    x, y = middle
    there = peak.middle
    move = np.array([[c, -s, there[0] - c * x + s * y], [s, c, there[1] - s * x - c * y], [0, 0, 1]])
    return move @ pose
