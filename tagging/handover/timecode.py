"""Timecode, rates and frames: integers and fractions inside, no float. Values in, values out."""

import re
from fractions import Fraction

CODE = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)([:;.,])(\d{1,3})")
# The rates that are written 23.976, 29.97 or 59.94 are these, exactly.
NTSC = Fraction(1000, 1001)


class NoTimecode(ValueError):
    """What was written is no timecode of this rate."""


def rate_of(written: float) -> Fraction:
    """Frames a second as a fraction, from how programs write it."""
    if not 1 <= written <= 1000:
        raise NoTimecode(written)
    whole = round(written)
    if abs(written - whole) < 0.0005:
        return Fraction(whole)
    nominal = -int(-written // 1)
    if abs(written - float(nominal * NTSC)) < 0.006:
        return nominal * NTSC
    return Fraction(written).limit_denominator(1001)


def counted(rate: Fraction) -> int:
    """How many frames a second of timecode has: 24 at 23.976."""
    return -int(-rate // 1)


def drops(rate: Fraction) -> bool:
    """Whether timecode of this rate may leave numbers out: 29.97 and 59.94 do."""
    return rate != counted(rate) and counted(rate) % 30 == 0


def frame_of(code: str, rate: Fraction, is_drop: bool = False) -> int:
    """The frame a timecode counts, from 00:00:00:00. A semicolon before the frames says drop frame too."""
    found = CODE.fullmatch(code.strip())
    if not found:
        raise NoTimecode(code)
    hours, minutes, seconds, frames = (int(found[i]) for i in (1, 2, 3, 5))
    base = counted(rate)
    if frames >= base:
        raise NoTimecode(code)
    total = ((hours * 60 + minutes) * 60 + seconds) * base + frames
    if (is_drop or found[4] in ";,") and drops(rate):
        # Two numbers of thirty go each minute, but not each tenth.
        all_minutes = hours * 60 + minutes
        total -= base // 15 * (all_minutes - all_minutes // 10)
    return total


def on_film(at: Fraction, film: Fraction) -> int:
    """The frame of a film that is on screen `at` seconds."""
    return int(at * film // 1)
