"""How well each frame of a shot stands for it: clean, sharp and like the rest."""

from collections.abc import Sequence

import cv2
import numpy as np

from tagging.keyframes.middle import median, median_row, quantile
from tagging.keyframes.worth import Plane

SHARP_SHARE, TYPICAL_SHARE = 0.6, 0.4
# A frame below this is in the way, blurred or lit otherwise.
CLEAN_ENOUGH = 0.7
# What comes and goes within twice the longest of these is in the way: a flash, a hand, a card, a blink.
HALVES_S = (0.06, 0.12, 0.2, 0.3, 0.45, 0.65, 0.9)
# A picture on the way from one view to another is as far from both as they are from each other, or nearer.
RETURNS = 0.45
# Mean difference of the thumbnails (of 255) at which a short excursion spoils a frame.
NOTICED, GLARING, SHAKEN = 3.0, 14.0, 6.0
# Frames whose thumbnails differ by less show the same view; so many are compared with each.
ALIKE, REFERENCES = 4.0, 32
BESIDE_S = 0.05
# A robust median needs no more pictures than this, however long the shot.
SAMPLE = 300


def merits(t: Plane, thumbs: Plane, keenness: Plane) -> tuple[Plane, Plane]:
    """(merit, cleanness) of every frame of one shot, each 0 to 1.

    `thumbs` is frames x values (uint8). Merit is cleanness x (0.6 of the frame's place in sharpness + 0.4 of
    its place in likeness to the shot's median picture); places are shares of the shot's frames.
    """
    clean, strange = cleanness(t, thumbs, keenness), strangeness(thumbs)
    # In a shot that mostly rests, a frame far from the median is an accident too long to return from,
    # or something of which another keyframe will tell.
    apart = np.clip((strange - 3 * median(strange) - 10) / 20, 0, 0.8)
    return clean * (1 - apart) * _standing(keenness, strange), clean


def standing(keenness: Plane, thumbs: Plane) -> Plane:
    """How sharp and typical each frame is among these, 0 to 1."""
    return _standing(keenness, strangeness(thumbs))


def _standing(keenness: Plane, strange: Plane) -> Plane:
    return SHARP_SHARE * _place(keenness) + TYPICAL_SHARE * _place(-strange)


def _place(values: Plane) -> Plane:
    """The share of the shot's frames that are worse, 0 to 1; ties count half."""
    order = np.sort(values)
    worse, no_better = np.searchsorted(order, values, "left"), np.searchsorted(order, values, "right")
    return (worse + no_better) / (2 * len(values))


def strangeness(thumbs: Plane) -> Plane:
    """Mean difference to the median picture, frame by frame."""
    usual = median_row(thumbs[:: -(-len(thumbs) // SAMPLE)])
    return difference(thumbs, np.broadcast_to(usual, thumbs.shape))


def difference(a: Plane, b: Plane) -> Plane:
    """Mean absolute difference, row by row."""
    return cv2.reduce(cv2.absdiff(a, np.ascontiguousarray(b)), 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel()


def cleanness(t: Plane, thumbs: Plane, keenness: Plane) -> Plane:
    """1 for a frame nothing is wrong with; towards 0 for what is in the way, blurred or lit otherwise."""
    away = excursion(t, thumbs)
    # A hand that holds the camera comes and goes as well; a strobe must not pass for one.
    usual = min(2 * median(away), SHAKEN)
    blocked = np.clip((away - usual - NOTICED) / (GLARING - NOTICED), 0, 1)
    haste = motion(t, thumbs)
    restless = np.clip((haste - 3 * quantile(haste, 0.25) - 1.5) / 6, 0, 0.6)
    return (1 - 0.95 * blocked) * (1 - restless) * (1 - blur(thumbs, keenness))


def motion(t: Plane, thumbs: Plane) -> Plane:
    """How much the picture changes in the tenth of a second around each frame."""
    before = np.searchsorted(t, t - BESIDE_S)
    after = np.minimum(np.searchsorted(t, t + BESIDE_S), len(t) - 1)
    return difference(thumbs[before], thumbs[after])


def blur(thumbs: Plane, keenness: Plane) -> Plane:
    """How much fine detail a frame lacks that others of the same view have.

    Keenness is an energy: with a quarter of it, half of the contrast is left. Another view, as after a pan,
    may have less to show without being blurred.
    """
    refs = np.array(sorted(set(np.linspace(0, len(thumbs) - 1, REFERENCES).round().astype(int).tolist())))
    refs = refs[np.argsort(keenness[refs])]
    apart = np.stack([difference(thumbs, np.broadcast_to(thumbs[r], thumbs.shape)) for r in refs], axis=1)
    rank = np.cumsum(apart < ALIKE, axis=1)
    # The upper quartile of those that show the same view; a frame unlike all others is its own measure.
    usual = keenness[refs][np.argmax(rank >= 0.75 * rank[:, -1:], axis=1)]
    usual = np.where(rank[:, -1] > 0, usual, keenness)
    return np.clip((0.5 - keenness / np.maximum(usual, 1e-6)) / 0.4, 0, 0.95)


def excursion(t: Plane, thumbs: Plane) -> Plane:
    """How far a frame is from what was just before and just after, where those two are like each other."""
    away = np.zeros(len(t), np.float32)
    for half in HALVES_S:
        before = np.searchsorted(t, t - half - 1e-4)
        after = np.minimum(np.searchsorted(t, t + half - 1e-4), len(t) - 1)
        inside = np.flatnonzero((t - half >= t[0] - 1e-4) & (t + half <= t[-1] + 1e-4))
        if not len(inside):
            break
        here, old, new = thumbs[inside], thumbs[before[inside]], thumbs[after[inside]]
        from_old, to_new, apart = difference(here, old), difference(here, new), difference(old, new)
        way = np.minimum(from_old, to_new)
        back = apart < RETURNS * (from_old + to_new)
        away[inside] = np.maximum(away[inside], np.where(back, way - apart / 2, 0))
    return away


def stack(thumbs: Sequence[Plane]) -> Plane:
    """Thumbnails in Y, Cr, Cb as frames x values in B, G, R, where colour weighs as much as light."""
    rows = np.stack(thumbs).reshape(len(thumbs), -1, 3)
    return cv2.cvtColor(rows, cv2.COLOR_YCrCb2BGR).reshape(len(thumbs), -1)
