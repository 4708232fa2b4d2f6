"""One shot as the camera sees it: its drawing's layers, placed by pose and camera, over each other."""

import cv2
import numpy as np

from demo.layers import Layer, Sheet, layers_of
from demo.moves import Affine, Pose
from demo.pictures import UNITS_HIGH, UNITS_WIDE, Pixels
from demo.shots import Camera

FLAGS = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def picture(drawing: str, scale: float, camera: Camera, pose: Pose, width: int) -> Pixels:
    """BGR; `scale` is how many pixels of the layers stand for a unit."""
    back, *front = layers_of(drawing, scale)
    high = width * UNITS_HIGH // UNITS_WIDE
    paint, there = fitting(back, view(camera, back.sheet, width))
    colour = cv2.cvtColor(paint, cv2.COLOR_BGRA2BGR)
    whole = cv2.warpAffine(
        colour, pixel_map(there)[:2], (width, high), flags=FLAGS, borderMode=cv2.BORDER_REPLICATE
    )
    canvas = np.asarray(whole, np.uint8)
    for layer in front:
        lay(canvas, layer, camera, pose, width)
    return canvas


def lay(canvas: Pixels, layer: Layer, camera: Camera, pose: Pose, width: int) -> None:
    cut = warped(layer, camera, pose, width)
    if cut is None:
        return
    patch, left, top = cut
    under = canvas[top : top + patch.shape[0], left : left + patch.shape[1]]
    if layer.sheet.light:
        cv2.add(under, cv2.cvtColor(patch, cv2.COLOR_BGRA2BGR), under)
        return
    rest = cv2.cvtColor(cv2.bitwise_not(patch[:, :, 3]), cv2.COLOR_GRAY2BGR)
    left_over = cv2.multiply(under, rest, scale=1 / 255)
    cv2.add(left_over, cv2.cvtColor(patch, cv2.COLOR_BGRA2BGR), under)


def warped(layer: Layer, camera: Camera, pose: Pose, width: int) -> tuple[Pixels, int, int] | None:
    """The layer where it is seen, as a patch with its corner; None if nothing of it is."""
    shown, wiped = layer.sheet.shown(pose), layer.sheet.wiped(pose)
    if shown <= 0.003 or wiped <= 0:
        return None
    seen = view(camera, layer.sheet, width) @ layer.sheet.placed(pose)
    paint, there = fitting(layer, seen)
    if wiped < 1:
        paint = paint.copy()
        paint[:, round(wiped * paint.shape[1]) :] = 0
    high, wide = paint.shape[:2]
    corners = there @ np.array([[0, wide, 0, wide], [0, 0, high, high], [1, 1, 1, 1]], np.float64)
    left, top = (max(0, int(np.floor(corners[axis].min())) - 1) for axis in (0, 1))
    right = min(width, int(np.ceil(corners[0].max())) + 1)
    bottom = min(width * UNITS_HIGH // UNITS_WIDE, int(np.ceil(corners[1].max())) + 1)
    if right <= left or bottom <= top or abs(np.linalg.det(there[:2, :2])) < 1e-6:
        return None
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], np.float64)
    patch = cv2.warpAffine(paint, pixel_map(shift @ there)[:2], (right - left, bottom - top), flags=FLAGS)
    if shown < 1:
        patch = cv2.convertScaleAbs(patch, alpha=shown)
    return np.asarray(patch, np.uint8), left, top


def coverage(
    drawing: str, scale: float, camera: Camera, pose: Pose, width: int, thing: str
) -> tuple[Pixels, Pixels]:
    """How far each pixel is the thing's, 0 to 255: were it alone, and as the layers before it leave it."""
    size = (width * UNITS_HIGH // UNITS_WIDE, width)
    alone, left_over = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for layer in layers_of(drawing, scale)[1:]:
        cut = None if layer.sheet.light else warped(layer, camera, pose, width)
        if cut is None:
            continue
        patch, x, y = cut
        alpha = np.ascontiguousarray(patch[:, :, 3])
        place = np.s_[y : y + alpha.shape[0], x : x + alpha.shape[1]]
        for mask, adds in ((alone, layer.sheet.thing == thing), (left_over, layer.sheet.thing == thing)):
            if adds or mask is left_over:
                kept = cv2.multiply(mask[place], cv2.bitwise_not(alpha), scale=1 / 255)
                mask[place] = cv2.add(kept, alpha) if adds else kept
    return alone, left_over


def view(camera: Camera, sheet: Sheet, width: int) -> Affine:
    """From the drawing's units to the picture's pixels; what is far away follows the camera less."""
    x = UNITS_WIDE / 2 + (camera.x - UNITS_WIDE / 2) * sheet.depth
    y = UNITS_HIGH / 2 + (camera.y - UNITS_HIGH / 2) * sheet.depth
    zoom = 1 + (camera.zoom - 1) * sheet.depth
    seen = Camera(x, y, zoom)
    step = width / UNITS_WIDE * zoom
    return np.array([[step, 0, -seen.left * step], [0, step, -seen.top * step], [0, 0, 1]], np.float64)


def fitting(layer: Layer, seen: Affine) -> tuple[Pixels, Affine]:
    """The paint that needs the least shrinking, lest fine lines shimmer, and its way to the picture."""
    size = float(np.sqrt(abs(np.linalg.det(seen[:2, :2])))) / layer.scale
    pick = 0
    while pick + 1 < len(layer.paints) and size * 2 ** (pick + 1) <= 1.05:
        pick += 1
    paint, whole = layer.paints[pick], layer.paints[0]
    across = whole.shape[1] / paint.shape[1] / layer.scale
    down = whole.shape[0] / paint.shape[0] / layer.scale
    return paint, seen @ np.array([[across, 0, layer.left], [0, down, layer.top], [0, 0, 1]], np.float64)


def pixel_map(there: Affine) -> Affine:
    """Back from the picture to the paint. Pixel middles, not corners, are mapped: hence the half steps."""
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], np.float64)
    return np.linalg.inv(half) @ np.linalg.inv(there) @ half
