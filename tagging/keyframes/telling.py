"""Shots told as soon as nothing that follows can change them, from evidence that never grows past a bound."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tagging.keyframes.choose import Keyframe, choose
from tagging.keyframes.joint import Joint
from tagging.keyframes.shots import SHORTEST_S, find_joints
from tagging.keyframes.witness import Evidence, is_blank

# Decisions are taken once in this while, on what is older than the span in which its surroundings matter.
ROUND_S = 1.0
SETTLED_S = 3.0
# So much of what is decided already is looked at again, as the surroundings of what isn't.
CONTEXT_S = 1.5
# A shot's evidence is thinned beyond this many pictures: for its keyframes that is plenty.
FULL = 1500
# Longer than this back, nothing is looked at for joints: only blackness that lasts would ask for it.
MEMORY_S = 20.0


@dataclass(frozen=True, slots=True)
class Shot:
    """Half open: `end_frame` and `end_s` are the next shot's first."""

    index: int
    start_frame: int
    end_frame: int
    start_s: float
    end_s: float
    transition: str
    confidence: float
    keyframes: tuple[Keyframe, ...]


class Telling:
    """Takes evidence picture by picture; `shots` grows by the shots that stand for good."""

    def __init__(self) -> None:
        self.shots: list[Shot] = []
        self.kept: list[Evidence] = []
        self.opening: Joint | None = None  # of the shot that isn't finished; frames count through the film
        self.decided_s = 0.0
        self.round_s = ROUND_S

    def add(self, new: Evidence) -> bool:
        """Whether shots were told."""
        self.kept.append(new)
        if new.t < self.round_s:
            return False
        self.round_s = new.t + ROUND_S
        return self._decide(self._limit())

    def finish(self, duration_s: float) -> None:
        """The rest: all that was seen is all there is."""
        self._decide(float("inf"))
        last = self.kept[-1]
        self._tell(None, last.frame + 1, max(duration_s, last.t))

    def _limit(self) -> float:
        """Up to when nothing that comes can change what is decided; a blank stretch is decided as a whole."""
        limit = self.kept[-1].t - SETTLED_S
        k = len(self.kept) - 1
        while k > 0 and is_blank(self.kept[k].mean, self.kept[k].contrast):
            k -= 1
        return min(limit, self.kept[k].t - CONTEXT_S)

    def _decide(self, limit: float) -> bool:
        told = len(self.shots)
        first = bisect_left(self.kept, self.kept[-1].t - MEMORY_S, key=lambda e: e.t)
        recent = self.kept[first:]
        for joint in find_joints(recent):
            at = recent[joint.at].t
            if self.decided_s <= at < limit and self._has_room(recent, joint):
                self._close(_numbered(joint, recent), at)
        self.decided_s = max(self.decided_s, limit)
        self._thin()
        return len(self.shots) > told

    def _has_room(self, recent: list[Evidence], joint: Joint) -> bool:
        """Whether the shots on both sides are long enough to be shots."""
        at = recent[joint.at].t
        since = self.shots[-1].end_s if self.shots else 0.0
        return at - since >= SHORTEST_S and (at + SHORTEST_S / 2 <= recent[-1].t)

    def _close(self, joint: Joint, at_s: float) -> None:
        self._tell(joint, joint.at, at_s)
        self.opening = joint
        context = bisect_left(self.kept, at_s - CONTEXT_S, key=lambda e: e.t)
        del self.kept[:context]

    def _tell(self, closing: Joint | None, end: int, end_s: float) -> None:
        start = self.shots[-1].end_frame if self.shots else 0
        own = [e for e in self.kept if start <= e.frame < end]
        self.shots.append(
            Shot(
                index=len(self.shots),
                start_frame=start,
                end_frame=end,
                start_s=self.shots[-1].end_s if self.shots else own[0].t,
                end_s=end_s,
                transition=self.opening.kind if self.opening else "start",
                confidence=self.opening.confidence if self.opening else 1.0,
                keyframes=tuple(_keyframes(own, self.opening, closing)),
            )
        )

    def _thin(self) -> None:
        """Of each two pictures of a long shot's past the less sharp one goes, as often as needed."""
        past = bisect_left(self.kept, self.kept[-1].t - MEMORY_S, key=lambda e: e.t)
        if past > FULL:
            pairs = zip(self.kept[1:past:2], self.kept[2:past:2], strict=False)
            thinned = [max(pair, key=lambda e: e.keenness) for pair in pairs]
            self.kept[: past - 1 + past % 2] = [self.kept[0], *thinned]


def _numbered(joint: Joint, film: list[Evidence]) -> Joint:
    """The joint by frames of the film instead of places in the list."""
    return replace(joint, at=film[joint.at].frame, start=film[joint.start].frame, end=film[joint.end].frame)


def _keyframes(own: list[Evidence], opening: Joint | None, closing: Joint | None) -> Iterator[Keyframe]:
    """`choose` counts places; some frames of a long shot are no longer there."""
    frames = [e.frame for e in own]
    placed = [
        joint
        and replace(
            joint, **{part: bisect_left(frames, getattr(joint, part)) for part in ("at", "start", "end")}
        )
        for joint in (opening, closing)
    ]
    for keyframe in choose(own, 0, len(own), *placed):
        yield replace(keyframe, frame=own[keyframe.frame].frame)
