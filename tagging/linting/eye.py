"""What a looking process does with a normalised film: finds faces and burnt-in captions in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tagging.eyes.child import Teller


def see(work: dict[str, Any], tell: "Teller") -> Any:
    import cv2

    from tagging.linting.glance import sights

    # It was nobody's wish: one core, and no threads that wait for one another on a busy machine.
    cv2.setNumThreads(1)

    shots = [(int(start), int(end)) for start, end in work["shots"]]
    model = Path(work["model"]) if work["model"] else None
    return sights(work["path"], shots, work["frames"], work["rate"], model, tell.progress)
