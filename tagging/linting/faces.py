"""Faces in one picture: OpenCV's cascades, from the front and from both sides, or a learned detector."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tagging.linting.again import Box, iou

Plane = np.ndarray[Any, Any]
Detector = Callable[[Plane], list[Box]]

# The smallest that matters: a chip that covers less hides nobody's look.
LEAST_PART = 0.1
# Planes wider than this hold no face that a smaller one doesn't; the cost goes with the area.
WIDE = 256
# Each step of the search is so much larger; how many neighbours must agree. From the side more, it errs more.
FRONT_STEP, SIDE_STEP = 1.2, 1.25
FRONT_AGREE, SIDE_AGREE = 4, 5
SURE = 0.75


def detector(model: Path | None = None) -> Detector:
    """Luma in, boxes as fractions out. With a model's file (YuNet, ONNX) that is asked, else the cascades."""
    return _learned(model) if model else _cascades()


def _cascades() -> Detector:
    front, side = (_cascade(name) for name in ("frontalface_alt2", "profileface"))

    def look(luma: Plane) -> list[Box]:
        share = min(1.0, WIDE / luma.shape[1])
        even = cv2.equalizeHist(cv2.resize(luma, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))
        least = max(20, round(LEAST_PART * even.shape[1]))
        found = _asked(front, even, FRONT_STEP, FRONT_AGREE, least)
        # The cascade knows faces that look to one side; the picture turned over has the others.
        found += _asked(side, even, SIDE_STEP, SIDE_AGREE, least)
        turned = _asked(side, cv2.flip(even, 1), SIDE_STEP, SIDE_AGREE, least)
        found += [(even.shape[1] - x - w, y, w, h) for x, y, w, h in turned]
        return _once([_part(box, even) for box in found])

    return look


def _learned(model: Path) -> Detector:
    asked = cv2.FaceDetectorYN.create(str(model), "", (320, 320), SURE)

    def look(luma: Plane) -> list[Box]:
        asked.setInputSize((luma.shape[1], luma.shape[0]))
        _, rows = asked.detect(cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR))
        found = [] if rows is None else [tuple(float(side) for side in row[:4]) for row in rows]
        return _once([_part(box, luma) for box in found])  # type: ignore[arg-type]  # four of each row

    return look


def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_{name}.xml")  # type: ignore[attr-defined]


def _asked(cascade: cv2.CascadeClassifier, plane: Plane, step: float, agree: int, least: int) -> list[Box]:
    found = cascade.detectMultiScale(plane, step, agree, minSize=(least, least))
    return [(float(x), float(y), float(w), float(h)) for x, y, w, h in found]


def _part(box: Box, luma: Plane) -> Box:
    high, wide = luma.shape[:2]
    left, top = max(0.0, box[0] / wide), max(0.0, box[1] / high)
    right, bottom = min(1.0, (box[0] + box[2]) / wide), min(1.0, (box[1] + box[3]) / high)
    return left, top, right - left, bottom - top


def _once(boxes: list[Box]) -> list[Box]:
    """Who was seen from the front and from the side is one."""
    kept: list[Box] = []
    for box in boxes:
        if all(iou(box, other) < 0.2 for other in kept):
            kept.append(box)
    return kept
