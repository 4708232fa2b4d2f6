"""Is it this product, and not one like it: what of its print and colours is there, and what is denied."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagging.finding.likeness import BLOCK, Laid, Sheet, blocks_of, lay, sheet_for

if TYPE_CHECKING:
    import numpy as np

    from tagging.finding.shelf import Item

    Array = np.ndarray[Any, Any]

FULL = 168
# Light and grading move all colours of a thing together; by this much (natural logarithm of a channel's gain
# against green's) lamps and graders do.
LIGHT = 0.30
# Distances in Lab (brightness counting less): the same colour, and another one.
SAME_COLOUR, OTHER_COLOUR = 9.0, 24.0
# Correlations of a block: another print, and the same.
OTHER_PRINT, SAME_PRINT = 0.35, 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for a photo at a pose, all shares 0 to 1.

    `print_` and `colour`: of the product's pattern and of its colours, what agrees; `denied`: what of the
    pattern is wrong while all around it is right; `seen`: what is inside the picture; `light`: how far beyond
    the usual the light would have to be; `blocks`: how many with a pattern were compared; `whole`: whether
    also what may have been the photo's scene is there, and so belongs to the product; `score`: all in one.
    """

    homography: "Array"
    print_: float
    colour: float
    denied: float
    seen: float
    light: float
    blocks: int
    whole: bool
    score: float


def weigh(item: "Item", plane: "Array", homography: "Array") -> Evidence | None:
    """The evidence at a settled pose; None where less than a third of the product is in the picture."""
    import numpy as np

    sheet = sheet_for(item, homography, FULL)
    if len(sheet.grid) < 4:
        return None
    laid = lay(sheet, plane, homography, max(3, round(0.035 * max(sheet.grey.shape))))
    inside = laid.inside
    if not inside.any():
        return None
    theirs = _smoothed_out(laid)
    fits = np.clip((_correlation(sheet, theirs) - OTHER_PRINT) / (SAME_PRINT - OTHER_PRINT), 0, 1)
    off, light = _colours_off(sheet, theirs, inside * (0.1 + fits))
    hue = np.clip((OTHER_COLOUR - off) / (OTHER_COLOUR - SAME_COLOUR), 0, 1)
    # What may be the photo's scene speaks for the product where it is there, and never against it.
    sure = np.where(sheet.sure, 1.0, fits * hue)
    pattern = np.clip((sheet.texture - 3) / 20, 0, 1) * sure
    total = float(pattern.sum())
    if total < 1 or float(pattern[inside].sum()) < 0.34 * total:
        return None
    maybe = inside & ~sheet.sure & (sheet.texture > 6)
    both = np.where(pattern > 0.1, fits, 1.0) * hue
    share = np.maximum(pattern, 0.25 * sure) * inside
    # Colour is asked where the thing itself is seen: under a hand it says nothing.
    shown = np.where((fits > 0.5) | (pattern < 0.2), np.maximum(pattern * fits, 0.15 * sure), 0) * inside
    print_ = float((pattern * fits)[inside].sum() / pattern[inside].sum())
    denied = _denied(sheet.grid, np.where(inside, both, -1), pattern)
    agreed = float((share * both).sum() / share.sum())
    colour = float((shown * hue).sum() / max(shown.sum(), 1e-6))
    return Evidence(
        homography,
        print_=print_,
        colour=colour,
        denied=denied,
        seen=float(pattern[inside].sum() / total),
        light=light,
        blocks=int((inside & (pattern > 0.2)).sum()),
        whole=bool(not maybe.any() or (fits * hue)[maybe].mean() > 0.6),
        score=agreed * (1 - _likely_another(agreed, denied)) * (1 - _likely_recoloured(colour)),
    )


def _likely_another(agreed: float, denied: float) -> float:
    """What the score loses for how the wrong part lies.

    A hand takes a whole side; another flavour's print lies here and there amid what is right.
    """
    wrong = 1 - agreed + 0.02
    scattered = min(1.0, max(0.0, (denied / wrong - 0.35) / 0.25))
    return 0.4 * scattered * min(1.0, denied / 0.06)


def _likely_recoloured(colour: float) -> float:
    """What it loses for other colours where the print is right: what hides a colour hides its print too."""
    return 0.5 * min(1.0, max(0.0, (0.85 - colour) / 0.25))


