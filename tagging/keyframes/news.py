"""What one small view shows that another doesn't: something brought in, somebody gone, another place."""

from dataclasses import dataclass

import cv2
import numpy as np

from tagging.keyframes.middle import median
from tagging.keyframes.worth import Plane, View

# Levels (of 255) beyond all that the other view has nearby; colour says twice as much as light.
CHANGED = 14
# A view is the other one moved where their middles correlate so; a rest needs no reason, a move does.
ALIKE, WORTH_MOVING = 0.6, 0.05
# Light may change this much without being news.
GAIN = (0.6, 1.7)
DARK = np.array([0, 128, 128], np.float32)
LEVELS = np.repeat(np.arange(256, dtype=np.float32)[None, :, None], 3, axis=2)
NEAR, PAIR = np.ones((3, 3), np.uint8), np.ones((2, 2), np.uint8)
# Two pieces of about one size, and as alike as this (levels of 255), may be one thing that has moved;
# something larger that is gone is another view, wherever else a part of it may be found.
ALIKE_SIZE, NEARLY, MOVED_MOST = 0.5, 26, 0.4


@dataclass(frozen=True, slots=True)
class News:
    """In shares of the picture: the largest piece that is new, and all that is new or was out of view."""

    piece: float
    whole: float
    where: Plane  # mask of what changed, over the new view
    shift: tuple[int, int]


def news(old: View, new: View) -> News:
    """Compared as if the camera had stood, or as if it had moved: whichever leaves less to explain."""
    resting = _compared(old.picture, new.picture, (0, 0))
    shift = _moved_by(cv2.extractChannel(old.picture, 0), cv2.extractChannel(new.picture, 0))
    if shift == (0, 0) or resting.piece == 0:
        return resting
    moving = _compared(old.picture, new.picture, shift)
    return moving if moving.whole < resting.whole else resting


def _compared(a: Plane, b: Plane, shift: tuple[int, int]) -> News:
    dx, dy = shift
    height, width = a.shape[:2]
    # Where the new view's pixels lie in the old one, as far as both show them.
    ours = (slice(max(0, -dy), height - max(0, dy)), slice(max(0, -dx), width - max(0, dx)))
    theirs = (slice(max(0, dy), height + min(0, dy)), slice(max(0, dx), width + min(0, dx)))
    was, now = np.ascontiguousarray(a[theirs]), _lit_like(a[theirs], b[ours])
    beyond = cv2.max(_beyond(was, now), _beyond(now, was))
    changed = cv2.threshold(beyond, CHANGED, 1, cv2.THRESH_BINARY)[1]
    # A pixel alone is an edge that trembles.
    changed = cv2.morphologyEx(changed, cv2.MORPH_OPEN, PAIR)
    where = np.zeros((height, width), np.uint8)
    where[ours] = changed
    sizes = cv2.connectedComponentsWithStats(changed, connectivity=8)[2][1:, cv2.CC_STAT_AREA]
    unseen = height * width - changed.size
    piece = float(sizes.max(initial=0)) / where.size
    return News(piece, (int(changed.sum()) + unseen) / where.size, where, shift)


def _moved_by(old: Plane, new: Plane) -> tuple[int, int]:
    """Where the new view's middle lies in the old view, less where it was: columns and rows."""
    height, width = new.shape
    top, left = height // 4, width // 4
    middle = new[top : height - top, left : width - left]
    if cv2.meanStdDev(middle)[1][0, 0] < 2:
        return 0, 0
    found = cv2.matchTemplate(old, middle, cv2.TM_CCOEFF_NORMED)
    best = int(found.argmax())
    y, x = divmod(best, found.shape[1])
    if found[y, x] < ALIKE or found[y, x] < found[top, left] + WORTH_MOVING:
        return 0, 0
    return x - left, y - top


def _lit_like(old: Plane, new: Plane) -> Plane:
    """The new view under the old one's light: dimmer light takes colour too, towards the grey of 128."""
    ratios = (old[..., 0] + np.float32(8)) / (new[..., 0] + np.float32(8))
    gain = min(max(median(ratios), GAIN[0]), GAIN[1])
    lit = np.clip(LEVELS * np.float32(gain) + DARK * (1 - gain), 0, 255).astype(np.uint8)
    return cv2.LUT(new, lit)


def _beyond(old: Plane, new: Plane) -> Plane:
    """How far each pixel is outside of what the other view has around the same place."""
    low, high = cv2.erode(old, NEAR), cv2.dilate(old, NEAR)
    y, cr, cb = cv2.split(cv2.max(cv2.subtract(low, new), cv2.subtract(new, high)))
    colour = cv2.max(cr, cb)
    return cv2.max(y, cv2.add(colour, colour))


def is_moved(old: View, new: View, found: News) -> bool:
    """Whether the two largest pieces that changed are where one thing was and where it is now."""
    if found.shift != (0, 0) or found.whole > MOVED_MOST:
        return False
    pieces = cv2.connectedComponentsWithStats(found.where, connectivity=8)[2][1:]
    if len(pieces) < 2:
        return False
    one, other = pieces[np.argsort(-pieces[:, cv2.CC_STAT_AREA])[:2]]
    if other[cv2.CC_STAT_AREA] < ALIKE_SIZE * one[cv2.CC_STAT_AREA]:
        return False
    ways = ((one, other), (other, one))
    return any(_unlike(_cut(old.picture, was), _cut(new.picture, now)) < NEARLY for was, now in ways)


def _cut(picture: Plane, piece: Plane) -> Plane:
    """The piece's middle, at a size of its own: its rim is as much behind it as in it."""
    x, y, w, h = (int(v) for v in piece[:4])
    inner = picture[y + h // 6 : y + h - h // 6, x + w // 6 : x + w - w // 6]
    return cv2.resize(inner, (4, 6), interpolation=cv2.INTER_AREA)


def _unlike(a: Plane, b: Plane) -> float:
    return float(np.abs(a.astype(np.int16) - b).mean(axis=(0, 1)).max())
