"""When moments are on screen: a moment's span, without where the thing is hidden."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tagging.episodes.timing import Timing


@dataclass(frozen=True, slots=True)
class Showing:
    """A stretch in which a moment is on screen without a break, in milliseconds and frames, half open."""

    name: str  # the moment's id; from its second showing on with a number
    moment: dict[str, Any]
    card: dict[str, Any] | None
    starts_ms: int
    ends_ms: int
    start_frame: int
    end_frame: int


def showings(manifest: dict[str, Any]) -> Iterator[Showing]:
    """Every showing of every moment, in the manifest's order."""
    num, den = manifest["fps"]
    for moment in manifest["moments"]:
        card = manifest["cards"].get(moment["variant"])
        for number, (from_ms, to_ms) in enumerate(_seen(moment), start=1):
            name = moment["id"] if number == 1 else f"{moment['id']}-{number}"
            start, end = (ms * num // (den * 1000) for ms in (from_ms, to_ms))
            yield Showing(name, moment, card, from_ms, to_ms, start, end)


def timing(manifest: dict[str, Any]) -> Timing:
    num, den = manifest["fps"]
    return Timing(num, den, manifest["frames"])


def _seen(moment: dict[str, Any]) -> Iterator[tuple[int, int]]:
    at, ends_ms = moment["starts_ms"], moment["ends_ms"]
    for from_ms, to_ms in moment.get("hidden", []):
        if from_ms > at:
            yield at, from_ms
        at = max(at, to_ms)
    if at < ends_ms:
        yield at, ends_ms
