"""Whether a thumb can mean it: the box that the marks go round, on a small phone.

What is tapped is the chip, which the player never draws smaller than 52 px; the marks say what is meant.
"""

from collections.abc import Iterator

from kit.language import noted
from tagging.linting import phone
from tagging.linting.fixes import docked, enlarged
from tagging.linting.rules import Rules
from tagging.linting.story import Flaw, Said, Story
from tagging.tracking.path import box_at

SMALL = noted("The box of %(name)s is %(px)s px on a small phone, %(least)s are needed")
# Half a pixel is nobody's thumb.
FORGIVEN_PX = 0.5


def small(story: Story, rules: Rules) -> Iterator[Flaw]:
    shown, least = phone.picture(story.width, story.height), rules.limits.target_px
    for moment in story.moments:
        if moment.is_docked:
            continue
        # Between two keys a side changes evenly, so it is least at one of them, or where the moment ends.
        ends = moment.start_frame, moment.end_frame - 1
        frames = {*ends, *(int(key[0]) for key in moment.keys if ends[0] < key[0] < ends[1])}
        sides = {frame: _side(phone.on_screen(box_at(moment.keys, frame), shown)) for frame in frames}
        frame = min(sides, key=lambda at: (sides[at], at))
        if sides[frame] >= least - FORGIVEN_PX:
            continue
        says = Said(SMALL, {"name": moment.label, "px": round(sides[frame]), "least": least})
        fixes = enlarged(moment, least, story), docked(moment)
        yield Flaw("small", (moment.id,), frame, moment.span, says, round(sides[frame], 1), least, fixes)


def _side(box: phone.Box) -> float:
    return min(box.w, box.h)
