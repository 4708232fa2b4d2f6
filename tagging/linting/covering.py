"""What a chip lies on: faces, burnt-in lines; and marks that lie on each other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kit.language import noted
from tagging.linting import phone
from tagging.linting.fixes import docked, following, without
from tagging.linting.phone import Drawn
from tagging.linting.rules import Rules
from tagging.linting.story import Around, Flaw, Said, Sight, Span, Story
from tagging.tracking import path

# A chip that brushes something for less than this is not noticed.
NOTICED_S = 0.3
# Boxes that agree to this part, all the time both are seen, are drawn round one thing.
SAME = 0.8

FACE = noted("%(name)s covers a face for %(long)s s")
CAPTION = noted("%(name)s covers burnt-in words for %(long)s s")
OVERLAPS = noted("%(name)s and %(other)s overlap by %(part)s %%")
SAME_PLACE = noted("%(name)s and %(other)s are in one place")


@dataclass
class Run:
    """Looks in a row at which something was so."""

    frames: list[int] = field(default_factory=list)
    worst: float = 0.0
    frame: int = 0

    def add(self, frame: int, part: float) -> None:
        self.frames.append(frame)
        if part > self.worst:
            self.worst, self.frame = part, frame


Screens = list[tuple[int, list[Drawn]]]


def screens(story: Story, within: Span | None = None) -> Screens:
    """What a small phone shows at each look."""
    start, end = within or (0, story.timing.frames)
    looks = [frame for frame in phone.samples(story) if start <= frame < end]
    there, shown = Around(story.moments), phone.picture(story.width, story.height)
    corners = phone.corners(story, shown)
    return [(frame, phone.drawn(there.at(frame), frame, shown, corners=corners)) for frame in looks]


def faces(story: Story, rules: Rules, seen: Screens) -> Iterator[Flaw]:
    yield from _covered(story, seen, "face", FACE, story.faces, rules.limits.face_share)


def captions(story: Story, rules: Rules, seen: Screens) -> Iterator[Flaw]:
    yield from _covered(story, seen, "caption", CAPTION, story.texts, rules.limits.caption_share)


def overlaps(story: Story, rules: Rules, seen: Screens) -> Iterator[Flaw]:
    """Two that follow things and whose boxes share much of the smaller one; or all of both."""
    limit = rules.limits.overlap_share
    pairs: dict[tuple[str, str], list[tuple[int, float, float]]] = {}
    for frame, drawn in seen:
        for one, other in combinations([d for d in drawn if d.marks], 2):
            assert one.marks is not None and other.marks is not None
            both = one.marks.shared(other.marks)
            part = both / min(one.marks.area, other.marks.area)
            same = both / (one.marks.area + other.marks.area - both)
            pairs.setdefault((one.moment.id, other.moment.id), []).append((frame, part, same))
    by_id = {moment.id: moment for moment in story.moments}
    for (first, second), looks in pairs.items():
        over = [look for look in looks if look[1] >= limit]
        if not over:
            continue
        one, other = by_id[first], by_id[second]
        frame, part, _ = max(over, key=lambda look: look[1])
        is_same = all(look[2] >= SAME for look in looks)
        span = over[0][0], over[-1][0] + 1
        fixes = (docked(other), docked(one), *without(other, (one.start_frame, one.end_frame), story))
        names = {"name": one.label, "other": other.label}
        says = Said(SAME_PLACE, names) if is_same else Said(OVERLAPS, {**names, "part": round(part * 100)})
        rule = "same_place" if is_same else "overlap"
        yield Flaw(rule, (first, second), frame, span, says, round(part, 3), limit, fixes)


def _covered(
    story: Story, seen: Screens, rule: str, text: str, sights: Sequence[Sight], limit: float
) -> Iterator[Flaw]:
    """One finding for each moment: the longest stretch at which its chip lies on one of them."""
    if not sights:
        return
    shown = phone.picture(story.width, story.height)
    screen = phone.Box(0, 0, phone.WIDTH, phone.HEIGHT)
    there = Around(sights)

    def part(chip: phone.Box, frame: int) -> float:
        boxes = [phone.on_screen(path.box_at(s.keys, frame), shown) for s in there.at(frame)]
        # What lies outside of the screen is covered already, and by nobody's chip.
        seen_of = [(box, box.shared(screen)) for box in boxes]
        return max((chip.shared(box) / area for box, area in seen_of if area > 1), default=0.0)

    runs = _runs(seen, part, limit)
    by_id = {moment.id: moment for moment in story.moments}
    for name, found in runs.items():
        moment = by_id[name]
        longest = max(found, key=lambda run: run.frames[-1] - run.frames[0])
        span = longest.frames[0], min(longest.frames[-1] + 1, moment.end_frame)
        if story.seconds(span[1] - span[0]) < NOTICED_S:
            continue
        all_of_it = min(run.frames[0] for run in found), max(run.frames[-1] + 1 for run in found)
        fixes = (docked(moment), following(moment), *without(moment, all_of_it, story))
        says = Said(text, {"name": moment.label, "long": story.seconds(span[1] - span[0])})
        yield Flaw(rule, (name,), longest.frame, span, says, round(longest.worst, 3), limit, fixes)


def _runs(seen: Screens, part: Callable[[phone.Box, int], float], limit: float) -> dict[str, list[Run]]:
    """By moment, the stretches of looks at which the part covered is at least the limit."""
    runs: dict[str, list[Run]] = {}
    open_: dict[str, Run] = {}
    for frame, drawn in seen:
        now: dict[str, Run] = {}
        for one in drawn:
            covered = part(one.chip, frame)
            if covered >= limit:
                run = open_.get(one.moment.id)
                if run is None:
                    run = Run()
                    runs.setdefault(one.moment.id, []).append(run)
                run.add(frame, covered)
                now[one.moment.id] = run
        open_ = now
    return runs
