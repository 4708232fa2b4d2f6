"""A marker between us and an edit suite, in whichever file it travels."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

# What comes in is held in memory, row by row, and shown to a person before it is kept.
MOST = 2000
NAME_MOST, TEXT_MOST = 200, 4000

Data = dict[str, Any]

# Of suites: by the names they write, ours for it.
COLOURS = {
    **{name: name for name in ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink")},
    "white": "white",
    "black": "black",
    "magenta": "pink",
    "fuchsia": "pink",
    "rose": "pink",
    "lavender": "purple",
    "sky": "cyan",
    "mint": "green",
    "lemon": "yellow",
    "sand": "orange",
    "cocoa": "orange",
    "cream": "white",
}


@dataclass(frozen=True)
class Mark:
    """A marker on a film's frames, `end` not in it; `data` is ours, as it was when it went out."""

    start: int
    end: int
    name: str
    text: str = ""
    colour: str | None = None
    data: Data | None = None
    # What else came with it: kept, so that nothing a suite said is lost.
    more: Data = field(default_factory=dict)
    # What it said when it went out, where the file still tells: what differs was changed in the suite.
    was: Data | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Met:
    """A marker as it stands in a file: seconds from the start of the film, which may lie outside of it."""

    at: Fraction
    lasts: Fraction
    name: str
    text: str = ""
    colour: str | None = None
    data: Data | None = None
    more: Data = field(default_factory=dict)


def colour_of(written: str | None) -> str | None:
    """Our colour for what a suite calls it: `ResolveColorSky` is cyan."""
    if not written:
        return None
    return COLOURS.get(written.strip().lower().removeprefix("resolvecolor"))


def one_line(words: str, most: int = NAME_MOST) -> str:
    """For formats that know lines: no breaks, nothing that can't be printed."""
    shown = "".join(char if char.isprintable() else " " for char in words)
    return " ".join(shown.split())[:most]
