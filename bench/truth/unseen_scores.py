"""How good an answer is, against the unseen set's truth: boundaries, keyframes, boxes. Pure numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import cv2
import numpy as np

from bench.truth.unseen_reel import Edited
from bench.truth.unseen_shelf import Sight

NEAR_FRAMES = 2
Box = Sequence[float]


@dataclass
class Boundaries:
    """Counts; two add up."""

    hard: int = 0
    hard_found: int = 0
    gradual: int = 0
    gradual_found: int = 0
    named: int = 0
    invented: int = 0
    lit: int = 0
    lit_cut: int = 0
    # (confidence, right) of every boundary that says one.
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def __add__(self, other: "Boundaries") -> "Boundaries":
        return Boundaries(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def hard_f1(self) -> float:
        return _f1(self.hard_found, self.hard, self.invented)

    @property
    def all_f1(self) -> float:
        return _f1(self.hard_found + self.gradual_found, self.hard + self.gradual, self.invented)

    @property
    def recall_gradual(self) -> float:
        return self.gradual_found / max(1, self.gradual)

    @property
    def ordered(self) -> float:
        """In how many (right, wrong) pairs the right boundary is the surer one; 1 without a wrong."""
        right = [sure for sure, ok in self.sure if ok]
        wrong = [sure for sure, ok in self.sure if not ok]
        if not right or not wrong:
            return 1.0
        return sum((r > w) + 0.5 * (r == w) for r in right for w in wrong) / (len(right) * len(wrong))


def _f1(found: int, there: int, invented: int) -> float:
    return 2 * found / max(1, found + invented + there)


def boundaries(
    film: Edited, said: Sequence[int], kinds: Sequence[str] = (), sure: Sequence[float] = ()
) -> Boundaries:
    """A boundary counts once, where a shot is said to begin within the change or NEAR_FRAMES of it."""
    left = dict.fromkeys(range(len(said)))
    tally = Boundaries(lit=len(film.lit))
    for change in film.changes:
        near = [n for n in left if change.start - NEAR_FRAMES <= said[n] <= change.end + NEAR_FRAMES]
        hit = min(near, key=lambda n: abs(said[n] - change.start), default=None)
        if change.kind == "cut":
            tally.hard += 1
            tally.hard_found += hit is not None
        else:
            tally.gradual += 1
            tally.gradual_found += hit is not None
        if hit is not None:
            del left[hit]
            tally.named += bool(kinds) and kinds[hit] == change.kind
            if sure:
                tally.sure.append((sure[hit], True))
    wrong = [n for n in left if not any(a <= said[n] < b for a, b in film.open)]
    tally.invented = len(wrong)
    tally.sure += [(sure[n], False) for n in wrong] if sure else []
    for first, last in film.lit:
        tally.lit_cut += any(first - NEAR_FRAMES <= said[n] <= last + NEAR_FRAMES for n in wrong)
    return tally


@dataclass
class Shown:
    """Of all true shots: how many have a keyframe outside transitions, a clean one, and their scores."""

    shots: int = 0
    inside: int = 0
    clean: int = 0
    score: float = 0.0

    def __add__(self, other: "Shown") -> "Shown":
        return Shown(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


class Worth:
    """The clean frames of every shot, ranked by sharpness and by how typical they are of their shot."""

    def __init__(self, film: Edited) -> None:
        reader = cv2.VideoCapture(str(film.path))
        sharp, small = [], []
        while True:
            there, picture = reader.read()
            if not there:
                break
            grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
            sharp.append(float((across**2 + down**2).mean()))
            small.append(cv2.resize(picture, (18, 32), interpolation=cv2.INTER_AREA).astype(np.float32))
        self._sharp, self._small = np.array(sharp), np.array(small)
        self._film = film

    def judge(self, keyframes: Sequence[int]) -> Shown:
        """Each shot is judged by the first keyframe that lies in it."""
        tally = Shown()
        for first, last in self._film.shots():
            clean = [k for k in range(first, last) if k not in self._film.veiled]
            if not clean:
                continue
            tally.shots += 1
            named = next((k for k in keyframes if first <= k < last), None)
            if named is None:
                continue
            tally.inside += 1
            if named not in clean:
                continue
            tally.clean += 1
            away = np.abs(self._small[clean] - np.median(self._small[clean], axis=0)).mean(axis=(1, 2, 3))
            place = clean.index(named)
            sharp = _percentile(self._sharp[clean], place)
            tally.score += 0.6 * sharp + 0.4 * _percentile(-away, place)
        return tally


def _percentile(values: Any, place: int) -> float:
    if len(values) < 2:
        return 1.0
    below, equal = int((values < values[place]).sum()), int((values == values[place]).sum()) - 1
    return (below + equal / 2) / (len(values) - 1)


@dataclass
class Followed:
    """Counts over frames; `overlap` is the sum of IoU over the visible ones, its mean the success AUC."""

    visible: int = 0
    hidden: int = 0
    overlap: float = 0.0
    half: int = 0
    lost: int = 0
    ghost: int = 0

    def __add__(self, other: "Followed") -> "Followed":
        return Followed(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def auc(self) -> float:
        return self.overlap / max(1, self.visible)


def followed(truth: Sequence[Box | str | None], said: Sequence[Box | None]) -> Followed:
    """`truth` has a box, None where the thing is hidden, or "open" where nobody could say."""
    tally = Followed()
    for there, box in zip(truth, said, strict=True):
        if isinstance(there, str):
            continue
        if there is None:
            tally.hidden += 1
            tally.ghost += box is not None
            continue
        tally.visible += 1
        tally.lost += box is None
        overlap = iou(there, box) if box is not None else 0.0
        tally.overlap += overlap
        tally.half += overlap > 0.5
    return tally


def iou(a: Box, b: Box) -> float:
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, across) * max(0.0, down)
    return both / max(1e-9, a[2] * a[3] + b[2] * b[3] - both)


@dataclass
class Spotted:
    """Appearances: how many there are, how many were found, how many answers were wrong; sums of overlaps."""

    there: int = 0
    found: int = 0
    wrong: int = 0
    overlap: float = 0.0
    together: float = 0.0
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def __add__(self, other: "Spotted") -> "Spotted":
        return Spotted(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def spotted(sights: Sequence[Sight], said: Sequence[Any]) -> Spotted:
    """An answer is right where the product is there and the boxes overlap by 0.4; each sight counts once."""
    tally, left = Spotted(there=len(sights)), list(sights)
    for one in sorted(said, key=lambda answer: -answer.confidence):
        hit = next((sight for sight in left if _is_at(sight, one)), None)
        again = hit is None and any(_is_at(sight, one) for sight in sights)
        if again:
            # The same appearance told in two parts is untidy, but not wrong.
            continue
        tally.sure.append((one.confidence, hit is not None))
        if hit is None:
            tally.wrong += 1
            continue
        left.remove(hit)
        tally.found += 1
        tally.overlap += iou(hit.boxes[min(hit.boxes, key=lambda k: abs(k - one.at_frame))], one.box)
        both = min(hit.end, one.end_frame) - max(hit.start, one.start_frame)
        tally.together += max(0, both) / (max(hit.end, one.end_frame) - min(hit.start, one.start_frame))
    return tally


def _is_at(sight: Sight, one: Any) -> bool:
    if sight.name != one.name or not sight.start <= one.at_frame < sight.end:
        return False
    near = min(sight.boxes, key=lambda k: abs(k - one.at_frame))
    return iou(sight.boxes[near], one.box) > 0.4
