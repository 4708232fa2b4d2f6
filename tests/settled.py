"""What players told the app, as it is once the worker has been by."""

from pathlib import Path
from typing import Any

from flask import Flask

from kit.db import reading
from tagging.audience import parts, seal, take
from tagging.audience.models import Part


def folder_of(app: Flask) -> Path:
    return Path(app.config["VITRINE"].inbox_path)


def settle(app: Flask) -> int:
    """As the worker does it within two seconds: inboxes let go and sealed; how many events were new."""
    take.taker_of(app).close()
    with app.app_context():
        return seal.seal(folder_of(app))


def kept(app: Flask) -> list[dict[str, Any]]:
    """Every event that was sealed, by its id."""
    settle(app)
    with app.app_context(), reading() as session:
        live = list(session.query(Part).filter(Part.dropped_at.is_(None)))
        return sorted(parts.read(live, parts.COLUMNS).to_pylist(), key=lambda row: row["id"])
