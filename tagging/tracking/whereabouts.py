"""What a walk knows of the thing, and how it looks for it in the pictures in which it isn't where it was."""

from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np

from tagging.tracking.cover import Cover
from tagging.tracking.figure import Figure
from tagging.tracking.look import Look, Registered
from tagging.tracking.poses import INSIDE_MIN, box_of, placed, shifted, side_of
from tagging.tracking.reel import Plane
from tagging.tracking.search import Peak, around, peaks, twins
from tagging.tracking.solid import Solid
from tagging.tracking.tint import Tint
from tagging.tracking.view import moved

Array = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]

FOUND_MIN = 0.4
# Few points are enough where nearly all of it is recognised.
POINTS_MIN, FOUND_SURELY = 8, 0.7
TWIN_LOOKS = 3
# So many pictures on, who followed the thing all the way knows better than where a twin was.
TWINS_KNOWN = 30
# So many pictures on, the way before a cover came still tells where the thing is.
COASTED = 40
# How much further away, in sides a picture, it may be than its pace says.
COVERED_FAR = 0.03
# How far nearby is, in sides of the thing.
REACH_MAX = 3.0
LONG_HIDDEN = 30
# After so many pictures, then ever more rarely, the drawn look is looked for as large as it was last.
RECALL, RECALL_RARELY, RECALLED = 6, 24, 0.6
# Only when the box has become so much larger than that.
OUTGROWN = 1.35


