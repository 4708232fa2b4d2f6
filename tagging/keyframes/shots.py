"""Where one shot ends and the next begins, and by what kind of change."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from tagging.keyframes import gradual
from tagging.keyframes.looks import Look, Plane, distance

# A flash or a strobe is over within this time, and the place is the same again.
FLASH_S = 0.22
FLASH_SAMPLES = 5
# A cut stands out against what moves around it.
AROUND_S = 0.4
OTHER_PLACE = 0.36
STANDS_OUT = 2.0
WORTH_A_LOOK = 0.2
SHORTEST_S = 0.16
# Mixtures closer than this are one change, seen in parts.
ONE_CHANGE_S = 0.3
# A step of this size on several frames in a row tears the picture.
TORN = 0.18
# A blank frame is nearly even, and black or white, next to what is seen around it.
BLACK_MEAN, WHITE_MEAN, BLANK_CONTRAST = 40.0, 228.0, 14.0
EMPTY = 0.2
PEAK_S = 0.7
BLANK_PAUSE_S = 0.4


@dataclass(frozen=True, slots=True)
class Joint:
    """A change of shot: the new one begins at frame `at`; `start` to `end` belong to neither cleanly."""

    kind: str
    at: int
    start: int
    end: int
    confidence: float


@dataclass(slots=True)
class Evidence:
    """What is kept of each frame once its neighbours have been seen: little, so that length costs little."""

    t: float
    step: float  # distance to the frame before
    lasting: float  # distance that is still there when flashes are looked past
    between: gradual.Between | None
    mean: float
    contrast: float
    sharpness: float
    clipped: float
    thumb: Plane
    across: float  # distance over the widest span around it


def witness(looks: Iterable[Look]) -> Iterator[Evidence]:
    """Each picture seen among its neighbours, from a window that slides over the film."""
    window: deque[Look] = deque()
    here, incoming, open_ended = 0, iter(looks), True
    while True:
        while open_ended and (len(window) <= here or window[-1].t < window[here].t + gradual.REACH):
            new = next(incoming, None)
            if new is None:
                open_ended = False
            else:
                window.append(new)
        if here >= len(window):
            return
        yield _evidence(window, here)
        here += 1
        while here < len(window) and window[0].t < window[here].t - gradual.REACH - 0.1:
            window.popleft()
            here -= 1


def _evidence(window: "deque[Look]", here: int) -> Evidence:
    times = [look.t for look in window]
    now = window[here]

    def around(seconds: float) -> Look:
        place = bisect_left(times, now.t + seconds - 0.005)
        return window[min(max(place, 0), len(window) - 1)]

    step = distance(window[here - 1], now) if here else 0.0
    return Evidence(
        t=now.t,
        step=step,
        lasting=_lasting(window, here, times) if step >= WORTH_A_LOOK else 0.0,
        between=gradual.between(around) if times[0] <= now.t - 0.2 and times[-1] >= now.t + 0.2 else None,
        mean=now.mean,
        contrast=now.contrast,
        sharpness=now.sharpness,
        clipped=now.clipped,
        thumb=now.colour,
        across=distance(around(-0.6), around(0.6)) if _is_blank(now.mean, now.contrast) else 0.0,
    )


def _lasting(window: "deque[Look]", here: int, times: list[float]) -> float:
    """The least distance between any picture just before and any just after: a flash makes it small."""
    before = [k for k in range(here) if times[k] >= times[here] - FLASH_S - 0.01]
    after = [k for k in range(here, len(window)) if times[k] <= times[here] + FLASH_S]
    olds, news = _spread(before[::-1]), _spread(after)
    return min((distance(window[a], window[b]) for a in olds for b in news), default=0.0)


def _spread(places: list[int]) -> list[int]:
    """A few of them, the nearest always among them."""
    if len(places) <= FLASH_SAMPLES:
        return places
    return [places[round(k * (len(places) - 1) / (FLASH_SAMPLES - 1))] for k in range(FLASH_SAMPLES)]


def find_joints(film: list[Evidence]) -> list[Joint]:
    """Fades first, for half a fade is a dissolve with black; then mixtures; then what changes at once."""
    slow: list[Joint] = []
    for joints in (_fades(film), _whips(film), _mixtures(film), _cuts(film)):
        slow += _kept_apart(film, [j for j in joints if not any(_touch(j, k) for k in slow)])
    return _kept_apart(film, slow)


def _touch(joint: Joint, other: Joint) -> bool:
    return joint.start <= other.end + 1 and other.start - 1 <= joint.end


def _kept_apart(film: list[Evidence], joints: list[Joint]) -> list[Joint]:
    """The surer of two that are too close to have a shot between them."""
    kept: list[Joint] = []
    for joint in sorted(joints, key=lambda j: -j.confidence):
        clash = any(
            abs(film[joint.at].t - film[k.at].t) < SHORTEST_S or (joint.start < k.end and k.start < joint.end)
            for k in kept
        )
        if not clash and joint.at > 0:
            kept.append(joint)
    return sorted(kept, key=lambda j: j.at)


def _cuts(film: list[Evidence]) -> list[Joint]:
    steps = np.array([e.step for e in film])
    times = np.array([e.t for e in film])
    found = []
    for k, frame in enumerate(film):
        if frame.lasting < OTHER_PLACE:
            continue
        first, last = np.searchsorted(times, [frame.t - AROUND_S, frame.t + AROUND_S])
        others = np.concatenate([steps[max(first, 1) : k], steps[k + 1 : last]])
        usual = float(np.median(others)) if len(others) else 0.0
        if frame.step < STANDS_OUT * usual + 0.12:
            continue
        margin = min(frame.lasting / OTHER_PLACE, frame.step / (STANDS_OUT * usual + 0.12))
        found.append(Joint("cut", k, k, k, _sure(margin - 1)))
    return found


def _whips(film: list[Evidence]) -> list[Joint]:
    """A camera that swings from one place to the next: several torn frames in a row, calm on both sides."""
    found, k = [], 1
    while k < len(film):
        start = k
        while k < len(film) and film[k].step > TORN:
            k += 1
        if k > start and (joint := _whip(film, start, k)):
            found.append(joint)
        k += 1
    return found


def _whip(film: list[Evidence], start: int, end: int) -> Joint | None:
    torn = film[start:end]
    around = film[max(1, start - 5) : start] + film[end : end + 5]
    if len(torn) < 4 or not 0.12 <= film[min(end, len(film) - 1)].t - film[start].t <= 0.6 or not around:
        return None
    lasting = float(np.median([e.lasting for e in torn]))
    calm = float(np.median([e.step for e in around])) / float(np.median([e.step for e in torn]))
    if lasting < 0.8 * OTHER_PLACE or calm > 0.4:
        return None
    at = start + int(np.argmax([e.lasting for e in torn]))
    return Joint("whip", at, start, end, _sure(lasting / OTHER_PLACE - 0.8 + 0.4 - calm))


def _mixtures(film: list[Evidence]) -> list[Joint]:
    """Neighbouring frames that each look like the middle of a dissolve or wipe are one change."""
    found, run = [], []
    for k in range(len(film) + 1):
        if k < len(film) and film[k].between is not None:
            run.append(k)
        elif run and (k == len(film) or film[k].t - film[run[-1]].t > ONE_CHANGE_S):
            found.append(_mixture(film, run))
            run = []
    return [joint for joint in found if joint is not None]


def _mixture(film: list[Evidence], run: list[int]) -> Joint | None:
    weights = np.array([b.strength if (b := film[k].between) else 0.0 for k in run])
    at = round(float((weights * run).sum() / weights.sum()))
    best = film[run[int(weights.argmax())]].between
    if best is None:
        return None
    half = best.length_s / 2
    start = bisect_left(film, film[at].t - half, key=lambda e: e.t)
    end = min(len(film) - 1, bisect_left(film, film[at].t + half, key=lambda e: e.t))
    # What happens at once is a cut, whatever moves around it; a weak or single sign beside one is its echo.
    weak = best.strength < 0.82 or len(run) == 1
    reach = 0.25 if weak else 0.0
    beside = [e for e in film[max(1, start - 20) : end + 20] if abs(e.t - film[at].t) <= max(half, reach)]
    if max((e.step for e in beside), default=0.0) > OTHER_PLACE or (len(run) == 1 and best.strength < 0.72):
        return None
    return Joint(best.kind, at, start, end, _sure((best.strength - 0.6) * 2))


def _fades(film: list[Evidence]) -> list[Joint]:
    """Through black or white, gradually on one side at least; a blink back to the same place is none."""
    found, k = [], 0
    blank = _blanks(film)
    while k < len(film):
        first = k
        while k < len(film) and blank[k]:
            k += 1
        if k > first and (joint := _fade(film, first, k)):
            found.append(joint)
        k += 1
    return found


def _blanks(film: list[Evidence]) -> list[bool]:
    times = np.array([e.t for e in film])
    means = np.array([e.mean for e in film])
    contrasts = np.array([e.contrast for e in film])
    blank = []
    for frame in film:
        if not _is_blank(frame.mean, frame.contrast):
            blank.append(False)
            continue
        first, last = np.searchsorted(times, [frame.t - PEAK_S, frame.t + PEAK_S])
        even = frame.contrast < max(3.0, EMPTY * contrasts[first:last].max())
        dark = frame.mean < max(8.0, EMPTY * means[first:last].max())
        blank.append(bool(even and (dark or frame.mean > WHITE_MEAN)))
    return blank


def _fade(film: list[Evidence], first: int, after: int) -> Joint | None:
    if first == 0 or after >= len(film):
        return None
    start, end = _dims(film, first - 1, -1), _dims(film, after, 1)
    paused = film[after].t - film[first].t >= BLANK_PAUSE_S
    elsewhere = max(e.across for e in film[first:after]) >= OTHER_PLACE
    if not (paused or elsewhere) or (first - start < 3 and end - after < 3):
        return None
    # A place may be dark and even; only light that truly goes or comes is a fade.
    empty = min(e.contrast for e in film[first:after])
    if max(film[start].contrast, film[end].contrast) < 3 * empty + 3 or empty > 3:
        return None
    at = (first + after) // 2
    return Joint("fade", at, start, end, _sure(0.6 if elsewhere else 0.2))


def _dims(film: list[Evidence], k: int, way: int) -> int:
    """How far the contrast keeps growing on the way out of the blank; two frames on, grain can't hide it."""
    while 0 <= k + 2 * way < len(film) and film[k + 2 * way].contrast > film[k].contrast * 1.03 + 0.2:
        if film[k + way].contrast > 2 * film[k].contrast + 8:
            break  # that is a cut into or out of the fading shot
        k += way
    return k


def _is_blank(mean: float, contrast: float) -> bool:
    return contrast < BLANK_CONTRAST and (mean < BLACK_MEAN or mean > WHITE_MEAN)


def _sure(margin: float) -> float:
    """A margin over the threshold as a confidence: .5 at the threshold itself."""
    return round(float(1 / (1 + np.exp(-4 * margin))), 3)
