"""Markers in a CMX 3600 edit list: `* LOC` lines as Avid writes them, `|C |M |D` lines as Resolve does.

The list names no rate; its numbers are counted at the film's unless another is told.
"""

import re
from fractions import Fraction

from tagging.handover import timecode
from tagging.handover.marks import Met, colour_of

CODE = r"\d{1,2}:\d\d:\d\d[:;.,]\d{1,3}"
EVENT = re.compile(rf"\d+\s+\S+\s+\S+\s+\S.*?({CODE})\s+({CODE})\s+({CODE})\s+({CODE})\s*$")
LOCATOR = re.compile(rf"\*\s*LOC:\s*({CODE})\s+(\w*)\s*(.*)$", re.IGNORECASE)
RESOLVE = re.compile(r"(.*?)\s*\|C:(\S*)\s*\|M:(.*?)\s*\|D:(\d{1,7})\s*$")
OURS = re.compile(r"\s*\[((?:plc|nte)_\w{1,36})\]\s*$", re.IGNORECASE)


def looks_like(text: str) -> bool:
    return any(EVENT.match(line.strip()) or LOCATOR.match(line.strip()) for line in text.splitlines()[:2000])


def read(text: str, rate: Fraction, start: int | None = None) -> list[Met]:
    """The markers, in seconds from the film's start: `start`, else the whole hour before the first."""
    is_drop, event_at = False, 0
    found: list[tuple[int, int, str, str, str | None]] = []
    codes: list[int] = []
    for line in (each.strip() for each in text.splitlines()):
        if line.upper().startswith("FCM:"):
            is_drop = "NON" not in line.upper()
        elif event := EVENT.match(line):
            event_at = timecode.frame_of(event[3], rate, is_drop)
            codes.append(event_at)
        elif locator := LOCATOR.match(line):
            at = timecode.frame_of(locator[1], rate, is_drop)
            found.append((at, 1, locator[3].strip(), "", colour_of(locator[2])))
        elif marker := RESOLVE.match(line):
            lasts = max(1, int(marker[4]))
            found.append((event_at, lasts, marker[3], marker[1].strip(), colour_of(marker[2])))
    begins = start if start is not None else _hour_before(codes + [each[0] for each in found], rate, is_drop)
    return [_met(each, begins, rate) for each in found]


def _met(each: tuple[int, int, str, str, str | None], begins: int, rate: Fraction) -> Met:
    at, lasts, name, text, colour = each
    data = None
    if ours := OURS.search(name):
        # An id survives capitals; the words beside it don't, so only the place is taken from here.
        prefix, _, rest = ours[1].partition("_")
        data, name = {"id": f"{prefix.lower()}_{rest.upper()}"}, name[: ours.start()]
    return Met(Fraction(at - begins) / rate, Fraction(lasts) / rate, name, text, colour, data)


def _hour_before(codes: list[int], rate: Fraction, is_drop: bool) -> int:
    """Programmes begin on a whole hour, and films here are minutes long."""
    earliest = min(codes, default=0)
    base = timecode.counted(rate)
    hours = earliest // (3600 * base)
    begins = [timecode.frame_of(f"{hour:02}:00:00:00", rate, is_drop) for hour in (hours, hours + 1)]
    return begins[1] if begins[1] <= earliest else begins[0]