def _smoothed_out(laid: Laid) -> "Array":
    """The picture laid on the sheet without what a round or bent thing leaves: slips that change slowly.

    Each block for itself would find a stroke somewhere that looks like its own; all of them together don't.
    """
    import cv2
    import numpy as np

    height, width = laid.sheet.grey.shape
    good = laid.inside & (laid.fits > 0.5) & (laid.sheet.texture > 7)
    if good.sum() < 12:
        return laid.colours
    at = laid.at / (width, height) - 0.5
    terms = _terms(at[:, 0], at[:, 1])
    trust = (laid.sheet.texture * laid.fits * good)[:, None]
    slip = laid.slip.astype(float)
    bend = np.zeros((6, 2))
    for _ in range(3):
        # A little ridge keeps the bend small where there is nothing to hold it.
        held = terms.T @ (trust * terms) + np.diag([0, 1, 1, 4, 4, 4]) * 0.003 * trust.sum()
        bend = np.linalg.solve(held, terms.T @ (trust * slip))
        apart = np.linalg.norm(slip - terms @ bend, axis=1, keepdims=True)
        trust = (laid.sheet.texture * laid.fits * good)[:, None] / (1 + (apart / 1.2) ** 2) ** 2
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    moved = _terms(xs.ravel() / width - 0.5, ys.ravel() / height - 0.5) @ bend
    x, y = (xs + moved[:, 0].reshape(height, width)), (ys + moved[:, 1].reshape(height, width))
    return cv2.remap(
        laid.colours, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE
    )


def _terms(x: "Array", y: "Array") -> "Array":
    import numpy as np

    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)


def _correlation(sheet: Sheet, theirs: "Array") -> "Array":
    """Correlation of each block over all channels, the best within a pixel, as if the film had no noise."""
    import cv2
    import numpy as np

    ours, film = sheet.colours.astype(np.float32), theirs.astype(np.float32)
    noise = 1.2 * np.median(np.abs(film - cv2.GaussianBlur(film, (0, 0), 1.0)), axis=(0, 1)) ** 2
    mean, spread = blocks_of(ours, sheet.grid), np.maximum(sheet.texture, 1.0) * 3**0.5
    padded = cv2.copyMakeBorder(film, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    best = np.full(len(sheet.grid), -1.0)
    for dy in range(3):
        for dx in range(3):
            moved = padded[dy : dy + ours.shape[0], dx : dx + ours.shape[1]]
            their_mean = blocks_of(moved, sheet.grid)
            variance = np.maximum(blocks_of(moved * moved, sheet.grid) - their_mean**2, 0)
            clean = np.sqrt(np.maximum(variance - noise, 0.35 * variance).sum(axis=1) + 1.0)
            joint = (blocks_of(ours * moved, sheet.grid) - mean * their_mean).sum(axis=1)
            best = np.maximum(best, joint / (spread * clean))
    return best


def _colours_off(sheet: Sheet, theirs: "Array", trust: "Array") -> "tuple[Array, float]":
    """Each block's distance in Lab from the photo under the light that suits most, and how odd that is."""
    import cv2
    import numpy as np

    ours = blocks_of(sheet.colours.astype(np.float32), sheet.grid)
    there = blocks_of(theirs.astype(np.float32), sheet.grid)
    gain = np.log((there + 6) / (ours + 6))
    middle = np.array([_median(gain[:, c], trust) for c in range(3)])
    cast = middle - middle[1]
    odd = float(max(0.0, np.abs(cast).max() - LIGHT))
    middle = middle[1] + np.clip(cast, -LIGHT, LIGHT)
    lit = (there + 6) / np.exp(middle) - 6
    one, other = (
        cv2.cvtColor(np.clip(c / 255, 0, 1).astype(np.float32)[None], cv2.COLOR_BGR2LAB)[0]
        for c in (ours, lit)
    )
    apart = np.linalg.norm((one - other) * (0.35, 1, 1), axis=1)
    # In the dark a step of the film's colours is a large one of the photo's.
    return apart / max(1.0, float(np.exp(-middle[1])) ** 0.5), odd


def _median(values: "Array", weights: "Array") -> float:
    import numpy as np

    order = np.argsort(values)
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, passed[-1] / 2)])


def _denied(grid: "Array", both: "Array", pattern: "Array") -> float:
    """Share of the pattern that is wrong amid what is right: another print. A hand comes from outside."""
    import numpy as np

    far = np.abs(grid[:, None] - grid).max(axis=2)
    near = (far > 0) & (far <= 1.6 * BLOCK) & (both >= 0)
    right = (near * np.clip(both, 0, 1)).sum(axis=1) / np.maximum(near.sum(axis=1), 1)
    wrong = (both >= 0) & (both < 0.35)
    return float((pattern * wrong * right).sum() / max(pattern.sum(), 1e-6))
