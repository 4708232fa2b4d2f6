"""All rules over one story: what is found, the gravest first, each with only those fixes that mend it."""

from collections.abc import Iterator
from dataclasses import replace

from tagging.linting import covering, pacing, selling, suspense, target
from tagging.linting.rules import LEVELS, Rules
from tagging.linting.story import Fix, Flaw, Span, Story

# Besides what is on screen with it: what begins near it counts too.
NEAR_S = pacing.RUSH_S
MOST_FIXES = 2
# Trying a fix takes some milliseconds. Nobody looks at more at once; what is mended makes room.
MOST_MENDED = 60

Name = tuple[str, frozenset[str]]


def check(story: Story, rules: Rules) -> list[Flaw]:
    """Findings of the rules that aren't off, by level and frame."""
    story = ordered(story)
    trial = Trial(story, rules)
    found = sorted(
        flaws(story, rules),
        key=lambda f: (LEVELS.index(rules.level(f.rule)), f.frame, f.rule, f.moments),
    )
    return [replace(f, fixes=trial.mending(f) if n < MOST_MENDED else ()) for n, f in enumerate(found)]


def ordered(story: Story) -> Story:
    """Moments as the player draws them: by their first frame."""
    return replace(story, moments=tuple(sorted(story.moments, key=lambda m: m.start_frame)))


def flaws(story: Story, rules: Rules, within: Span | None = None) -> Iterator[Flaw]:
    """Without their fixes tried. `within` is where the screen is looked at, the whole film unless told."""
    seen = covering.screens(story, within)
    for rule in (covering.faces, covering.captions, covering.overlaps):
        yield from _wanted(rule(story, rules, seen), rules)
    for other in (
        *(selling.disclosure, selling.goods, suspense.cliffhanger, suspense.spoiler),
        *(pacing.hidden, pacing.brief, target.small, pacing.rush, pacing.crowd),
    ):
        yield from _wanted(other(story, rules), rules)


def _wanted(found: Iterator[Flaw], rules: Rules) -> Iterator[Flaw]:
    return (flaw for flaw in found if rules.level(flaw.rule) != "off")


class Trial:
    """Fixes tried out where they are: only on what is on screen with them, or begins just before or after."""

    def __init__(self, story: Story, rules: Rules) -> None:
        self.story, self.rules = story, rules
        self.known: dict[tuple[str, Span], tuple[Story, set[Name]]] = {}

    def mending(self, flaw: Flaw) -> tuple[Fix, ...]:
        """Those after which it is gone and nothing new stands in the way; the least side effects first."""
        tried = [
            (price, fix) for fix in flaw.fixes if fix.patch and (price := self._price(flaw, fix)) is not None
        ]
        best = [fix for _, fix in sorted(tried, key=lambda one: one[0])]
        # Of two that say the same, of one moment or the other, the better one.
        once = {fix.words: fix for fix in reversed([*best, *(fix for fix in flaw.fixes if fix.needs)])}
        return tuple(reversed(once.values()))[:MOST_FIXES]

    def _price(self, flaw: Flaw, fix: Fix) -> int | None:
        """How many findings a fix brings that weren't there; None where it doesn't mend, or brings a stop."""
        (was,) = (m for m in self.story.moments if m.id == fix.moment)
        will = replace(was, **fix.patch)
        span = min(was.start_frame, will.start_frame), max(was.end_frame, will.end_frame)
        near, before = self._near(fix.moment, span)
        after = self._names(ordered(near.changed(fix.moment, fix.patch)), span)
        new = after - before
        if _name(flaw) in after or any(self.rules.level(rule) == "stop" for rule, _ in new):
            return None
        # The same trouble with another one is no way out of it.
        if any(rule == flaw.rule and fix.moment in moments for rule, moments in new):
            return None
        return len(new)

    def _near(self, moment: str, span: Span) -> tuple[Story, set[Name]]:
        if (moment, span) not in self.known:
            far = self.story.frames(NEAR_S)
            kept = tuple(
                m for m in self.story.moments if m.start_frame < span[1] + far and m.end_frame > span[0] - far
            )
            near = replace(self.story, moments=kept)
            self.known[moment, span] = near, self._names(near, span)
        return self.known[moment, span]

    def _names(self, story: Story, span: Span) -> set[Name]:
        return {_name(flaw) for flaw in flaws(story, self.rules, span)}


def _name(flaw: Flaw) -> Name:
    return flaw.rule, frozenset(flaw.moments)
