"""What a looking process does with a drawn box: follows it, and tells the path as far as it is known."""

import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.tracking import path

if TYPE_CHECKING:
    from tagging.eyes.child import Teller
    from tagging.tracking.sightings import Sighting

# The editor watches the box come.
PART_EVERY_S = 1.0


def see(work: dict[str, Any], tell: "Teller") -> Any:
    from tagging.tracking.follow import Anchor, follow

    seen: dict[int, Sighting] = {}
    told_at = time.monotonic()

    def on_part(sightings: "list[Sighting]") -> None:
        nonlocal told_at
        seen.update((sighting.frame, sighting) for sighting in sightings)
        if time.monotonic() - told_at >= PART_EVERY_S:
            tell.part(shown([seen[frame] for frame in sorted(seen)], drawn))
            told_at = time.monotonic()

    anchors = [Anchor(int(frame), (x, y, w, h)) for frame, x, y, w, h in work["anchors"]]
    drawn = {anchor.frame for anchor in anchors}
    found = follow(
        Path(work["path"]), anchors, work["start"], work["end"], progress=tell.progress, on_part=on_part
    )
    return {**shown(found.sightings, drawn), "warnings": list(found.warnings)}


def shown(sightings: "Sequence[Sighting]", drawn: set[int]) -> dict[str, Any]:
    from tagging.tracking.sparse import hidden_spans, weak_spans

    points = [[sighting.frame, round(float(sighting.confidence), 3)] for sighting in sightings]
    return {
        "span": [sightings[0].frame, sightings[-1].frame + 1] if sightings else None,
        "keys": keys(sightings, drawn),
        "hidden": hidden_spans(sightings),
        "weak": weak_spans(sightings),
        "confidence": path.thinned(points),
    }


def keys(sightings: "Sequence[Sighting]", drawn: set[int]) -> list[list[float]]:
    """Few boxes, those that were drawn among them: they must not slip under the editor's hand."""
    from tagging.tracking.sparse import sparse

    edges = [k for k, sighting in enumerate(sightings) if sighting.frame in drawn]
    found: dict[int, list[float]] = {}
    for start, end in pairwise([0, *edges, len(sightings) - 1]):
        part = sightings[start : end + 1]
        found.update((int(frame), [int(frame), *map(float, box)]) for frame, *box in sparse(part))
    return [found[frame] for frame in sorted(found)]
