"""Laying a known flat look over a picture: where it fits best, and how much of it is really there."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tagging.tracking.figure import Figure
from tagging.tracking.reel import Plane
from tagging.tracking.view import AREA_SIDE, Canvas, Fit, View, moved, straightened

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Registered:
    """A pose (canvas to picture) and what speaks for it.

    `seen` is the part of the whole look that was recognised, `of_inside` the same of what lies within the
    picture, `inside` how much that is; `agree` has it block by block. `flat`: no structure is left there.
    """

    pose: Array
    image: Array
    seen: float
    of_inside: float
    inside: float
    fit: Fit | None
    flat: bool
    agree: Array
    known: Array
    rows: int
    of_drawn: bool

    @property
    def is_covered(self) -> bool:
        """Part of it is gone and hangs together, as behind an edge; what turns fades here and there."""
        agree = self.agree[self.known]
        if len(agree) < 6 or not 0.12 < self.seen < 0.85:
            return False
        clear = float(((agree < 0.2) | (agree > 0.7)).mean())
        there, known = ((part > 0.5).reshape(self.rows, -1) for part in (self.agree, self.known))
        same = np.concatenate(
            [
                (there[1:] == there[:-1])[known[1:] & known[:-1]],
                (there[:, 1:] == there[:, :-1])[known[:, 1:] & known[:, :-1]],
            ]
        )
        return clear > 0.82 and len(same) > 6 and float(same.mean()) > 0.79

    @property
    def keeps_its_shape(self) -> int:
        """1: all points left move as one flat thing; -1: it narrows, or each goes its way; 0: who knows."""
        if self.fit is None or len(self.fit.every[0]) < 6:
            return 0
        together, narrowed = self.fit.count / len(self.fit.every[0]), self.fit.narrowed
        if together < 0.7 or narrowed < 0.94:
            return -1
        return int(together >= 0.8 and self.of_drawn)

    @property
    def narrows(self) -> bool:
        """It is foreshortened: it turns away. The few points of what is mostly covered don't tell."""
        return self.seen > 0.6 and self.fit is not None and self.fit.count >= 12 and self.fit.narrowed < 0.94

    @property
    def is_crisp(self) -> bool:
        """What is seen of it is seen clearly: the rest is covered, not turned away."""
        some = self.agree[self.agree > 0.1]
        clear = len(some) >= 3 and float(some.mean()) > 0.75
        return self.of_drawn and self.seen > 0.2 and clear and self.fit is not None and self.fit.count >= 10


class Look:
    """The look that was drawn and the last one confirmed, on one canvas."""

    def __init__(self, plane: Plane, box: tuple[float, float, float, float], figure: Figure | None) -> None:
        self.canvas = Canvas.for_box(box[2], box[3])
        image = straightened(plane.grey, self.canvas.pose_of(box), self.canvas)
        self.figure = Figure(self.canvas, image) if figure is None else figure
        self.drawn = View(image, self.canvas, self.figure.mask)
        self.recent = self.drawn

    def confirm(self, found: Registered, renew: bool) -> None:
        """Learns from a pose that is certain."""
        if found.inside < 0.97:
            return
        if found.of_drawn and found.seen > 0.85 and self.figure.add(found.image):
            self.drawn = View(self.drawn.image, self.canvas, self.figure.mask)
            self.recent = self.drawn
        if renew and found.seen > 0.55:
            # Only what agreed just now is passed on: what covers the rest would be taken for the thing.
            self.recent = View(found.image, self.canvas, self.figure.mask, found.agree)

    def smeared(self, plane: Plane, start: Array, pace: Array) -> Registered | None:
        """A quick thing is drawn out by the exposure: so the view is too, before they are compared."""
        by = np.linalg.solve(start[:2, :2], pace)
        if np.abs(by).max() < 4:
            return None
        image = straightened(plane.grey, start, self.canvas)
        best: Registered | None = None
        for exposure in (0.4, 0.8):
            view = self.drawn.smeared(np.clip(by * exposure, -40, 40))
            fit = view.fit(image)
            if fit is not None and _plausible(fit.move):
                found = self._weighed(plane, start @ fit.move, fit, view)
                best = found if best is None or found.seen > best.seen else best
        return best

    def register(self, plane: Plane, start: Array) -> Registered | None:
        """The pose near `start` under which the picture agrees best with what is known."""
        image = straightened(plane.grey, start, self.canvas)
        best: Registered | None = None
        for view in (self.drawn, self.recent) if self.recent is not self.drawn else (self.drawn,):
            fit = view.fit(image)
            pose = start if fit is None or not _plausible(fit.move) else start @ fit.move
            found = self._weighed(plane, pose, fit, view)
            if fit is not None and found.seen < 0.9:
                found = self._in_depth(plane, start, found, view)
            if best is None or found.seen > best.seen:
                best = found
            if best.seen > 0.6:
                break
        return best

    def _in_depth(self, plane: Plane, start: Array, found: Registered, view: View) -> Registered:
        """A tilted thing: four corners may each go their way, when enough points say so."""
        fit = found.fit
        if fit is None or fit.count < 16:
            return found
        spread = np.ptp(fit.here, axis=0) / (self.canvas.width, self.canvas.height)
        if spread.min() < 0.5:
            return found
        move, _ = cv2.findHomography(fit.here, fit.there, cv2.RANSAC, 1.5, maxIters=200)
        if move is None:
            return found
        there, before = moved(move, self.canvas.corners), moved(fit.move, self.canvas.corners)
        if np.abs(there - before).max() > 0.12 * AREA_SIDE:
            return found
        other = self._weighed(plane, start @ move, fit, view)
        return other if other.seen > found.seen + 0.01 else found

    def _weighed(self, plane: Plane, pose: Array, fit: Fit | None, view: View) -> Registered:
        image = straightened(plane.grey, pose, self.canvas)
        likeness, deviations = view.likeness(image)
        high, wide = plane.grey.shape
        places = moved(pose, self.canvas.middles)
        within = ((places >= 0) & (places < (wide, high))).all(1)
        weights = view.weights * within
        # Small smooth patches resemble one another by chance; what covers a thing is often plainer, too.
        agree = np.clip((likeness - 0.45) / 0.35, 0, 1)
        agree = agree * np.clip(deviations / np.maximum(view.deviations, 1.0) / 0.2 - 0.6, 0, 1)
        total, here = view.total, max(float(weights.sum()), view.total * float(within.mean()) * 0.7)
        seen = float((weights * agree).sum())
        some = weights > 0
        flat = bool(some.any() and np.median(deviations[some] / view.deviations[some]) < 0.15)
        return Registered(
            pose=pose,
            image=image,
            seen=seen / max(total, 1e-6),
            of_inside=seen / max(here, 1e-6),
            inside=float(within.mean()),
            fit=fit,
            flat=flat,
            agree=agree * (view.weights > 0),
            known=(view.weights > 0) & within,
            rows=self.canvas.grid[1],
            of_drawn=view is self.drawn,
        )


def _plausible(move: Array) -> bool:
    scale = float(np.hypot(move[0, 0], move[1, 0]))
    return 0.6 < scale < 1.7 and abs(np.arctan2(move[1, 0], move[0, 0])) < 0.7
