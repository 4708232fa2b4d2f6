"""What is kept of each picture once its neighbours have been seen: little, so that length costs little."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2

from tagging.episodes.decode import Planes
from tagging.keyframes import gradual, worth
from tagging.keyframes.apart import distance, moved_distance
from tagging.keyframes.glances import Glance, glances
from tagging.keyframes.looks import Look, Plane
from tagging.keyframes.mingled import Mingled, mingled
from tagging.keyframes.punched import CLOSER, closer
from tagging.keyframes.sudden import Signs, is_worth_a_look, signs

# A gradual change lasts a tenth of a second at least, so not every picture has to be tried as its middle.
TRY_EVERY_S = 0.055
# Half of what lies around a blank picture within this time is looked at for what came before and after.
ACROSS_S = 0.6
THUMB_AREA = 200
# Of a change from place to place there is never as little in a second, for as long before and after.
REST, REST_S = 0.15, 0.25
# A picture later than wanted by less than this is as good.
NEAR_S = 0.035
# A step of this size in a twenty-fifth of a second tears the picture; a share of it is rest.
TORN, CALM = 0.18, 0.55
# What is less apart is one place anyway.
ELSEWHERE = 0.25
BLACK_MEAN, WHITE_MEAN, BLANK_CONTRAST = 32.0, 234.0, 14.0


@dataclass(slots=True)
class Evidence:
    """One picture among its neighbours."""

    frame: int
    t: float
    step: float  # distance to the picture before
    signs: Signs | None  # of a cut, where the step is large enough for one
    between: gradual.Between | None
    mean: float
    contrast: float
    across: float  # for a blank or torn picture: the distance from what is before that to what is after
    thumb: Plane  # Y, Cr, Cb, uint8
    keenness: float
    view: worth.View | None  # a few times a second
    mingled: Mingled | None = None  # where `between` has no account


def is_blank(mean: float, contrast: float) -> bool:
    """Nearly even, and black or white."""
    return contrast < BLANK_CONTRAST and (mean < BLACK_MEAN or mean > WHITE_MEAN)


def torn_from(seconds: float) -> float:
    """The step from which on a picture is torn, when the one before is so many seconds ago."""
    return TORN * min(1.0, max(0.4, 25 * seconds))


class Window:
    """The looks around the one in question, in the order of their times."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self.times: list[float] = []
        self.steps: list[float] = []
        self.paces: list[float] = []  # the distance to the look before, in a second
        self.here = 0

    def add(self, new: Look, step: float, passed: int = 0) -> None:
        """`step` is from picture to picture, of which so many were passed over."""
        since = new.t - self.times[-1] if self.times else 1.0
        self.steps.append(step)
        self.paces.append(step * (1 + passed) / max(since, 0.001))
        self.looks.append(new)
        self.times.append(new.t)

    @property
    def is_ready(self) -> bool:
        """Whether all that lies within reach after the picture in question is there."""
        return self.here < len(self.looks) and self.times[-1] >= self.times[self.here] + gradual.REACH

    def move_on(self) -> None:
        self.here += 1
        if self.here == len(self.looks):
            return
        past = bisect_left(self.times, self.times[self.here] - gradual.REACH - 0.1)
        if past > 32:
            del self.looks[:past], self.times[:past], self.steps[:past], self.paces[:past]
            self.here -= past

    def around(self, seconds: float) -> Look:
        """The picture that many seconds from the one in question, or the first or last there is."""
        wanted = self.times[self.here] + seconds
        place = min(bisect_left(self.times, wanted - 0.005), len(self.looks) - 1)
        # Where pictures were passed over, the one before may be nearer.
        if place and self.times[place] - wanted > NEAR_S:
            place -= self.times[place] - wanted > wanted - self.times[place - 1]
        return self.looks[place]

    def signs(self) -> Signs | None:
        if not is_worth_a_look(self.steps, self.here):
            return None
        now = self.times[self.here]
        first, last = bisect_left(self.times, now - 0.5), bisect_left(self.times, now + 0.5)
        first = min(first, self.here - 1)
        return signs(self.looks[first:last], self.steps[first:last], self.here - first)

    @property
    def is_at_rest(self) -> bool:
        """Whether so little happens just here that it can't be the middle of a change from place to place."""
        now = self.times[self.here]
        first, last = bisect_left(self.times, now - REST_S), bisect_left(self.times, now + REST_S)
        return all(pace < REST for pace in self.paces[first + 1 : last + 1])

    def steps_within(self, seconds: float) -> list[float]:
        """From picture to picture, that long before and after the one in question."""
        now = self.times[self.here]
        first, last = bisect_left(self.times, now - seconds), bisect_left(self.times, now + seconds)
        return self.steps[max(first, 1) : last + 1]

    def since(self) -> float:
        """Seconds from the picture before."""
        return self.times[self.here] - self.times[self.here - 1]

    def calm(self, way: int) -> Look | None:
        """The nearest picture before or after, within ACROSS_S, that hardly differs from its neighbours."""
        k = self.here
        while 0 < k + way < len(self.looks) - 1 and abs(self.times[k] - self.times[self.here]) < ACROSS_S:
            k += way
            if max(self.steps[k], self.steps[k + 1]) < CALM * torn_from(self.times[k] - self.times[k - 1]):
                return self.looks[k]
        return None

    @property
    def room_s(self) -> float:
        """For how long there are pictures before and after."""
        now = self.times[self.here]
        return min(now - self.times[0], self.times[-1] - now)


