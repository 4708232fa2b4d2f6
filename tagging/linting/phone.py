"""Where a small phone shows what: the watch page's picture, its room for chips, and each chip's place.

The geometry of static/player/{picture,chip,room,vitrine}.js and static/player/watch.css written down once
more, for whoever has no browser. A test holds it against the player itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from tagging.episodes.timing import Timing
from tagging.linting.story import Moment, Sight, Story
from tagging.tracking.path import box_at

# CSS pixels of the smallest phone that is still sold to, and what the watch page keeps free of chips on it.
WIDTH, HEIGHT = 320, 568
KEEP_TOP, KEEP_BOTTOM, KEEP_SIDE = 64, 144, 12
EDGE = 8  # a chip's distance from the picture's own edge
CHIP, ROUND, WIDEST = 52, 52, 264
OVERLAP, GAP = 14, 8
# The last place for a chip, and how many looks a second its place is chosen by.
FOOT, LOOKS = 4, 4
# All of a chip but its words: paddings, picture, gaps, sign.
AROUND_WORDS = 96
FONT_PX = 14
# Letters by their width in hundredths of the font's size, Instrument Sans at its two weights.
ADVANCES = {
    19: " ", 24: "',.|Iijl", 27: "!:;’", 34: "/()`", 38: "f}1r", 42: "\"*tJ", 45: "[]{“”\\-", 50: "<>_sz",
    54: "+=^acvy~", 57: "k–27ex35?", 60: "LouF£", 62: "48hn69Zbdgpq$ES", 65: "BPRT",
    69: "0XYU", 72: "K€…#wAHNV",
    76: "CD&G%", 80: "OQ", 88: "—@M", 93: "m", 108: "W",
}  # fmt: skip
ADVANCE = {letter: hundredths / 100 for hundredths, letters in ADVANCES.items() for letter in letters}
ORDINARY = 0.62


@dataclass(frozen=True, slots=True)
class Box:
    """CSS pixels from the screen's top left corner."""

    x: float
    y: float
    w: float
    h: float

    def shared(self, other: "Box") -> float:
        """The area both cover."""
        wide = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        high = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return max(0.0, wide) * max(0.0, high)

    @property
    def area(self) -> float:
        return self.w * self.h


@dataclass(frozen=True, slots=True)
class Drawn:
    """One moment on the screen: its chip, and the box its corner marks go round where it follows."""

    moment: Moment
    chip: Box
    marks: Box | None


def picture(width: int, height: int) -> Box:
    """The film's own picture; it covers the screen, so some of it may lie outside."""
    scale = max(WIDTH / width, HEIGHT / height)
    w, h = width * scale, height * scale
    return Box((WIDTH - w) / 2, (HEIGHT - h) / 2, w, h)


def room(shown: Box) -> Box:
    """Where chips may lie."""
    left, top = max(KEEP_SIDE, shown.x + EDGE), max(KEEP_TOP, shown.y + EDGE)
    right = min(WIDTH - KEEP_SIDE, shown.x + shown.w - EDGE)
    bottom = min(HEIGHT - KEEP_BOTTOM, shown.y + shown.h - EDGE)
    return Box(left, top, right - left, bottom - top)


def on_screen(box: Sequence[float], shown: Box) -> Box:
    """A box in fractions of the picture, where the screen shows it."""
    x, y, w, h = box
    return Box(shown.x + x * shown.w, shown.y + y * shown.h, w * shown.w, h * shown.h)


def chip_width(moment: Moment) -> float:
    """About: fonts differ from phone to phone."""
    if moment.is_docked:
        return ROUND
    sold = moment.goods.available > 0 and not moment.goods.is_retired
    words = max(text_width(moment.label), text_width(moment.price if sold else "Sold out"))
    return min(WIDEST, AROUND_WORDS + words)


