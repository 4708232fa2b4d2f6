"""What in a photo is the product: an even ground is cut away, a scene behind it is guessed at."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

# A border this even (mean distance in Lab from its median) was put there by a photographer.
PLAIN = 7.0
# A cut-out with less of its convex hull than this is print on the ground, not a thing before it.
SOLID = 0.6


def off_plain_ground(picture: "Array") -> "Array | None":
    """True on what stands before an even ground; None where the border is not even."""
    import cv2
    import numpy as np

    lab = cv2.cvtColor(cv2.GaussianBlur(picture, (3, 3), 0), cv2.COLOR_BGR2LAB).astype(np.float32)
    rim = max(2, min(lab.shape[:2]) // 50)
    sides = lab[:rim], lab[-rim:], lab[:, :rim], lab[:, -rim:]
    edge = np.concatenate([side.reshape(-1, 3) for side in sides])
    ground = np.median(edge, axis=0)
    apart = np.linalg.norm(edge - ground, axis=1)
    if (apart < 2.5 * PLAIN).mean() < 0.85 or np.minimum(apart, 30).mean() > PLAIN:
        return None
    like = (np.linalg.norm(lab - ground, axis=2) < max(8.0, 3 * float(np.median(apart)))).astype(np.uint8)
    # Only ground that reaches the border is ground: a white label on white paper stays part of the product.
    framed = cv2.copyMakeBorder(like, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, parts = cv2.connectedComponents(framed, connectivity=4)
    mask = (parts[1:-1, 1:-1] != parts[0, 0]).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return _one_thing(mask)


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
    _, _, wide, high = cv2.boundingRect(hull)
    if wide * high > 0.5 * mask.size:
        return whole
    return cv2.fillConvexPoly(np.zeros(mask.shape, np.uint8), hull, 1) > 0


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
