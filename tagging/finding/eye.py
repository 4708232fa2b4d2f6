"""What a looking process does with product photos: finds where they appear in a film, each told at once."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tagging.eyes.child import Teller
    from tagging.finding.find import Found, Photo


def see(work: dict[str, Any], tell: "Teller") -> Any:
    from tagging.finding.find import Photo, find

    photos, left_out = [], []
    for photo in (Photo(name, Path(path)) for name, path in work["photos"]):
        (photos if _can_be_found(photo) else left_out).append(photo)
        tell.progress(0.0)
    shots = [(int(start), int(end)) for start, end in work["shots"]] or None
    found: list[Found] = []
    if photos:
        found = find(
            Path(work["path"]),
            photos,
            progress=tell.progress,
            on_found=lambda one: tell.part(_plain(one)),
            shots=shots,
        )
    return {"found": [_plain(one) for one in found], "left_out": len(left_out)}


def _can_be_found(photo: "Photo") -> bool:
    """A picture that can't be read must not cost the others their search; one without any pattern is left out
    anyway, and whoever asked is told."""
    from tagging.finding.findable import is_findable
    from tagging.finding.photos import UnusablePhoto

    try:
        return is_findable(photo.path)
    except UnusablePhoto:
        return False


def _plain(one: "Found") -> dict[str, Any]:
    told = asdict(one)
    told["box"] = [round(float(side), 5) for side in one.box]
    return {**told, "confidence": round(float(one.confidence), 4)}
