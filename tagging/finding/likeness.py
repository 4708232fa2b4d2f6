"""A photo laid upon a place in a picture: the pose mended block by block, coarse to fine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagging.finding.poses import is_plausible, mapped

if TYPE_CHECKING:
    import numpy as np

    from tagging.finding.shelf import Item

    Array = np.ndarray[Any, Any]

BLOCK = 16
STEP = 10
# Extent of the sheet and how far a block may have slipped, as a part of it: coarse to fine.
ROUNDS = ((80, 0.11), (120, 0.06), (168, 0.035))
SIDES = (56, 68, 80, 100, 120, 144, 168)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The photo at about the size it has in the picture. `scale` is sheet pixels for one of the photo.

    `grid` holds top left corners (x, y) of the blocks on the product, `texture` their spread;
    `sure` is False for blocks of which it isn't known whether they are the product or what it stands before.
    """

    colours: "Array"
    grey: "Array"
    mask: "Array"
    scale: float
    grid: "Array"
    texture: "Array"
    sure: "Array"

    def lay(self, plane: "Array", homography: "Array") -> "Array":
        """The picture (BGR or mask) as the photo's camera would have seen it, of the sheet's size."""
        import cv2
        import numpy as np

        down = homography @ np.diag([1 / self.scale, 1 / self.scale, 1])
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpPerspective(plane, down, self.grey.shape[::-1], flags=how)


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The blocks of a sheet beside the picture, whose pixels the sheet's camera would have seen as `colours`.

    For each block its middle, the slip (x, y) at which it fits best, how well it correlates there (-1 to 1),
    and whether it is inside the picture at all.
    """

    sheet: Sheet
    colours: "Array"
    at: "Array"
    slip: "Array"
    fits: "Array"
    inside: "Array"


def settled(item: "Item", plane: "Array", homography: "Array", first: int = 0) -> "Array | None":
    """The pose mended until the blocks lie where the picture has them; None where they fall apart."""
    import numpy as np

    for side, part in ROUNDS[first:]:
        sheet = sheet_for(item, homography, side)
        laid = lay(sheet, plane, homography, max(3, round(part * max(sheet.grey.shape))))
        patterned = laid.inside & (sheet.texture > 7)
        good = patterned & (laid.fits > 0.55)
        if good.sum() < max(4, 0.3 * (patterned & sheet.sure).sum()):
            return None
        better = _mended(sheet, homography, laid.at[good], laid.slip[good])
        if better is None or not is_plausible(better, item):
            return None
        homography = better
        if side > _side_in_plane(item, homography) * 1.2:
            break
    return np.asarray(homography)


def sheet_for(item: "Item", homography: "Array", most: int) -> Sheet:
    """The item's sheet of the size that it has in the picture, or `most`."""
    wanted = min(most, max(SIDES[0], _side_in_plane(item, homography)))
    return sheet_of(item, min(SIDES, key=lambda s: abs(s - wanted)))


def sheet_of(item: "Item", side: int) -> Sheet:
    """The item's sheet of this extent, drawn once."""
    if side not in item.sheets:
        item.sheets[side] = _sheet(item, side)
    return item.sheets[side]


def _side_in_plane(item: "Item", homography: "Array") -> float:
    import cv2
    import numpy as np

    height, width = item.cutout.picture.shape[:2]
    quad = mapped(homography, np.array([[0, 0], [width, 0], [width, height], [0, height]], float))
    area = abs(cv2.contourArea(quad.astype(np.float32)))
    return float(_extent(item) * np.sqrt(area / (width * height)))


def _extent(item: "Item") -> float:
    """Longest side of most things; less for a narrow one, so that its sheet has blocks enough across."""
    height, width = item.cutout.picture.shape[:2]
    return 1.15 * float(height * width) ** 0.5


