"""What a looking process does with a normalised film: its shots as they are found, with their pictures."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tagging.eyes.child import Teller
    from tagging.keyframes.suggest import Shot

STILL_WIDTH = 360
# Often enough to see them come, seldom enough for a database that others write to.
PART_EVERY_S = 1.0


def see(work: dict[str, Any], tell: "Teller") -> Any:
    from tagging.keyframes.suggest import suggest

    path, shown = Path(work["path"]), Shown(Path(work["path"]), Path(work["folder"]))

    def on_shots(shots: "list[Shot]") -> None:
        if len(shots) > shown.count and time.monotonic() - shown.at >= PART_EVERY_S:
            tell.part(shown.more(shots))

    found = suggest(path, progress=tell.progress, on_shots=on_shots)
    rest = shown.more(list(found.shots))
    return {**rest, "warnings": list(found.warnings), "poster": shown.poster(found.shots)}


class Shown:
    """Which shots were told already, and the pictures of their keyframes."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder
        self.count, self.at = 0, time.monotonic()

    def more(self, shots: "list[Shot]") -> dict[str, Any]:
        """What is new since the last time."""
        from tagging.episodes.pictures import stills

        fresh = shots[self.count :]
        frames = sorted({k.frame for shot in fresh for k in shot.keyframes})
        made = stills(self.path, frames, self.folder, STILL_WIDTH)
        self.count, self.at = len(shots), time.monotonic()
        return {
            "shots": [asdict(shot) for shot in fresh],
            "stills": {str(frame): path.name for frame, path in made.items()},
        }

    def poster(self, shots: "tuple[Shot, ...]") -> str | None:
        """The name of a large picture of the best frame there is."""
        from tagging.episodes.pictures import poster

        best = max((k for shot in shots for k in shot.keyframes), key=lambda k: k.score, default=None)
        if best is None:
            return None
        name = f"poster-{best.frame:06d}.jpg"
        poster(self.path, self.folder / name, at_frame=best.frame)
        return name
