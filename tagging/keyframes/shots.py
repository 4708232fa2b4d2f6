"""Where one shot ends and the next begins, and by what kind of change."""

from collections.abc import Sequence

import numpy as np

from tagging.keyframes.gradual import Between
from tagging.keyframes.joint import Joint
from tagging.keyframes.middle import median
from tagging.keyframes.punched import CLOSER
from tagging.keyframes.reach import reaching
from tagging.keyframes.runs import AT_ONCE, largest, minglings, runs, span
from tagging.keyframes.sudden import Signs
from tagging.keyframes.witness import WHITE_MEAN, Evidence, is_blank, torn_from

OTHER_PLACE = 0.36
SHORTEST_S = 0.16
# A blank frame is nearly even, and black or white, next to what is seen around it.
EMPTY = 0.2
PEAK_S = 0.7
BLANK_PAUSE_S = 0.4
# How much each sign of a cut weighs, as a logistic model; fitted on edits of all kinds, see bench/shots.py.
WEIGHTS = (6.84, 7.5, 8.4, 6.36, 6.33, 2.7, -0.55)
BIAS = -19.6
# How much surer with each gain in likeness that a picture is the one before, seen closer.
PUNCHED_SURE = 18.0
# The same for mixtures: of 1, strength, gap, pictures, and loss of detail or length.
DISSOLVE_WEIGHTS = (0.14, 5.78, 0.45, 1.86, -6.91)
WIPE_WEIGHTS = (-14.09, 9.19, 16.7, 2.31, -1.25)
# Strengths this close are the same.
NEARLY = 0.02
# What tears a picture does so on several frames; a cut among them is larger than most by this.
ALONE = 1.7
# What slides through a picture starts and stops; a camera that pans was moving before.
STARTS = 1.8


def find_joints(film: Sequence[Evidence]) -> list[Joint]:
    """All changes of shot, in order; frames are places in `film`."""
    whips = _whips(film)
    cuts = [cut for cut in _cuts(film) if not any(_is_of(film, cut, whip) for whip in whips)]
    gradual = [*_mixtures(film), *minglings(film)]
    return reaching(film, _kept_apart(film, [*cuts, *whips, *gradual, *_fades(film)]))