class Whereabouts:
    """Where the thing was, how it goes, what looks like it; and the search for it."""

    def __init__(self, plane: Plane, box: Box, figure: Figure | None = None) -> None:
        """`box` in pixels of the plane; `figure`: what another walk from the same box has learnt."""
        self.look = Look(plane, box, figure)
        self.pose = self.look.canvas.pose_of(box)
        self.solid: Solid | None = None
        self.turned_for = 0
        self.lately: deque[tuple[Plane, Box]] = deque([(plane, box)], maxlen=3)
        self.first = (plane, box)
        self.flat_pose = self.pose
        self.recall_at, self.recall_every = 0, RECALL
        self.flat_size: tuple[float, ...] = box[2:]
        self.pace = np.zeros(2)
        self.clear = self.pose, self.pace, 0
        self.speed = 0.0
        self.hidden_for = 0
        self.flashing = 0
        self.even = 0
        self.wavers = False
        self.seen = 1.0
        self.cover = Cover(len(self.look.drawn.points))
        self.tint: Tint | None = None
        self.is_back = False
        self.count = 0
        self.light = float(plane.thumb.mean())
        self.twins: list[tuple[float, float]] = []
        self.twins_at = 0
        self.twins_lately: deque[list[tuple[float, float]]] = deque(maxlen=TWIN_LOOKS)
        self._look_for_twins(plane, (0.84, 1.0, 1.19))

    def _acquire(self, plane: Plane) -> Registered | None:
        # A picture in three is plenty: the way back to where it came into sight is walked once it is found.
        rarely = self._rarely()
        if self.hidden_for < 5 or self.hidden_for % (3 * rarely) == 0:
            found = self._nearby(plane, min(REACH_MAX, 1.0 + 0.15 * self.hidden_for))
            if found is not None:
                return found
        if self.hidden_for % (6 * rarely) == 2:
            turns = ((0.0,), (-20.0, 20.0))[self.hidden_for // (6 * rarely) % 2]
            within = around(self._middle(), self._far(True) + self._side())
            return self._chosen(
                plane, peaks(plane.grey, self.look.drawn, self.pose, within, turns=turns), True
            )
        return None

    def _rarely(self) -> int:
        """The longer it was hidden, the fewer pictures are searched; about one a second in the end."""
        return 1 + min(2, self.hidden_for // LONG_HIDDEN)

    def _nearby(self, plane: Plane, reach: float) -> Registered | None:
        within = around(self._middle(), self._side() * (0.6 + reach))
        # The last look at a thing that vanished behind something shows that, too.
        view = self.look.drawn if self.cover.is_sure else self.look.recent
        places = peaks(plane.grey, view, self.pose, within, (0.84, 1.0, 1.19), count=3)
        if self.cover.is_sure:
            # Stripes look alike a little further on, too; where it went under is told by its way.
            places.append(Peak(1.0, tuple(self._middle()), 1.0, 0.0))
        return self._chosen(plane, places, False)

    def _has_outgrown(self) -> bool:
        if self.count < self.recall_at:
            return False
        box = box_of(self.look, self.pose)
        return box[2] * box[3] > OUTGROWN * self.flat_size[0] * self.flat_size[1]

    def _recalled(self, plane: Plane) -> Registered | None:
        """The drawn look in its last size, near a box that a model which learns may have got wrong."""
        if not self.turned_for or self.hidden_for or not self._has_outgrown():
            return None
        self.recall_every = min(RECALL_RARELY, 2 * self.recall_every)
        self.recall_at = self.count + self.recall_every
        middle = self._middle() + self.pace
        size = side_of(self.look, self.flat_pose)
        was = moved(self.flat_pose, self.look.canvas.corners).mean(0)
        pose = shifted(self.flat_pose, middle - was)
        for peak in peaks(plane.grey, self.look.drawn, pose, around(middle, 1.2 * size), (0.84, 1.0, 1.19)):
            if peak.score < 0.5 or self._is_twin(peak.middle):
                continue
            found = self.look.register(plane, placed(pose, middle, peak))
            if found is None or found.fit is None or not found.of_drawn or found.seen < RECALLED:
                continue
            if not self._is_other(plane, found):
                return found
        return None

    def _chosen(self, plane: Plane, candidates: Iterable[Peak], anywhere: bool) -> Registered | None:
        """The candidate that proves to be the thing, and not its twin."""
        best: Registered | None = None
        for peak in candidates:
            if peak.score < 0.4 or self._is_twin(peak.middle) or not self._reachable(peak.middle, anywhere):
                continue
            found = self.look.register(plane, placed(self.pose, self._middle(), peak))
            if found is None or found.fit is None or found.inside < INSIDE_MIN + 0.07:
                continue
            again = self.look.register(plane, found.pose)
            found = again if again is not None and again.seen > found.seen else found
            if found.of_inside < FOUND_MIN and not self.hidden_for:
                drawn_out = self.look.smeared(plane, found.pose, np.subtract(peak.middle, self._middle()))
                found = drawn_out if drawn_out is not None and drawn_out.seen > found.seen else found
            if found.fit is None or found.of_inside < FOUND_MIN or found.seen < 0.25:
                continue
            if found.fit.count < POINTS_MIN and found.seen < FOUND_SURELY:
                continue
            if self._is_twin(tuple(moved(found.pose, self.look.canvas.corners).mean(0))):
                continue
            if best is not None and found.seen <= best.seen:
                continue
            if not (self.cover.there and self._is_other(plane, found)):
                best = found
        return best

    def _is_other(self, plane: Plane, found: Registered) -> bool:
        return self._tints().is_other(plane, found.pose, found.agree)

    def _tints(self) -> Tint:
        if self.tint is None:
            self.tint = Tint(self.first[0], self.look.canvas.pose_of(self.first[1]), self.look.canvas)
        return self.tint

    def _reachable(self, place: tuple[float, float], anywhere: bool) -> bool:
        """A thing covered for a moment doesn't turn up at the other end of the table: that is another one."""
        return float(np.hypot(*(self._middle() - place))) < self._far(anywhere)

    def _far(self, anywhere: bool) -> float:
        # What was seen to be covered is still behind that, or as far from it as it went before.
        more = COVERED_FAR if self.cover.is_sure else 0.12 if anywhere else 0.05
        far = (0.5 + more * self.hidden_for) * self._side()
        return far + 2 * self.speed * (self.hidden_for + 1)

    def _is_twin(self, place: tuple[float, float]) -> bool:
        if not self.hidden_for and self.turned_for and self.count - self.twins_at > TWINS_KNOWN:
            return False
        # What covers the thing has often covered its twin just before: that is still there.
        known = [twin for look in self.twins_lately for twin in look] if self.cover.is_sure else self.twins
        return any(np.hypot(*np.subtract(place, twin)) < 0.5 * self._side() for twin in known)

    def _look_for_twins(self, plane: Plane, sizes: tuple[float, ...]) -> None:
        self.twins = twins(plane.grey, self.look.recent, self.pose, self._middle(), self._side(), sizes)
        self.twins_at = self.count
        # Those of other colours are no twins to who looks at the colours, and that is who asks for these.
        self.twins_lately.append(
            [twin for twin in self.twins if not self._tints().is_other(plane, self._at(twin))]
        )

    def _at(self, place: tuple[float, float]) -> Array:
        return shifted(self.pose, place - self._middle())

    def _uncover(self) -> None:
        """What slid over it may have taken the box along: it goes on as it went before."""
        pose, pace, count = self.clear
        gone = self.count - count
        if gone > COASTED:
            return
        there = shifted(pose, pace * gone)
        off = moved(there, self.look.canvas.corners).mean(0) - self._middle()
        if float(np.linalg.norm(off)) > 0.3 * self._side():
            self.pose, self.pace = there, pace

    def _middle(self) -> Array:
        return moved(self.pose, self.look.canvas.corners).mean(0)

    def _side(self) -> float:
        return side_of(self.look, self.pose)