@lru_cache(4096)
def text_width(text: str) -> float:
    return FONT_PX * sum(ADVANCE.get(letter, ORDINARY) for letter in text)


def corner(n: int, at: Box, free: Box, width: float) -> tuple[float, float]:
    """The corners of a box in the order in which a thumb reaches them, and last the foot of the picture."""
    if n == FOOT:
        return free.x, free.y + free.h - CHIP
    x = at.x + at.w + OVERLAP - width if n % 2 else at.x - OVERLAP
    return x, at.y + at.h + OVERLAP - CHIP if n < 2 else at.y - OVERLAP


def best_corner(moment: Moment, clear: Sequence[Sight], timing: Timing, shown: Box, width: float) -> int:
    """As static/player/room.js: where the chip covers nothing that is to be kept clear, or least of it."""
    free, costs = room(shown), [0.0] * (FOOT + 1)
    step = max(1, timing.num // (LOOKS * timing.den))
    for frame in range(moment.start_frame, moment.end_frame, step):
        there = [one for one in clear if one.start_frame <= frame < one.end_frame]
        if not there:
            continue
        boxes = [on_screen(box_at(one.keys, frame), shown) for one in there]
        at = on_screen(box_at(moment.keys, frame), shown)
        for n in range(len(costs)):
            x, y = corner(n, at, free, width)
            chip = Box(
                max(free.x, min(x, free.x + free.w - width)),
                max(free.y, min(y, free.y + free.h - CHIP)),
                width,
                CHIP,
            )
            costs[n] += max(chip.shared(box) / (box.area or 1) for box in boxes)
    return costs.index(min(costs))


def corners(story: Story, shown: Box) -> dict[str, int]:
    """Each moment's, by its id, in a film that has anything to keep clear."""
    clear = (*story.faces, *story.texts)
    if not clear:
        return {}
    return {
        moment.id: best_corner(moment, clear, story.timing, shown, chip_width(moment))
        for moment in story.moments
    }


def drawn(
    moments: Iterable[Moment],
    frame: int,
    shown: Box,
    widths: Mapping[str, float] | None = None,
    corners: Mapping[str, int] = MappingProxyType({}),
) -> list[Drawn]:
    """What is drawn at a frame over a picture, in the manifest's order: who comes later gives way upwards."""
    free = room(shown)
    placed: list[Drawn] = []
    for moment in moments:
        if not moment.is_seen(frame):
            continue
        width = widths[moment.id] if widths else chip_width(moment)
        at = on_screen(box_at(moment.keys, frame), shown)
        if moment.is_docked:
            want = free.x, free.y + free.h - CHIP
        else:
            want = corner(corners.get(moment.id, 0), at, free, width)
        chip = _placed(want, width, free, [one.chip for one in placed])
        placed.append(Drawn(moment, chip, None if moment.is_docked else at))
    return placed


def _placed(want: tuple[float, float], width: float, free: Box, others: list[Box]) -> Box:
    x = max(free.x, min(want[0], free.x + free.w - width))
    y = max(free.y, min(want[1], free.y + free.h - CHIP))

    def below() -> Box | None:
        return next(
            (
                o
                for o in others
                if x < o.x + o.w + GAP and o.x < x + width + GAP and abs(o.y - y) < CHIP + GAP
            ),
            None,
        )

    while (hit := below()) and hit.y - CHIP - GAP >= free.y:
        y = hit.y - CHIP - GAP
    return Box(x, y, width, CHIP)


def samples(story: Story) -> list[int]:
    """Frames to look at: where a moment, or what it may lie on, comes or goes, and four a second between."""
    step = max(1, story.timing.num // (4 * story.timing.den))
    looked: set[int] = set()
    for moment in story.moments:
        looked.update(range(-(-moment.start_frame // step) * step, moment.end_frame, step))
    for one in (*story.moments, *story.faces, *story.texts):
        looked.update((one.start_frame, one.end_frame - 1))
    return sorted(looked)
