"""What there is to know about beacons at a scrape."""

import time
from pathlib import Path

from flask import current_app

from kit.metrics import from_rows
from tagging.audience import inbox_files


@from_rows(
    "inboxes_waiting", "Inboxes on this machine that aren't sealed yet, those being written among them"
)
def inboxes_waiting() -> float:
    return len(_inboxes())


@from_rows("inbox_oldest_seconds", "How long the first of them has been there")
def inbox_oldest_seconds() -> float:
    begun = [int(name.name.partition("-")[0]) for name in _inboxes()]
    return max(0.0, (time.time_ns() - min(begun)) / 1e9) if begun else 0.0


def _inboxes() -> list[Path]:
    return inbox_files.names(Path(current_app.config["VITRINE"].inbox_path))
