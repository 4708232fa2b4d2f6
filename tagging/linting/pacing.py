"""How long, how often, how well seen: time on screen, hidden stretches, too many at once."""

from collections.abc import Iterator

from kit.language import noted
from tagging.linting.fixes import BEGIN_LATER, TRIM, docked, lengthened, spanned
from tagging.linting.rules import Rules
from tagging.linting.story import Flaw, Moment, Said, Story

MINUTE_S, RUSH_S = 60, 6
# A chip that comes this much later than its moment is worth a word.
LATE_S = 0.4

BRIEF = noted("%(name)s is on screen for %(long)s s")
UNSEEN = noted("%(name)s is hidden all the time")
HIDDEN = noted("%(name)s is hidden for %(part)s %% of its time")
HIDDEN_ENDS = noted("%(name)s is hidden where it begins or ends")
CROWD = noted("%(count)s moments begin within a minute")
RUSH = noted("%(count)s moments begin within %(long)s s")


def brief(story: Story, rules: Rules) -> Iterator[Flaw]:
    """The longest time in one piece must be enough for a tap."""
    least = rules.limits.tap_seconds
    for moment in story.moments:
        runs = moment.seen
        if not runs:
            continue
        start, end = max(runs, key=lambda run: run[1] - run[0])
        if end - start >= story.frames(least):
            continue
        fixes = lengthened(moment, story.frames(least), story.shot(moment.start_frame)), docked(moment)
        long = story.seconds(end - start)
        says = Said(BRIEF, {"name": moment.label, "long": long})
        yield Flaw("brief", (moment.id,), start, (start, end), says, round(long, 3), least, fixes)


def hidden(story: Story, rules: Rules) -> Iterator[Flaw]:
    for moment in story.moments:
        gaps = moment.unseen
        if gaps:
            yield from _hidden(story, rules, moment, gaps)


def _hidden(story: Story, rules: Rules, moment: Moment, gaps: list[list[int]]) -> Iterator[Flaw]:
    limit = rules.limits.hidden_share
    whole = moment.end_frame - moment.start_frame
    part = sum(b - a for a, b in gaps) / whole
    name, about = {"name": moment.label}, ((moment.id,), gaps[0][0], (gaps[0][0], gaps[-1][1]))
    if not moment.seen:
        yield Flaw("unseen", *about, Said(UNSEEN, name), 1.0, limit, (docked(moment),))
        return
    start, end = moment.seen[0][0], moment.seen[-1][1]
    trimmed = spanned(TRIM, moment, start, end)
    if part >= limit:
        says = Said(HIDDEN, {**name, "part": round(part * 100)})
        yield Flaw("hidden", *about, says, round(part, 3), limit, (trimmed, docked(moment)))
    late = max(start - moment.start_frame, moment.end_frame - end)
    if late >= story.frames(LATE_S):
        at = moment.start_frame if start > moment.start_frame else end
        span = (moment.start_frame, start) if start > moment.start_frame else (end, moment.end_frame)
        long = round(story.seconds(late), 3)
        yield Flaw("hidden_ends", (moment.id,), at, span, Said(HIDDEN_ENDS, name), long, LATE_S, (trimmed,))


def crowd(story: Story, rules: Rules) -> Iterator[Flaw]:
    """The fullest minute, where it is too full."""
    limit = rules.limits.per_minute
    clusters = [c for m in story.moments if (c := _beginning_in(story, m, MINUTE_S))]
    full = max(clusters, key=len, default=[])
    if len(full) > limit:
        says = Said(CROWD, {"count": len(full)})
        span = full[0].start_frame, full[-1].end_frame
        ids = tuple(m.id for m in full)
        yield Flaw("crowd", ids, full[limit].start_frame, span, says, len(full), limit)


def rush(story: Story, rules: Rules) -> Iterator[Flaw]:
    """Each six seconds in which too many begin; none is told twice."""
    limit, least = rules.limits.per_six_seconds, story.frames(rules.limits.tap_seconds)
    told: set[str] = set()
    for first in story.moments:
        near = _beginning_in(story, first, RUSH_S)
        if first.id in told or len(near) <= limit:
            continue
        told.update(m.id for m in near)
        last = near[-1]
        later = first.start_frame + story.frames(RUSH_S)
        fixes = (
            (spanned(BEGIN_LATER, last, later, last.end_frame),) if last.end_frame - later >= least else ()
        )
        long = story.seconds(last.start_frame - first.start_frame)
        says = Said(RUSH, {"count": len(near), "long": max(long, 0.1)})
        span = first.start_frame, last.end_frame
        ids = tuple(m.id for m in near)
        yield Flaw("rush", ids, near[limit].start_frame, span, says, len(near), limit, fixes)


def _beginning_in(story: Story, first: Moment, seconds: float) -> list[Moment]:
    until = first.start_frame + story.frames(seconds)
    return [m for m in story.moments if first.start_frame <= m.start_frame < until]
