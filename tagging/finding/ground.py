"""What in a photo is the product: an even ground is cut away, a scene behind it is guessed at."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

# A border this even (mean distance in Lab from the sweep of light on it) was put there by a photographer.
PLAIN = 7.0
# So much of the border has to be ground: a thing may stand on one of its sides, or hang out of it.
BORDER_FREE = 0.75
# A sweep of light over a backdrop is no stronger than this (Lab); more is a scene.
SWEEP = 45.0
# A soft shadow: darker by no more than this, and of the ground's own hue.
SHADE, SHADE_HUE = 60.0, 7.0
# From pixel to pixel a shadow changes by less; and it is no more than this part of all that stands out.
STEP, SHADE_PART = 3.5, 0.3
# A cut-out with less of its convex hull than this is print on the ground, not a thing before it.
SOLID = 0.6


def off_plain_ground(picture: "Array") -> "Array | None":
    """True on what stands before an even ground; None where the border is not even."""
    import cv2
    import numpy as np

    lab = cv2.cvtColor(cv2.GaussianBlur(picture, (3, 3), 0), cv2.COLOR_BGR2LAB).astype(np.float32)
    swept = _sweep(lab)
    if swept is None:
        return None
    ground, usual = swept
    off = lab - ground
    like = np.linalg.norm(off, axis=2) < max(8.0, 3 * usual)
    # The thing's own soft shadow is no part of it; what begins with a step, however faint, is no shadow.
    fine, coarse = _slope(lab), _slope(cv2.GaussianBlur(lab, (0, 0), 4))
    step = cv2.dilate(
        ((fine > 1.6 * coarse + 0.5) | (fine > STEP)).astype(np.uint8), np.ones((3, 3), np.uint8)
    )
    shade = (off[:, :, 0] < 0) & (off[:, :, 0] > -SHADE) & (step == 0)
    shade &= np.linalg.norm(off[:, :, 1:], axis=2) < SHADE_HUE
    whole, bare = _standing_out(like), _standing_out(like | shade)
    return _one_thing(bare if bare.sum() > (1 - SHADE_PART) * whole.sum() else whole)


def _standing_out(like: "Array") -> "Array":
    """All but ground that reaches the border: a white label on white paper stays part of the product."""
    import cv2
    import numpy as np

    framed = cv2.copyMakeBorder(like.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, parts = cv2.connectedComponents(framed, connectivity=4)
    mask = (parts[1:-1, 1:-1] != parts[0, 0]).astype(np.uint8)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))


def _slope(lab: "Array") -> "Array":
    """By how much the colour changes from pixel to pixel."""
    import cv2
    import numpy as np

    across, down = (cv2.Sobel(lab, cv2.CV_32F, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    return np.sqrt((across**2 + down**2).sum(axis=2))


def _sweep(lab: "Array") -> "tuple[Array, float] | None":
    """The ground's colour at every pixel, smooth through the border, and how far the border is off it."""
    import numpy as np

    height, width = lab.shape[:2]
    rim = max(2, min(height, width) // 50)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = xs / width - 0.5, ys / height - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y], axis=-1)
    border = np.ones((height, width), bool)
    border[rim:-rim, rim:-rim] = False
    there, colours = terms[border], lab[border]
    surface = np.zeros((terms.shape[-1], 3))
    surface[0] = np.median(colours, axis=0)
    for _ in range(6):
        apart = np.linalg.norm(colours - there @ surface, axis=1)
        trust = (1 / (1 + (apart / PLAIN) ** 2) ** 2)[:, None]
        held = there.T @ (trust * there) + np.diag([0, 1, 1, 2, 2]) * 1e-3 * trust.sum()
        surface = np.linalg.solve(held, there.T @ (trust * colours))
    apart = np.linalg.norm(colours - there @ surface, axis=1)
    free = apart < 2.5 * PLAIN
    if free.mean() < BORDER_FREE or apart[free].mean() > PLAIN:
        return None
    ground = terms @ surface
    if float(np.ptp(ground.reshape(-1, 3), axis=0).max()) > SWEEP:
        return None
    return ground, float(np.median(apart))


def _one_thing(mask: "Array") -> "Array":
    """A silhouette as it is; scattered print as the sheet that it must be on."""
    import cv2
    import numpy as np

    count, names, stats, _ = cv2.connectedComponentsWithStats(mask)
    areas = stats[1:, cv2.CC_STAT_AREA]
    whole = np.ones(mask.shape, bool)
    if count < 2 or areas.sum() < 0.01 * mask.size:
        return whole
    kept = np.isin(names, [k + 1 for k in range(count - 1) if areas[k] >= 0.02 * areas.max()])
    hull = cv2.convexHull(cv2.findNonZero(kept.astype(np.uint8)))
    if kept.sum() >= SOLID * max(1.0, cv2.contourArea(hull)):
        return kept
    if _is_a_pair(kept):
        return kept
    _, _, wide, high = cv2.boundingRect(hull)
    if wide * high > 0.5 * mask.size:
        return whole
    return cv2.fillConvexPoly(np.zeros(mask.shape, np.uint8), hull, 1) > 0


def _is_a_pair(kept: "Array") -> bool:
    """Whether these are two or three things beside each other, a pot and its lid: each solid in itself."""
    import cv2
    import numpy as np

    outlines, _ = cv2.findContours(kept.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    areas = [cv2.contourArea(outline) for outline in outlines]
    solid = [
        area >= SOLID * cv2.contourArea(cv2.convexHull(o)) for o, area in zip(outlines, areas, strict=True)
    ]
    return (
        len(outlines) <= 3 and all(solid) and min(areas) > 0.1 * max(areas) and sum(areas) > 0.04 * kept.size
    )


def before_a_scene(picture: "Array") -> "Array":
    """True on what is probably the product, in the middle of a larger picture; True all over if unsure."""
    import cv2
    import numpy as np

    scale = min(1.0, 140 / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    whole = np.ones(picture.shape[:2], bool)
    if min(height, width) < 24:
        return whole
    guess = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    cv2.ellipse(
        guess, (width // 2, height // 2), (int(0.36 * width), int(0.4 * height)), 0, 0, 360, cv2.GC_PR_FGD, -1
    )
    rim_x, rim_y = max(1, width // 25), max(1, height // 25)
    guess[:rim_y], guess[-rim_y:], guess[:, :rim_x], guess[:, -rim_x:] = (cv2.GC_BGD,) * 4
    cv2.setRNGSeed(4)
    try:
        cv2.grabCut(
            small, guess, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK
        )
    except cv2.error:
        return whole
    mask = ((guess == cv2.GC_FGD) | (guess == cv2.GC_PR_FGD)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, names, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return whole
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    hull = cv2.convexHull(cv2.findNonZero((names == largest).astype(np.uint8)))
    if not 0.08 < cv2.contourArea(hull) / mask.size < 0.85:
        return whole
    filled = cv2.fillConvexPoly(np.zeros(mask.shape, np.uint8), hull, 1)
    return cv2.resize(filled, picture.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