def _sheet(item: "Item", side: int) -> Sheet:
    import cv2
    import numpy as np

    height, width = item.cutout.picture.shape[:2]
    scale = side / _extent(item)
    size = (max(BLOCK, round(width * scale)), max(BLOCK, round(height * scale)))
    colours = cv2.resize(item.cutout.picture, size, interpolation=cv2.INTER_AREA)
    colours = cv2.GaussianBlur(colours, (3, 3), 0)
    grey = cv2.cvtColor(colours, cv2.COLOR_BGR2GRAY)
    mask = cv2.resize(item.cutout.mask, size, interpolation=cv2.INTER_NEAREST)
    xs, ys = (
        np.unique(np.linspace(0, far, max(1, round(far / STEP) + 1)).astype(int))
        for far in (size[0] - BLOCK, size[1] - BLOCK)
    )
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    # The outline is an edge against the photo's own ground, and another ground is behind it in the film.
    core = (mask > 0).astype(np.uint8)
    if not core.all():
        rim = cv2.copyMakeBorder(core, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
        core = cv2.erode(rim, np.ones((5, 5), np.uint8))[2:-2, 2:-2]
    grid = grid[blocks_of(core.astype(np.float32), grid) >= 0.97]
    # Of all channels: a violet print on red has hardly any brightness of its own.
    mean = blocks_of(colours.astype(np.float32), grid)
    square = blocks_of(colours.astype(np.float32) ** 2, grid)
    texture = np.sqrt(np.maximum(0, square - mean**2).mean(axis=1))
    sure = blocks_of((mask == 255).astype(np.float32), grid) >= 0.6
    return Sheet(colours, grey, mask, scale, grid, texture, sure)


def blocks_of(plane: "Array", corners: "Array") -> "Array":
    """Means of a plane (or of each of its channels) over the blocks with these top left corners."""
    import cv2

    full = cv2.integral(plane, sdepth=cv2.CV_64F)
    x, y = corners[:, 0], corners[:, 1]
    total = full[y + BLOCK, x + BLOCK] - full[y, x + BLOCK] - full[y + BLOCK, x] + full[y, x]
    return total / BLOCK**2


def lay(sheet: Sheet, plane: "Array", homography: "Array", reach: int) -> Laid:
    """Compares the sheet's blocks with the picture, each within `reach` pixels of where the pose puts it."""
    import cv2
    import numpy as np

    colours = cv2.GaussianBlur(sheet.lay(plane, homography), (3, 3), 0)
    there = sheet.lay(np.ones(plane.shape[:2], np.float32), homography)
    inside = blocks_of(there, sheet.grid) > 0.9
    padded = cv2.copyMakeBorder(
        cv2.cvtColor(colours, cv2.COLOR_BGR2GRAY), reach, reach, reach, reach, cv2.BORDER_REFLECT_101
    )
    slip = np.zeros((len(sheet.grid), 2), int)
    fits = np.zeros(len(sheet.grid))
    for k in np.nonzero(inside & (sheet.texture > 3))[0]:
        x, y = sheet.grid[k]
        window = padded[y : y + BLOCK + 2 * reach, x : x + BLOCK + 2 * reach]
        scores = cv2.matchTemplate(window, sheet.grey[y : y + BLOCK, x : x + BLOCK], cv2.TM_CCOEFF_NORMED)
        _, fits[k], _, best = cv2.minMaxLoc(scores)
        slip[k] = best[0] - reach, best[1] - reach
    return Laid(sheet, colours, sheet.grid + BLOCK / 2, slip, fits, inside)


def _mended(sheet: Sheet, homography: "Array", at: "Array", slip: "Array") -> "Array | None":
    """The pose that also explains where the blocks were found."""
    import cv2
    import numpy as np

    photo = (at / sheet.scale).astype(np.float32)
    film = mapped(homography, (at + slip) / sheet.scale).astype(np.float32)
    off = 0.02 * float(np.ptp(film, axis=0).max()) + 1.0
    if len(at) >= 10:
        better, inside = cv2.findHomography(photo, film, cv2.USAC_MAGSAC, off, maxIters=300)
        if better is not None and inside.sum() >= 8:
            return better
    affine, inside = cv2.estimateAffine2D(
        photo, film, method=cv2.RANSAC, ransacReprojThreshold=off, maxIters=300
    )
    if affine is None or inside.sum() < 4:
        return None
    return np.vstack([affine, [0, 0, 1]])
