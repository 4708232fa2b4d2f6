"""One picture searched: what could lie where is settled, weighed, and set against what is like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagging.finding import contours
from tagging.finding.evidence import Evidence, weigh
from tagging.finding.likeness import settled
from tagging.finding.marks import PLANE_MARKS, marks_of
from tagging.finding.poses import Guess, guesses, mapped
from tagging.finding.shelf import Item, Shelf

if TYPE_CHECKING:
    import numpy as np

    from tagging.finding.reel import Look

    Array = np.ndarray[Any, Any]

Box = tuple[float, float, float, float]

# A claim below this is not worth remembering.
CLAIM_MIN = 0.3
GUESSES_A_LOOK = 20
# Contours are like many a thing's; so the print and the colours, which were not asked, have to be right.
DRAWN_CLAIM_MIN, DRAWN_COLOUR_MIN = 0.45, 0.8
# From here on whatever is like it is tried at the same place.
RIVALS_FROM = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """One photo's claim to one place. `box` is in fractions of the picture as shown."""

    item: int
    name: str
    frame: int
    t: float
    evidence: Evidence
    box: Box

    @property
    def score(self) -> float:
        return self.evidence.score


@dataclass(slots=True, eq=False)
class Place:
    """Where something is seen, and all claims to be it, best first."""

    claims: list[Sight]

    @property
    def best(self) -> Sight:
        return self.claims[0]

    def claim_of(self, name: str) -> Sight | None:
        return next((claim for claim in self.claims if claim.name == name), None)


def search(shelf: Shelf, look: "Look", known: Sequence[Sight] = (), closely: bool = True) -> list[Place]:
    """What is in the picture, best first. `known` was there just before, and is looked for at its place.

    `closely`: things with few marks are looked for by their contours, too, which takes longer.
    """
    plane = look.plane()
    claims = []
    for sight in known:
        claim = claim_at(shelf, sight.item, look, sight.evidence.homography)
        if claim:
            claims.append(claim)
    for guess in guesses(shelf, marks_of(plane, PLANE_MARKS))[:GUESSES_A_LOOK]:
        if not _is_told(shelf, guess, claims, plane.shape):
            claim = claim_at(shelf, guess.item, look, guess.homography)
            if claim:
                claims += [claim, *_rivals(shelf, claim, look, claims)]
    for guess in contours.guesses(shelf, plane) if closely else ():
        if not _is_told(shelf, guess, claims, plane.shape):
            claim = claim_at(shelf, guess.item, look, guess.homography)
            if claim and claim.score > DRAWN_CLAIM_MIN and claim.evidence.colour > DRAWN_COLOUR_MIN:
                claims.append(claim)
    return _places(claims)


def claim_at(shelf: Shelf, item: int, look: "Look", homography: "Array", first: int = 0) -> Sight | None:
    """The item's claim to lie about there; None where it has none."""
    plane = look.plane()
    pose = settled(shelf.items[item], plane, homography, first)
    evidence = None if pose is None else weigh(shelf.items[item], plane, pose)
    if evidence is None or evidence.score < CLAIM_MIN:
        return None
    box = box_of(shelf.items[item], evidence, plane.shape)
    return Sight(item, shelf.items[item].photo.name, look.frame, look.t, evidence, box)


def _is_told(shelf: Shelf, guess: Guess, claims: list[Sight], shape: tuple[int, ...]) -> bool:
    """Whether the same photo already lies there."""
    box = _clipped(mapped(guess.homography, shelf.items[guess.item].outline), shape)
    return any(claim.item == guess.item and overlap(claim.box, box) > 0.4 for claim in claims)


def _rivals(shelf: Shelf, claim: Sight, look: "Look", told: list[Sight]) -> list[Sight]:
    """What is like it on the shelf, tried where it is: too alike for marks to tell them apart."""
    if claim.score < RIVALS_FROM:
        return []
    rivals = []
    for other, onto in siblings(shelf, claim.item):
        if any(one.item == other and overlap(one.box, claim.box) > 0.4 for one in told):
            continue
        rival = claim_at(shelf, other, look, claim.evidence.homography @ onto, first=1)
        if rival:
            rivals.append(rival)
    return rivals


def siblings(shelf: Shelf, item: int) -> "list[tuple[int, Array]]":
    """Items that look like this one, each with the homography that lays its photo upon this one's."""
    if item not in shelf.siblings:
        picture = shelf.items[item].cutout.picture
        best: dict[int, tuple[float, Array]] = {}
        for guess in guesses(shelf, shelf.items[item].marks.frontal()):
            if guess.item == item or guess.votes < 8:
                continue
            pose = settled(shelf.items[guess.item], picture, guess.homography)
            evidence = None if pose is None else weigh(shelf.items[guess.item], picture, pose)
            if evidence and evidence.print_ > max(0.35, best.get(guess.item, (0.0,))[0]):
                best[guess.item] = evidence.print_, evidence.homography
        shelf.siblings[item] = [(other, onto) for other, (_, onto) in best.items()]
    return shelf.siblings[item]


def _places(claims: list[Sight]) -> list[Place]:
    """Claims to one place together; a lesser claim to part of a place gives way to the better one."""
    places: list[Place] = []
    for claim in sorted(claims, key=lambda c: -c.score):
        home = next((p for p in places if overlap(p.best.box, claim.box) > 0.35), None)
        if home is None:
            if not any(
                _lies_in(claim.box, p.best.box) > 0.6 and claim.score < 0.9 * p.best.score for p in places
            ):
                places.append(Place([claim]))
        elif not home.claim_of(claim.name):
            home.claims.append(claim)
    return places


# ---- boxes


def box_of(item: Item, evidence: Evidence, shape: tuple[int, ...]) -> Box:
    import numpy as np

    outline = item.outline
    if evidence.whole:
        height, width = item.cutout.picture.shape[:2]
        if not item.is_sure:
            outline = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    return _clipped(mapped(evidence.homography, outline), shape)


def _clipped(points: "Array", shape: tuple[int, ...]) -> Box:
    import numpy as np

    height, width = shape[:2]
    left, top = np.clip(points.min(axis=0) / (width, height), 0, 1)
    right, bottom = np.clip(points.max(axis=0) / (width, height), 0, 1)
    return float(left), float(top), float(right - left), float(bottom - top)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    both = _both(one, other)
    return both / max(1e-9, one[2] * one[3] + other[2] * other[3] - both)


def _lies_in(one: Box, other: Box) -> float:
    """The part of `one` that `other` covers."""
    return _both(one, other) / max(1e-9, one[2] * one[3])


def _both(one: Box, other: Box) -> float:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)
