"""Lines of burnt-in captions in one picture: rows of sharp strokes, wide and low, about the middle."""

from typing import Any

import cv2
import numpy as np

from tagging.linting.again import Box

Plane = np.ndarray[Any, Any]

# A line's height and least width, parts of the picture.
LOW, HIGH, NARROW = 0.012, 0.075, 0.16
# Letters in a row are at least so wide for their height.
ASPECT = 2.2
# Captions stand in these parts of the picture, and about its middle.
TOP, BOTTOM = 0.34, 0.5
ASIDE = 0.16
# Letters are light, and so much lighter than what is round them; so much of a line is stroke.
LIGHT = 150
CONTRAST = 110
STROKES = (0.18, 0.85)
# Gaps between letters and words, in heights of the picture.
WORD_GAP = 0.02


def lines(luma: Plane) -> list[Box]:
    """Boxes as fractions of the picture, each around lines that stand under one another."""
    high, wide = luma.shape[:2]
    edges = cv2.morphologyEx(luma, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    light = cv2.dilate((luma > LIGHT).astype(np.uint8), np.ones((7, 7), np.uint8))
    strokes = ((edges > CONTRAST) & (light > 0)).astype(np.uint8)
    gap = max(3, round(WORD_GAP * high)) | 1
    joined = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((3, gap), np.uint8))
    # What is only a bridge between two rows, or a lone long edge, is thinner than any letter.
    thin = max(2, round(LOW * high * 0.7))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((thin, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, w, h, area in stats[1:].tolist():
        if not (LOW * high <= h <= HIGH * high and w >= NARROW * wide and w >= ASPECT * h):
            continue
        middle = (y + h / 2) / high
        if TOP < middle < BOTTOM or abs((x + w / 2) / wide - 0.5) > ASIDE or area < 0.55 * w * h:
            continue
        if STROKES[0] <= strokes[y : y + h, x : x + w].mean() <= STROKES[1] and _is_row(strokes, x, y, w, h):
            found.append((x / wide, y / high, w / wide, h / high))
    return _stacked(sorted(found, key=lambda box: box[1]))


def _is_row(strokes: Plane, x: int, y: int, w: int, h: int) -> bool:
    """Letters change along the line many times; a fence, a rail or an edge doesn't, or only evenly."""
    middle = strokes[y + h // 3 : y + h - h // 3, x : x + w].max(axis=0).astype(np.int8)
    changes = int(np.abs(np.diff(middle)).sum())
    row = strokes[y + h // 2, x : x + w].astype(np.int8)
    return changes >= 3 or int(np.abs(np.diff(row)).sum()) >= w / h * 1.2


def _stacked(boxes: list[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in boxes:
        last = kept[-1] if kept else None
        if last and box[1] - (last[1] + last[3]) < 0.8 * box[3] and _beside(last, box):
            left, right = min(last[0], box[0]), max(last[0] + last[2], box[0] + box[2])
            kept[-1] = (left, last[1], right - left, max(last[3], box[1] + box[3] - last[1]))
        else:
            kept.append(box)
    return kept


def _beside(a: Box, b: Box) -> bool:
    return min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]) > 0.5 * min(a[2], b[2])