def witness(film: Iterable[tuple[float, Planes]]) -> Iterator[Evidence]:
    """Each picture seen among its neighbours, from a window that slides over the film."""
    window, kept = Window(), _Kept()
    for glance in glances(film):
        window.add(glance.look, glance.step, len(glance.passed))
        kept.add(glance)
        while window.is_ready:
            yield from _evidence(window, kept)
            window.move_on()
    while window.here < len(window.looks):
        yield from _evidence(window, kept)
        window.move_on()


@dataclass(slots=True)
class _Taken:
    """What is taken from a picture while its planes are there."""

    thumb: Plane
    keenness: float
    view: worth.View | None
    passed: list[tuple[float, float]]  # when, and how keen, are those that it speaks for


class _Kept:
    """What was taken from each picture, until its turn comes."""

    def __init__(self) -> None:
        self.waiting: deque[_Taken] = deque()
        self.viewed_s = float("-inf")
        self.tried_s = float("-inf")
        self.frame = 0

    def add(self, glance: Glance) -> None:
        planes, t = glance.planes, glance.look.t
        height, width = planes.y.shape
        columns = max(3, round((THUMB_AREA * width / height) ** 0.5))
        size = columns, max(3, round(THUMB_AREA / columns))
        thumb = cv2.merge(
            [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (planes.y, planes.cr, planes.cb)]
        )
        view = None
        if t >= self.viewed_s + worth.VIEW_EVERY_S - 0.001:
            view = worth.view(planes.y, planes.cb, planes.cr)
            self.viewed_s = t
        passed = [(earlier, worth.keenness(p.luma)) for earlier, p in glance.passed]
        self.waiting.append(_Taken(thumb, worth.keenness(planes.luma), view, passed))

    def numbered(self) -> int:
        """The next frame's number."""
        self.frame += 1
        return self.frame - 1


def _evidence(window: Window, kept: _Kept) -> Iterator[Evidence]:
    """Of the picture in question, after those that it speaks for."""
    now, taken = window.looks[window.here], kept.waiting.popleft()
    alone = Evidence(
        frame=0,
        t=now.t,
        step=window.steps[window.here],
        signs=None,
        between=None,
        mean=now.mean,
        contrast=now.contrast,
        across=0.0,
        thumb=taken.thumb,
        keenness=taken.keenness,
        view=None,
    )
    for t, keenness in taken.passed:
        yield replace(alone, frame=kept.numbered(), t=t, keenness=keenness)
    between = moving = None
    is_due = now.t >= kept.tried_s + TRY_EVERY_S and window.room_s >= gradual.LEAST
    if is_due and not window.is_at_rest:
        between = gradual.between(window.around, window.steps_within, window.room_s)
        kept.tried_s = now.t
        if between is None:
            moving = mingled(window.around, window.steps_within, window.room_s)
    yield replace(
        alone,
        frame=kept.numbered(),
        signs=window.signs(),
        between=between,
        across=_across(window, is_blank(now.mean, now.contrast)),
        view=taken.view,
        mingled=moving,
    )


def _across(window: Window, blank: bool) -> float:
    if blank:
        return distance(window.around(-ACROSS_S), window.around(ACROSS_S))
    if window.here == 0 or window.steps[window.here] <= torn_from(window.since()):
        return 0.0
    before, after = window.calm(-1), window.calm(1)
    if not before or not after:
        return 0.0
    gap = moved_distance(before, after)
    # A zoom tears the picture as well, and comes to the same place.
    return 0.0 if gap > ELSEWHERE and closer(before, after) > CLOSER else gap
