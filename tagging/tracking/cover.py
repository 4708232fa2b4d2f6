"""Whether something has slid over a followed thing, or it turns away: told by how its drawn look fades."""

from typing import Any

import numpy as np

from tagging.tracking.look import Registered

Array = np.ndarray[Any, Any]

CLEAR = 0.85
# Less than this of it is no sight of it.
SEEN_MIN = 0.2
# So many more pictures that look like a cover than like turning: then only the drawn look counts.
SURE = 2
# Nothing turns its face away in so few pictures; what comes between is as quick as that.
SUDDEN_FRAMES = 5
# A cover's edge: on one side of a line the blocks that are usually recognised still are, on the other they
# are gone, but for this part of all. What turns away fades on both sides.
EDGE_OFF = 0.1
EDGE_BLOCKS = 3
SHARE_MIN, SHARE_MAX = 0.15, 0.85
USUAL, USUALLY = 0.05, 0.5
# With fewer points than these it is too plain for that: its few blocks go one by one when it turns, too.
POINTS_PLAIN = 20
WAYS = np.stack([f(np.arange(16) * np.pi / 8) for f in (np.cos, np.sin)])


class Cover:
    """Takes the drawn look as it was registered, picture by picture."""

    def __init__(self, points: int) -> None:
        """`points`: how many the drawn look has to be followed by."""
        self._is_plain = points < POINTS_PLAIN
        self.there = False
        self._votes = 0
        self._clear = 1.0
        self._clear_at, self._clear_for = 0, 0
        self._usual: Array | None = None
        self._usual_for = 0

    @property
    def is_sure(self) -> bool:
        return self.there and self.was_sure

    @property
    def was_sure(self) -> bool:
        """Since the drawn look was last clear, even if it seemed to turn up otherwise meanwhile."""
        return self._votes >= SURE

    def lift(self) -> None:
        """It was seen otherwise: turned, not covered."""
        self.there = False

    def note(self, found: Registered, count: int) -> None:
        """`count`: how many pictures have gone by."""
        share = self._share(found)
        turns = found.of_drawn and found.narrows
        if found.seen > CLEAR:
            self.there, self._votes = False, 0
            self._note_clear(found, count)
        elif turns:
            # What is foreshortened shows another side; a cover leaves the rest as it was.
            self._votes -= 1
            self.there = self.there and self._votes > 0
        elif not self._is_plain and SHARE_MIN < share < SHARE_MAX and self._has_edge(found):
            # The next side of what turns has an edge, too, where it begins: that has to stay.
            self._votes = max(self._votes, -SURE) + 1
            self.there = self._votes > 0
        elif self._clear > 0.8 and found.is_covered and self._votes > -SURE:
            if found.of_drawn or not self.was_sure:
                self._votes += found.keeps_its_shape
            self.there = self._votes > -SURE
        self._clear = max(found.seen if found.of_drawn else 0.0, 0.98 * self._clear)

    def note_clear(self, found: Registered, count: int) -> None:
        self._share(found)
        self._note_clear(found, count)

    def _note_clear(self, found: Registered, count: int) -> None:
        if found.of_drawn and found.seen > CLEAR:
            self._clear_at, self._clear_for = count, self._clear_for + 1

    def note_gone(self, found: Registered | None, count: int) -> None:
        """For what moves calmly and shows the side that was drawn."""
        lately = self._clear_for > SUDDEN_FRAMES and count - self._clear_at <= SUDDEN_FRAMES
        if lately and (found is None or found.seen < SEEN_MIN):
            self.there, self._votes = True, SURE

    def _share(self, found: Registered) -> float:
        """How much of what is usually recognised is so now; 1.0 if that isn't known. Learns what is usual."""
        if not found.of_drawn or found.inside < 0.97:
            return 1.0
        if self._usual is None:
            if found.seen > 0.5:
                self._usual, self._usual_for = found.agree, 1
            return 1.0
        share = float((found.agree * self._usual).sum() / max(float(self._usual.sum()), 1e-6))
        if share > SHARE_MAX:
            # What never was the thing is unlearnt slowly: a slow cover would be taken for usual.
            self._usual_for += 1
            part = max(1 / self._usual_for, USUAL)
            self._usual = self._usual + part * (found.agree - self._usual)
        return share

    def _has_edge(self, found: Registered) -> bool:
        """One side of some line is still there, the other is gone."""
        assert self._usual is not None
        some = np.flatnonzero((self._usual > USUALLY) & found.known)
        columns = len(found.agree) // found.rows
        if len(some) < 4 * EDGE_BLOCKS:
            return False
        places = np.stack([(some % columns) / columns, (some // columns) / found.rows], 1)
        order = np.argsort(places @ WAYS, axis=0, kind="stable")
        there = np.cumsum(found.agree[some][order], axis=0)
        kept = np.arange(1, len(some) + 1)[:, None]
        off = (kept - there) + (there[-1:] - there)
        return float(off[EDGE_BLOCKS - 1 : -EDGE_BLOCKS].min()) < EDGE_OFF * len(some)
