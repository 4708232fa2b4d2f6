"""What a looking process does with product photos: finds where they appear in a film, each told at once."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tagging.eyes.child import Teller
    from tagging.finding.find import Found


def see(work: dict[str, Any], tell: "Teller") -> Any:
    from tagging.finding.find import Photo, find

    left_out: list[Photo] = []
    unsure: list[Photo] = []
    found = find(
        Path(work["path"]),
        [Photo(name, Path(path)) for name, path in work["photos"]],
        progress=tell.progress,
        on_found=lambda one: tell.part(_plain(one)),
        shots=[(int(start), int(end)) for start, end in work["shots"]] or None,
        # A picture that can't be read must not cost the others their search.
        on_left_out=left_out.append,
        on_unsure=unsure.append,
    )
    return {"found": [_plain(one) for one in found], "left_out": len(left_out), "unsure": len(unsure)}


def _plain(one: "Found") -> dict[str, Any]:
    told = asdict(one)
    told["box"] = [round(float(side), 5) for side in one.box]
    return {**told, "confidence": round(float(one.confidence), 4)}
