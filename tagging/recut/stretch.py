"""A stretch of a film that plays on in another one: which frames are which. Values in, values out."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import Any

from tagging.recut.reframing import SAME, Reframing


@dataclass(frozen=True)
class Run:
    """Old frames `start` to `end`, half open, are new frames `slope * old + offset`.

    `score` is how alike they are, 0 to 1; `sure` how sure it is that they are the same; `lie` is how the new
    picture lies in the old one. `worth` is how much speaks for it, to choose among runs of the same films by.
    """

    start: int
    end: int
    slope: float
    offset: float
    score: float = 0.0
    sure: float = 0.0
    lie: Reframing = SAME
    worth: float = 0.0

    def at(self, old: float) -> float:
        return self.slope * old + self.offset

    def back(self, new: float) -> float:
        return (new - self.offset) / self.slope

    def new(self, start: int, end: int) -> tuple[int, int]:
        """The new frames that show old ones from `start` to `end`, half open: each shows the nearest."""
        first = ceil(self.at(start - 0.5) - 1e-6)
        return first, max(first + 1, ceil(self.at(end - 0.5) - 1e-6))

    def part(self, start: int, end: int) -> "Run":
        """Between these old frames, with no more worth than such a part of it has."""
        share = max(0, end - start) / max(1, self.end - self.start)
        return replace(self, start=start, end=end, worth=self.worth * min(1.0, share))

    @property
    def new_start(self) -> int:
        return self.new(self.start, self.end)[0]

    @property
    def new_end(self) -> int:
        return self.new(self.start, self.end)[1]


def room(run: Run, others: Iterable[Run], frames: tuple[int, int]) -> tuple[int, int]:
    """From which old frame up to which a run could reach before it met another one, in either film.

    `frames` is how many each film has.
    """
    floor, ceiling = max(0, round(run.back(0))), min(frames[0], round(run.back(frames[1])))
    for other in others:
        if other is run:
            continue
        if other.end <= run.start:
            floor = max(floor, other.end)
        elif other.start >= run.end:
            ceiling = min(ceiling, other.start)
        if other.new_end <= run.new_start:
            floor = max(floor, round(run.back(other.new_end)))
        elif other.new_start >= run.new_end:
            ceiling = min(ceiling, round(run.back(other.new_start)))
    return floor, ceiling


def told(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """As JSON; whole frames and shares need no more digits."""
    return [
        {
            **{name: round(value, 6) for name, value in asdict(run).items() if name != "lie"},
            "lie": list(run.lie),
        }
        for run in runs
    ]


def heard(said: Iterable[dict[str, Any]]) -> list[Run]:
    return [Run(**{**one, "lie": Reframing(*one["lie"])}) for one in said]
