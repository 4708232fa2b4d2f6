"""What a series is checked for: limits and how grave each finding is. The defaults, and what may be set."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from kit.language import noted

LEVELS = ("stop", "warn", "info", "off")
COUNTRY = re.compile(r"[A-Z]{2}")
MOST_MARKETS = 60


class Unfit(ValueError):
    """Why rules can't be so: a text, listed for translators, and what is filled into it."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values)
        self.text, self.values = text, values


@dataclass(frozen=True, slots=True)
class Limits:
    # A trade's rule of thumb: more than one a quarter of a minute is a shop window, not a story.
    per_minute: int = 8
    per_six_seconds: int = 2
    # Seeing, deciding and moving a thumb.
    tap_seconds: float = 1.5
    # What Apple and WCAG 2.5.5 ask of a target.
    target_px: int = 44
    cliffhanger_seconds: float = 3.0
    # Parts: of a face or a line that a chip covers, of the smaller box that another shares, of a span hidden.
    face_share: float = 0.1
    caption_share: float = 0.15
    overlap_share: float = 0.6
    hidden_share: float = 0.5


# From, to.
BOUNDS: dict[str, tuple[float, float]] = {
    "per_minute": (1, 60),
    "per_six_seconds": (1, 20),
    "tap_seconds": (0.2, 10),
    "target_px": (24, 96),
    "cliffhanger_seconds": (0, 60),
    "face_share": (0.01, 1),
    "caption_share": (0.01, 1),
    "overlap_share": (0.05, 1),
    "hidden_share": (0.05, 1),
}

# How grave each is by default: only what is plainly wrong stands in the way of publishing.
GRAVITY = {
    "disclosure": "stop",
    "unsold": "stop",
    "unseen": "stop",
    "same_place": "stop",
    "sold_out": "warn",
    "market": "warn",
    "face": "warn",
    "caption": "warn",
    "overlap": "warn",
    "small": "warn",
    "brief": "warn",
    "hidden": "warn",
    "hidden_ends": "info",
    "crowd": "warn",
    "rush": "info",
    "cliffhanger": "warn",
    "spoiler": "warn",
}

# Why each matters, in one sentence for whoever has to decide.
WHY = {
    "disclosure": noted("Viewers must be told who paid for it."),
    "unsold": noted("A chip nobody can buy from."),
    "unseen": noted("The thing is covered or out of the picture all the time, so nothing is drawn."),
    "same_place": noted("Two marks in one place: nobody can tell which is which."),
    "sold_out": noted("A chip nobody can buy from until there is stock again."),
    "market": noted("Viewers there see it and can’t buy it."),
    "face": noted("The story is in the face; a shop must not stand before it."),
    "caption": noted("Who reads along loses the line."),
    "overlap": noted("The marks lie on each other and are hard to tell apart."),
    "small": noted(
        "A thumb covers what is marked, so nobody sees what is meant. The chip itself keeps 52 px."
    ),
    "brief": noted("Gone before a thumb gets there."),
    "hidden": noted("The chip comes and goes while viewers look for it."),
    "hidden_ends": noted("It is listed as on screen while it can’t be seen."),
    "crowd": noted("A story this full of things for sale is left sooner."),
    "rush": noted("One thing after another: none of them is noticed."),
    "cliffhanger": noted("Here the story must hold, and the next episode must be what they tap."),
    "spoiler": noted("Its name tells what the story has not shown yet."),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """`markets` are the countries that price is asked for; None asks for all the workspace sells in."""

    limits: Limits = field(default_factory=Limits)
    levels: Mapping[str, str] = field(default_factory=lambda: dict(GRAVITY))
    markets: tuple[str, ...] | None = None

    def level(self, rule: str) -> str:
        return self.levels.get(rule, GRAVITY[rule])

    def plain(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        markets = None if self.markets is None else list(self.markets)
        return {"limits": asdict(self.limits), "levels": {**GRAVITY, **self.levels}, "markets": markets}


def read(told: Mapping[str, Any]) -> Rules:
    """Rules from JSON; what it doesn't name is as by default. Raises Unfit."""
    limits = {name: _limit(name, value) for name, value in (told.get("limits") or {}).items()}
    levels = dict(GRAVITY)
    for rule, level in (told.get("levels") or {}).items():
        if rule not in GRAVITY:
            raise Unfit(noted("There is no rule called “%(name)s”."), name=str(rule)[:40])
        if level not in LEVELS:
            raise Unfit(
                noted("A rule stops, warns, informs or is off, not “%(level)s”."), level=str(level)[:40]
            )
        levels[rule] = level
    return Rules(Limits(**limits), levels, _markets(told.get("markets")))


def kept(told: Mapping[str, Any]) -> Rules:
    """The same for what stands on a row: what isn't known, or taken, any more is as by default."""
    limits = {name: v for name, v in (told.get("limits") or {}).items() if _fits(name, v)}
    levels = {r: v for r, v in (told.get("levels") or {}).items() if r in GRAVITY and v in LEVELS}
    return read({"limits": limits, "levels": levels, "markets": told.get("markets")})


def _limit(name: str, value: Any) -> Any:
    if name not in BOUNDS:
        raise Unfit(noted("There is no limit called “%(name)s”."), name=str(name)[:40])
    if not _fits(name, value):
        least, most = BOUNDS[name]
        raise Unfit(
            noted("“%(name)s” must be from %(least)s to %(most)s."), name=name, least=least, most=most
        )
    return value


def _fits(name: str, value: Any) -> bool:
    whole = {f.name for f in fields(Limits) if f.type in ("int", int)}
    kind = int if name in whole else (int, float)
    if name not in BOUNDS or isinstance(value, bool) or not isinstance(value, kind):
        return False
    return BOUNDS[name][0] <= value <= BOUNDS[name][1]


def _markets(told: Any) -> tuple[str, ...] | None:
    if told is None:
        return None
    if not isinstance(told, list | tuple) or len(told) > MOST_MARKETS:
        raise Unfit(noted("Markets are a list of countries such as DE."))
    if not all(isinstance(one, str) and COUNTRY.fullmatch(one) for one in told):
        raise Unfit(noted("Markets are a list of countries such as DE."))
    return tuple(dict.fromkeys(told))
