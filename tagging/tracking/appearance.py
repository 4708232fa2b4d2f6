"""What a followed thing looks like, learnt while it turns: finds it near a guess or anywhere in a picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from tagging.tracking.appearance_channels import (
    DIRECTIONS,
    SMALLEST_SIDE_PX,
    Box,
    Floats,
    Levels,
    Picture,
    channels,
    frame_for,
)
from tagging.tracking.appearance_colour import Palette, edges_of
from tagging.tracking.appearance_filter import Filter, peak_of
from tagging.tracking.appearance_shape import Shape
from tagging.tracking.appearance_views import Views

_CELLS = 1100
_AROUND = 1.5
_RATE = 0.1
_LEARN_EVERY = 2
_USUAL_RATE = 0.1
_COLOUR_RATE = 0.06
# How much of the way to where the thing seems to end edges go in one picture, and how far they look for it.
_PACE = 0.5
_SLACK = 0.3
_SURE = 0.5
# Only what is beyond doubt is learnt: nine tenths of all uncovered views are.
_LEARN = 0.9
# The filter and the pixels' movement disagree when they are this far apart, in box sides.
_ASTRAY = 0.05
# Searching the whole picture: what isn't worth a second look, and what it takes to be believed.
_HOPELESS = 0.05
_FOUND = 0.8
# A thing as alike as usual scores 1; covered things and wrong places were measured to stay below .55.
_STEEP = 14.0
_DOUBT = 0.62
_USUAL_ALIKE = (0.45, 0.75)
_USUAL_COLOUR = (0.35, 0.9)


@dataclass(frozen=True, slots=True)
class Seen:
    """A place that looks like the thing.

    `box` is x, y, w, h in pixels of the picture; `confidence` 0..1, from .5 it is there, below .3 covered,
    gone or something else; `peak_ratio` 0..1, how good the next best place nearby is (a twin: near 1).
    """

    box: Box
    confidence: float
    peak_ratio: float


class Appearance:
    """The looks of one thing. Pictures are BGR uint8 (h, w, 3) of one size, or
    the levels of one, for who asks more than once; boxes x, y, w, h in pixels."""

    def __init__(self, picture: Picture | Levels, box: Box) -> None:
        box = _bounded(box)
        self._frame = frame_for(box, _CELLS, _AROUND)
        self._box = box
        rows, columns = self._frame.rows, self._frame.columns
        self._filter = Filter(rows, columns, self._frame.box_cells())
        self._palette = Palette()
        self._views = Views(self._frame)
        self._shape = Shape(self._frame)
        self._offsets = np.zeros(4)
        self._unlearnt, self._after, self._lessons = 0, 1, 0
        self._usual = (_USUAL_ALIKE[1], 0.8)
        self._begin(_levels(picture), box)

    @property
    def _reach(self) -> tuple[float, float]:
        return self._frame.reach_x, self._frame.reach_y

    def copy(self) -> "Appearance":
        """An independent one that goes on learning by itself."""
        other = object.__new__(Appearance)
        other.__dict__.update(self.__dict__)
        other._filter = self._filter.copy()
        other._palette = self._palette.copy()
        other._views = self._views.copy()
        other._shape = self._shape.copy()
        return other

    def find(
        self, picture: Picture | Levels, near: Box | None = None, learn: bool = False, after: int = 1
    ) -> Seen:
        """The thing near a predicted box (default: where it was last), within about one box size of it.

        `after` so many pictures since the last one it was looked for in.
        """
        self._after = self._shape.after = after
        return self._find(_levels(picture), _bounded(self._box if near is None else near), learn)

    def learn(self, picture: Picture | Levels, box: Box, rate: float | None = None) -> None:
        """Takes the picture inside `box` as how the thing looks now; rate 1 for a box that a person drew."""
        box = _bounded(box)
        levels = _levels(picture)
        if rate == 1.0:
            self._begin(levels, box)
        else:
            if box != self._box:
                odds, _ = self._shape.follow(levels, box, self._palette.odds(self._shape.bins(levels, box)))
                self._shape.keep(levels, box, odds)
            self._learn(levels, box, _RATE if rate is None else rate)
        self._box = box

    def agreement(self, picture: Picture | Levels, box: Box) -> float:
        """0..1, on the scale of `Seen.confidence`: does this very box look like the thing?"""
        return self._agreement(_levels(picture), _bounded(box))

    def colours(self, picture: Picture | Levels, box: Box) -> tuple[float, float]:
        """0..1, how alike the box's colours are to the drawn ones (not the learnt), and to those around."""
        levels, shape = _levels(picture), self._shape
        return self._palette.compare(shape.bins(levels, _bounded(box)), shape.inside, shape.outside)

    def search(self, picture: Picture | Levels) -> Seen | None:
        """The thing anywhere in the picture, at about 0.7 to 1.4 times its last size, or None."""
        levels = _levels(picture)
        best: tuple[Seen, Appearance] | None = None
        for box in self._views.places(levels, self._box):
            if self._agreement(levels, box) < _HOPELESS:
                continue
            trial = self.copy()
            trial._shape.miss(for_good=True)
            seen = trial._find(levels, box, False)
            if best is None or seen.confidence > best[0].confidence:
                best = seen, trial
        if best is None or best[0].confidence < _FOUND:
            return None
        self._box, self._shape = best[1]._box, best[1]._shape
        return best[0]

    def _find(self, picture: Levels, near: Box, learn: bool) -> Seen:
        placed, ratio = self._placed(picture, near)
        box, odds, confidence = self._settled(picture, placed)
        astray = _ASTRAY * self._after
        if abs(placed[0] - near[0]) > astray * near[2] or abs(placed[1] - near[1]) > astray * near[3]:
            # The filter and the movement of the pixels disagree: the better look decides.
            other = self._settled(picture, near)
            if other[2] > confidence:
                box, odds, confidence = other
        if confidence < _LEARN:
            # Something may be passing in front and have taken the pixels along.
            held = self._agreement(picture, placed)
            if held > confidence:
                box, odds, confidence = placed, self._shape.shifted(odds, box, placed), held
        if confidence >= _SURE:
            self._shape.keep(picture, box, odds)
            self._box = box
        else:
            self._shape.miss()
        self._unlearnt += 1
        if learn and confidence >= _LEARN and self._unlearnt >= _LEARN_EVERY:
            self._learn(picture, box, _RATE)
        return Seen(box, confidence, ratio)

    def _placed(self, picture: Levels, near: Box) -> tuple[Box, float]:
        """Where the filter sees the thing, in the size predicted; and how good the next place is (0..1)."""
        box, ratio = near, 1.0
        for again in (False, True):
            peak = peak_of(self._filter.respond(self._looks(picture, box)[DIRECTIONS:]), self._filter.clear)
            if not again:
                ratio = peak.second
            step_x, step_y = self._cell_size(box)
            box = (box[0] + peak.dx * step_x, box[1] + peak.dy * step_y, box[2], box[3])
            # A far step is looked at again from there: the window fades towards the patch's edge.
            if abs(peak.dx) + abs(peak.dy) < 4:
                break
        return box, ratio

    def _settled(self, picture: Levels, box: Box) -> tuple[Box, Floats, float]:
        """The box that the thing's pixels fill, looked for around `box`; its odds, its confidence."""
        coloured = self._palette.odds(self._shape.bins(picture, box))
        odds, carried = self._shape.follow(picture, box, coloured)
        carried = _bounded(carried)
        confidence = self._agreement(picture, carried)
        # What is half covered has not become smaller: only what is surely there is measured anew.
        pace = 1 - (1 - _PACE) ** self._after
        pace *= float(np.clip((confidence - 0.5) / 0.4, 0.0, 1.0))
        fitted = _bounded(self._refitted(odds, box, carried, pace))
        # The odds were read around `box`; they are kept for the box that came of them.
        return fitted, self._shape.shifted(odds, box, fitted), confidence

    def _agreement(self, picture: Levels, box: Box) -> float:
        likely = self._palette.likelihood(self._shape.bins(picture, box))
        return self._confidence(self._looks(picture, box), likely)

    def _looks(self, picture: Levels, box: Box) -> Floats:
        region = self._frame.region(box)
        return picture.once(("looks", region), lambda: channels(picture.patch(region, self._frame.size_px)))

    def _cell_size(self, box: Box) -> tuple[float, float]:
        frame = self._frame
        return box[2] * frame.reach_x / frame.columns, box[3] * frame.reach_y / frame.rows

    def _begin(self, picture: Levels, box: Box) -> None:
        self._shape.begin(picture, box)
        self._palette.learn(self._shape.bins(picture, box), *self._weights(), 0.5)
        left, top, right, bottom = edges_of(_share(self._shape.odds), self._reach, _SLACK)
        self._offsets = np.array([left + 0.5, top + 0.5, right - 0.5, bottom - 0.5])
        self._learn(picture, box, 1.0)

    def _weights(self) -> tuple[Floats, Floats]:
        share = _share(self._shape.odds)
        return share * (self._shape.inside > 0), (1 - share) * (0.2 + 0.8 * self._shape.outside)

    def _learn(self, picture: Levels, box: Box, rate: float) -> None:
        if rate < 1:
            self._palette.learn(self._shape.bins(picture, box), *self._weights(), _COLOUR_RATE)
        self._unlearnt = 0
        looks = self._looks(picture, box)
        self._lessons += 1
        if rate >= 1.0 or self._lessons % 2 == 0:
            # The dearest lesson; twice as much every second time comes to the same.
            self._filter.learn(looks[DIRECTIONS:], self._mask(), min(1.0, 2 * rate))
        likely = self._palette.likelihood(self._shape.bins(picture, box))
        if rate < 1:
            self._became_usual(looks, likely, _USUAL_RATE)
        self._views.add(looks, for_good=rate >= 1.0)

    def _mask(self) -> Floats:
        """(rows, columns) which cells are the thing's: by its shape, else the box."""
        size = (self._frame.columns, self._frame.rows)
        box = cv2.resize((self._shape.inside > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
        mask = box * np.clip(
            cv2.resize(_share(self._shape.odds), size, interpolation=cv2.INTER_AREA) * 1.5, 0.1, 1.0
        )
        return mask if float(mask.sum()) > 0.3 * float(box.sum()) else box

    def _refitted(self, odds: Floats, box: Box, carried: Box, pace: float) -> Box:
        """The carried box with its edges moved some of the way to where the thing ends."""
        left, top, right, bottom = np.array(edges_of(_share(odds), self._reach, _SLACK)) - self._offsets
        x, y, w, h = box
        ends = np.array(
            [x + (0.5 + left) * w, y + (0.5 + top) * h, x + (0.5 + right) * w, y + (0.5 + bottom) * h]
        )
        x, y, w, h = carried
        edges = pace * ends + (1 - pace) * np.array([x, y, x + w, y + h])
        return float(edges[0]), float(edges[1]), float(edges[2] - edges[0]), float(edges[3] - edges[1])

    def _confidence(self, looks: Floats, likely: Floats) -> float:
        """How alike and how rightly coloured the box's inside is, against what is usual for this thing."""
        alike, colour = self._marks(looks, likely)
        usual_alike, usual_colour = self._usual
        score = 0.5 * (alike / usual_alike + colour / usual_colour)
        return float(1 / (1 + np.exp(-_STEEP * (score - _DOUBT))))

    def _marks(self, looks: Floats, likely: Floats) -> tuple[float, float]:
        inside = self._shape.inside
        return self._views.likeness(looks), float(np.vdot(likely, inside) / inside.sum())

    def _became_usual(self, looks: Floats, likely: Floats, rate: float) -> None:
        marks = self._marks(looks, likely)
        self._usual = (
            float(np.clip((1 - rate) * self._usual[0] + rate * marks[0], *_USUAL_ALIKE)),
            float(np.clip((1 - rate) * self._usual[1] + rate * marks[1], *_USUAL_COLOUR)),
        )


def _levels(picture: Picture | Levels) -> Levels:
    return picture if isinstance(picture, Levels) else Levels(picture.copy())


def _share(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-odds))


def _bounded(box: Box) -> Box:
    x, y, w, h = (float(v) for v in box)
    wide, tall = max(w, SMALLEST_SIDE_PX), max(h, SMALLEST_SIDE_PX)
    return x - (wide - w) / 2, y - (tall - h) / 2, wide, tall
