"""What one press can mend: plain changes of one placement. What it offers is tried out first, in check.py."""

import math
from collections.abc import Sequence

from kit.language import noted
from tagging.linting import phone
from tagging.linting.story import Fix, Moment, Span, Story
from tagging.tracking.path import DECIMALS

DOCK = noted("Dock the chip")
FOLLOW = noted("Let it follow")
TRIM = noted("Trim")
BEGIN_LATER = noted("Begin later")
END_SOONER = noted("End sooner")
LENGTHEN = noted("Lengthen")
ENLARGE = noted("Enlarge")
DISCLOSE = noted("Say who paid")
SWAP = noted("Swap")

PRODUCT = "product"


def docked(moment: Moment) -> Fix:
    return Fix(DOCK, moment.id, {} if moment.is_docked else {"anchor": "docked"})


def following(moment: Moment) -> Fix:
    return Fix(FOLLOW, moment.id, {"anchor": "follow"} if moment.is_docked else {})


def disclosed(moment: Moment) -> Fix:
    return Fix(DISCLOSE, moment.id, {"disclosure": moment.goods.told[:120]})


def swapped(moment: Moment) -> Fix:
    """Which product instead, a person must say."""
    return Fix(SWAP, moment.id, needs=PRODUCT)


def spanned(words: str, moment: Moment, start: int, end: int) -> Fix:
    """Another in and out; only what differs is in the patch, and nothing where no span is left."""
    wanted = {"start_frame": start, "end_frame": end}
    now = {"start_frame": moment.start_frame, "end_frame": moment.end_frame}
    return Fix(words, moment.id, {k: v for k, v in wanted.items() if v != now[k]} if start < end else {})


def without(moment: Moment, span: Span, story: Story) -> list[Fix]:
    """What is left before a span and after it, the longer first."""
    before = spanned(END_SOONER, moment, moment.start_frame, min(span[0], moment.end_frame))
    after = spanned(BEGIN_LATER, moment, max(span[1], moment.start_frame), moment.end_frame)
    left = span[0] - moment.start_frame, moment.end_frame - span[1]
    return [before, after] if left[0] >= left[1] else [after, before]


def lengthened(moment: Moment, frames: int, within: Span) -> Fix:
    """At least so many frames, first later, then sooner, inside its shot."""
    end = max(moment.end_frame, min(within[1], moment.start_frame + frames))
    start = min(moment.start_frame, max(within[0], end - frames))
    return spanned(LENGTHEN, moment, start, end)


def enlarged(moment: Moment, px: int, story: Story) -> Fix:
    """Every box at least so large on a small phone, about its own middle, inside the picture.

    Each holds what it was, on the same frames: by that a followed path is still known as such.
    """
    shown = phone.picture(story.width, story.height)
    least = _up(px / shown.w), _up(px / shown.h)
    keys = [[key[0], *_grown(key[1:], least)] for key in moment.keys]
    return Fix(ENLARGE, moment.id, {"keys": keys})


def _grown(box: Sequence[float], least: tuple[float, float]) -> list[float]:
    x, y, w, h = box
    wide, high = max(w, least[0]), max(h, least[1])
    left = min(max(0.0, x - (wide - w) / 2), 1 - wide)
    top = min(max(0.0, y - (high - h) / 2), 1 - high)
    return [round(side, DECIMALS) for side in (left, top, wide, high)]


def _up(part: float) -> float:
    """Never a hundredth of a pixel too small."""
    return min(1.0, math.ceil(part * 10**DECIMALS + 0.5) / 10**DECIMALS)