def _is_of(film: Sequence[Evidence], cut: Joint, whip: Joint) -> bool:
    """Whether a step is one of the many that tear a picture, and no cut among them."""
    if not whip.start - 1 <= cut.at <= whip.end + 1:
        return False
    others = sorted(film[k].step for k in range(whip.start, whip.end) if k != cut.at)
    return film[cut.at].step < ALONE * others[len(others) * 3 // 4]


def _kept_apart(film: Sequence[Evidence], joints: list[Joint]) -> list[Joint]:
    """The surer of two that are too close to have a shot between them."""
    kept: list[Joint] = []
    # What goes through black ends or begins there, often at once: that is not another change.
    for joint in sorted(joints, key=lambda j: (j.kind != "fade", -j.confidence)):
        clash = any(
            abs(film[joint.at].t - film[k.at].t) < SHORTEST_S
            or (joint.start - 2 <= k.end and k.start <= joint.end + 2)
            for k in kept
        )
        if not clash and joint.at > 0:
            kept.append(joint)
    return sorted(kept, key=lambda j: j.at)


def cut_confidence(signs: Signs) -> float:
    """How likely a step is a cut, 0 to 1."""
    measures = (
        signs.lasting,
        signs.lasting_moved,
        signs.step / (signs.step + signs.usual + 0.05),
        signs.step / (signs.step + signs.beside + 0.05),
        signs.moved,
        min(signs.colour, 40) / 40,
        signs.same,
    )
    cut = BIAS + sum(w * m for w, m in zip(WEIGHTS, measures, strict=True))
    return _logistic(max(cut, PUNCHED_SURE * (signs.punched - CLOSER)))


def _logistic(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def _cuts(film: Sequence[Evidence]) -> list[Joint]:
    found = []
    for k, frame in enumerate(film):
        if frame.signs and (sure := cut_confidence(frame.signs)) >= 0.5:
            found.append(Joint("cut", k, k, k, round(sure, 3)))
    return found


def _whips(film: Sequence[Evidence]) -> list[Joint]:
    """A camera that swings from one place to the next: several torn frames in a row, calm on both sides."""
    found, k = [], 1
    while k < len(film):
        start = k
        while k < len(film) and film[k].step > torn_from(film[k].t - film[k - 1].t):
            k += 1
        if k > start and (joint := _whip(film, start, k)):
            found.append(joint)
        k += 1
    return found


def _whip(film: Sequence[Evidence], start: int, end: int) -> Joint | None:
    torn = film[start:end]
    around = [*film[max(1, start - 5) : start], *film[end : end + 5]]
    if len(torn) < 4 or not 0.12 <= film[min(end, len(film) - 1)].t - film[start].t <= 0.6 or not around:
        return None
    lasting = median([e.across for e in torn])
    calm = median([e.step for e in around]) / median([e.step for e in torn])
    if lasting < 0.8 * OTHER_PLACE or calm > 0.4:
        return None
    at = (start + end) // 2
    # A swing within one shot can look the same, so this is never as sure as a cut.
    return Joint("whip", at, start, end, round(0.85 * _sure(lasting / OTHER_PLACE - 0.8 + 0.4 - calm), 3))


def _mixtures(film: Sequence[Evidence]) -> list[Joint]:
    """Neighbouring frames that each look like the middle of a dissolve or wipe are one change."""
    told = [k for k, frame in enumerate(film) if frame.between is not None]
    return [joint for run in runs(film, told) if (joint := _mixture(film, run)) is not None]


def _mixture(film: Sequence[Evidence], run: list[int]) -> Joint | None:
    weights = np.array([b.strength if (b := film[k].between) else 0.0 for k in run])
    at = round(float((weights * run).sum() / weights.sum()))
    best = film[run[int(weights.argmax())]].between
    if best is None:
        return None
    half = best.length_s / 2
    start, end = span(film, at, half)
    # What happens at once is a cut, whatever moves around it; a weak or single sign beside one is its echo.
    reach = 0.25 if best.strength < 0.82 or len(run) == 1 else 0.0
    if best.kind != "slide" and largest(film, at, max(half, reach)) > AT_ONCE:
        return None
    if best.kind == "slide" and not _starts_and_stops(film, start, end):
        return None
    # Which picture told it best is a matter of luck where several did nearly as well.
    tellers = [b for k in run if (b := film[k].between) and b.strength > best.strength - NEARLY]
    sure = max(gradual_confidence(b, len(run)) for b in tellers if b.kind == best.kind)
    kind = "wipe" if best.kind == "slide" else best.kind
    return Joint(kind, at, start, end, round(sure, 3)) if sure >= 0.5 else None


def _starts_and_stops(film: Sequence[Evidence], start: int, end: int) -> bool:
    around = [e.step for e in (*film[max(1, start - 12) : start], *film[end + 1 : end + 13])]
    within = [e.step for e in film[start + 1 : end + 1]]
    return not around or not within or float(np.mean(within)) > STARTS * median(around) + 0.01


def gradual_confidence(best: Between, pictures: int) -> float:
    """How likely a mixture seen in so many pictures is a dissolve, a wipe or a slide, 0 to 1."""
    weights = DISSOLVE_WEIGHTS if best.kind == "dissolve" else WIPE_WEIGHTS
    # A dissolve loses detail on its way; a wipe's length fits the span it was seen in.
    own = min(best.dip, 1.3) if best.kind == "dissolve" else min(best.length_s / best.half_s, 3.0)
    measures = (1.0, best.strength, best.gap, min(pictures, 4) / 4, own)
    return _logistic(sum(w * m for w, m in zip(weights, measures, strict=True)))


def _fades(film: Sequence[Evidence]) -> list[Joint]:
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


def _blanks(film: Sequence[Evidence]) -> list[bool]:
    times = np.array([e.t for e in film])
    means = np.array([e.mean for e in film])
    contrasts = np.array([e.contrast for e in film])
    blank = []
    for frame in film:
        if not is_blank(frame.mean, frame.contrast):
            blank.append(False)
            continue
        first, last = np.searchsorted(times, [frame.t - PEAK_S, frame.t + PEAK_S])
        even = frame.contrast < max(3.0, EMPTY * contrasts[first:last].max())
        dark = frame.mean < max(8.0, EMPTY * means[first:last].max())
        blank.append(bool(even and (dark or frame.mean > WHITE_MEAN)))
    return blank


def _fade(film: Sequence[Evidence], first: int, after: int) -> Joint | None:
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


def _dims(film: Sequence[Evidence], k: int, way: int) -> int:
    """How far the contrast keeps growing on the way out of the blank; two frames on, grain can't hide it."""
    while 0 <= k + 2 * way < len(film) and film[k + 2 * way].contrast > film[k].contrast * 1.03 + 0.2:
        if film[k + way].contrast > 2 * film[k].contrast + 8:
            break  # that is a cut into or out of the fading shot
        k += way
    return k


def _sure(margin: float) -> float:
    """A margin over the threshold as a confidence: .5 at the threshold itself."""
    return round(float(1 / (1 + np.exp(-4 * margin))), 3)
