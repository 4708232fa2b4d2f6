"""Where a photo could lie in a picture: marks vote for a place, a size and a turn; what agrees is a guess."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from tagging.finding.marks import Marks
    from tagging.finding.shelf import Item, Shelf

    Array = np.ndarray[Any, Any]

# RootSIFT distance: two views of one mark lie mostly below .65, two marks of different things above .75.
ALIKE = 0.72
VOTES_MIN = 4
GUESSES_MAX = 4
SIDE_MIN_PX = 22


@dataclass(frozen=True, slots=True)
class Guess:
    """`item` indexes the shelf; `homography` 3×3 takes pixels of the photo as kept to pixels of the plane."""

    item: int
    homography: "Array"
    votes: int


def guesses(shelf: "Shelf", marks: "Marks") -> "list[Guess]":
    """All that is worth a closer look, most votes first."""
    import numpy as np

    rows, apart = shelf.nearest(marks)
    if not rows.size:
        return []
    # Of all that a mark is like, only what is about as like as the best: siblings and other views of it.
    ours, place = np.nonzero((apart < ALIKE) & (apart < 1.25 * apart[:, :1] + 0.02))
    theirs = rows[ours, place]
    owners = shelf.item[theirs]
    found = []
    for number in np.unique(owners):
        picked = owners == number
        if len(np.unique(ours[picked])) > VOTES_MIN:
            item = shelf.items[number]
            pairs = ours[picked], shelf.mark[theirs[picked]], apart[ours[picked], place[picked]]
            found += list(_of_item(int(number), item, marks, *pairs))
    return sorted(found, key=lambda guess: -guess.votes)


def _of_item(
    number: int, item: "Item", marks: "Marks", ours: "Array", theirs: "Array", apart: "Array"
) -> "Iterator[Guess]":
    import numpy as np

    # One mark of the film may be like several of the photo; the votes decide, but more than 250 are noise.
    order = np.argsort(apart)[:250]
    ours, theirs = ours[order], theirs[order]
    photo = item.marks
    scale = marks.size[ours] / np.maximum(photo.size[theirs], 1e-3)
    turn = marks.angle[ours] - photo.angle[theirs]
    away = (photo.view_middle[theirs] - photo.view_at[theirs]) * scale[:, None]
    cos, sin = np.cos(turn), np.sin(turn)
    middle = marks.at[ours] + np.stack(
        [cos * away[:, 0] - sin * away[:, 1], sin * away[:, 0] + cos * away[:, 1]], axis=1
    )
    side = scale * photo.view_side[theirs]
    free = side > SIDE_MIN_PX * 0.7
    for _ in range(GUESSES_MAX):
        kept = _largest_party(middle, side, turn, free, ours)
        if kept is None:
            return
        homography = _fit(photo.at[theirs[kept]], marks.at[ours[kept]], side[kept])
        free = free & ~_near(middle, side, kept)
        votes = len(np.unique(ours[kept]))
        # The larger a thing, the more of its marks are to be seen; and of many votes some agree by chance.
        if votes < VOTES_MIN + len(ours) / 100:
            return  # the next party is smaller still
        if votes < VOTES_MIN + min(3, np.median(side[kept]) / 90) + len(ours) / 100:
            continue
        if homography is not None and is_plausible(homography, item):
            yield Guess(number, homography, votes)


def _largest_party(
    middle: "Array", side: "Array", turn: "Array", free: "Array", ours: "Array"
) -> "Array | None":
    """Rows of the votes that agree with one another best; None when too few do."""
    import numpy as np

    at = np.nonzero(free)[0]
    if len(at) < VOTES_MIN:
        return None
    size = np.log2(side[at])
    same_size = np.abs(size[:, None] - size) < 0.75
    mean = np.sqrt(side[at][:, None] * side[at])
    far = np.linalg.norm(middle[at][:, None] - middle[at], axis=2)
    turned = np.abs((turn[at][:, None] - turn[at] + np.pi) % (2 * np.pi) - np.pi)
    agree = same_size & (far < 0.28 * mean) & (turned < 0.7)
    best = int(agree.sum(axis=1).argmax())
    party = at[agree[best]]
    if len(np.unique(ours[party])) < VOTES_MIN:
        return None
    return party


def _near(middle: "Array", side: "Array", kept: "Array") -> "Array":
    """Votes for about the same place, used up with those that won."""
    import numpy as np

    here, wide = np.median(middle[kept], axis=0), np.median(side[kept])
    return np.linalg.norm(middle - here, axis=1) < 0.35 * wide


def _fit(photo: "Array", film: "Array", side: "Array") -> "Array | None":
    import cv2
    import numpy as np

    off = float(max(2.5, 0.03 * np.median(side)))
    if len(photo) >= 6:
        affine, inside = cv2.estimateAffine2D(
            photo, film, method=cv2.RANSAC, ransacReprojThreshold=off, maxIters=500
        )
        if affine is not None and inside.sum() >= 5 and _spread(photo[inside.ravel() > 0]) > 0.03:
            return np.vstack([affine, [0, 0, 1]])
    affine, inside = cv2.estimateAffinePartial2D(
        photo, film, method=cv2.RANSAC, ransacReprojThreshold=1.5 * off, maxIters=300
    )
    if affine is None or inside.sum() < VOTES_MIN - 1:
        return None
    return np.vstack([affine, [0, 0, 1]])


def _spread(points: "Array") -> float:
    """How far from lying on one line: the smaller over the larger extent, squared."""
    import numpy as np

    values = np.linalg.eigvalsh(np.cov(points.T))
    return float(values[0] / max(values[1], 1e-6))


def is_plausible(homography: "Array", item: "Item") -> bool:
    """A thing held before a camera: not mirrored, not folded, not squeezed beyond a steep view."""
    import numpy as np

    height, width = item.cutout.picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    mapped = np.c_[corners, np.ones(4)] @ homography.T
    if (mapped[:, 2] <= 1e-6).any() or mapped[:, 2].max() > 2.2 * mapped[:, 2].min():
        return False
    quad = mapped[:, :2] / mapped[:, 2:]
    edges = np.roll(quad, -1, axis=0) - quad
    crosses = edges[:, 0] * np.roll(edges, -1, axis=0)[:, 1] - edges[:, 1] * np.roll(edges, -1, axis=0)[:, 0]
    if (crosses <= 0).any():
        return False
    sides = np.linalg.norm(edges, axis=1)
    across, down = (sides[0] + sides[2]) / width, (sides[1] + sides[3]) / height
    if max(sides) < SIDE_MIN_PX or not 0.33 < across / down < 3.0:
        return False
    # The angle between the two directions: a view from the side never shears a rectangle flat.
    sines = crosses / (sides * np.roll(sides, -1))
    return bool(sines.min() > 0.5)


def mapped(homography: "Array", points: "Array") -> "Array":
    """n×2 points through a homography."""
    import numpy as np

    out = np.c_[points, np.ones(len(points))] @ homography.T
    return out[:, :2] / out[:, 2:]
