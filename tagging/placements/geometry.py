"""Boxes and spans: what fits, and what can be mended. Values in, values out."""

from collections.abc import Sequence

from kit.language import noted

# A box smaller than this can't be seen on a phone, let alone tapped.
LEAST_SIDE = 0.01
MOST_KEYS = 4000

Key = list[float]


class Misfit(ValueError):
    """Why a box or a span can't be: a text, listed for translators, and what is filled into it."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values)
        self.text, self.values = text, values


SPAN = noted("In and out must lie within the film, in before out: 0 to %(frames)s frames.")
COUNT = noted("A placement needs a box, and at most %(most)s of them.")
OUTSIDE = noted("Frame %(frame)s is not in the film.")
SMALL = noted("This box is too small to see, or outside the picture. Draw it larger.")


def check_span(start_frame: int, end_frame: int, frames: int) -> None:
    if not 0 <= start_frame < end_frame <= frames:
        raise Misfit(SPAN, frames=frames)


def clean_keys(keys: Sequence[Sequence[float]], frames: int) -> list[Key]:
    """Keys in ascending order, one a frame (the last given wins), each box inside the picture."""
    if not 1 <= len(keys) <= MOST_KEYS:
        raise Misfit(COUNT, most=MOST_KEYS)
    by_frame: dict[int, Key] = {}
    for frame, *box in keys:
        if not 0 <= frame < frames or int(frame) != frame:
            raise Misfit(OUTSIDE, frame=frame)
        by_frame[int(frame)] = [int(frame), *clip(box)]
    return [by_frame[frame] for frame in sorted(by_frame)]


def clip(box: Sequence[float]) -> list[float]:
    """The part of a box that is inside the picture, to a hundredth of a pixel."""
    x, y, w, h = box
    left, top = max(0.0, min(1.0, x)), max(0.0, min(1.0, y))
    right, bottom = max(0.0, min(1.0, x + w)), max(0.0, min(1.0, y + h))
    # The edges are rounded, not the sides: a box that ends at the picture's edge must not reach over it.
    left, top, right, bottom = (round(edge, 5) for edge in (left, top, right, bottom))
    width, height = round(right - left, 5), round(bottom - top, 5)
    if width < LEAST_SIDE or height < LEAST_SIDE:
        raise Misfit(SMALL)
    return [left, top, width, height]
