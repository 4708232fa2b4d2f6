"""What a looking process does with two cuts of an episode: matches them, and takes pictures of both."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.recut.carry import Placed, carry, shown
from tagging.recut.stretch import told

if TYPE_CHECKING:
    from tagging.eyes.child import Teller

STILL_WIDTH = 360


def see(work: dict[str, Any], tell: "Teller") -> Any:
    from tagging.episodes.pictures import stills
    from tagging.recut.match import match

    found = match(Path(work["old"]), Path(work["new"]), tell.progress)
    rates = Fraction(*work["rates"][0]), Fraction(*work["rates"][1])
    frames: dict[str, set[int]] = {"old": set(), "new": set()}
    for start, end, keys, hidden in work["placements"]:
        placed = Placed(start, end, keys, hidden)
        old, new = shown(placed, carry(placed, found.runs, rates, work["frames"]), found.runs)
        frames["old"].add(old)
        frames["new"] |= {new} - {None}  # type: ignore[operator]
    made = {}
    for name, wanted in frames.items():
        stills(work[name], wanted, work["folder"], STILL_WIDTH, f"{name}-{{frame:06d}}.jpg")
        made[name] = sorted(wanted)
        tell.progress(1.0)
    return {"runs": told(found.runs), "stills": made}
