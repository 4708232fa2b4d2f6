"""What a chart shows beside the sales: a film's shots, who was still watching, where people tapped."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from accounts.models import Channel, Workspace
from kit import storage
from kit.db import db
from tagging.audience import queries
from tagging.episodes.models import Episode
from tagging.keyframes import queries as keyframes

if TYPE_CHECKING:
    from pyarrow import Table

STEP_MS = 500


def film_axis(
    workspace_id: str, episode_id: str, since: datetime, until: datetime, channels: Sequence[str] | None
) -> dict[str, Any] | None:
    """None where the film isn't there any more: what it sold is, and is shown without it."""
    episode = db.session.get(Episode, episode_id)
    if episode is None or episode.workspace_id != workspace_id or not episode.cut.frames:
        return None
    cut, heard = episode.cut, _heard(workspace_id, episode_id, since, until, channels)
    return {
        "duration_ms": cut.timing.duration_ms,
        "shots": [
            {
                "starts_ms": cut.timing.ms(shot.start_frame),
                "ends_ms": cut.timing.ms(shot.end_frame),
                "picture": storage.address(shot.keyframes[0].picture) if shot.keyframes else None,
            }
            for shot in keyframes.shots(cut.id)
        ],
        "watching": _watching(heard),
        "taps": _taps(heard),
        "step_ms": STEP_MS,
    }


def _heard(
    workspace_id: str, episode_id: str, since: datetime, until: datetime, channels: Sequence[str] | None
) -> "Table":
    """Which events count: of these days, and of these channels only."""
    found = queries.heard(("session", "type", "at_ms", "channel_key"), episode_id, since, until)
    if channels is None:
        return found
    keys: list[str | None] = list(db.session.scalars(select(Channel.key).where(Channel.id.in_(channels))))
    if db.session.get_one(Workspace, workspace_id).house_channel_id in channels:
        keys.append(None)  # without a channel it was seen on the workspace's own pages
    return queries.only(found, "channel_key", keys)


def _watching(heard: "Table") -> list[tuple[int, float]]:
    """[(ms, share of the viewings that came that far)], falling; each counts once, by its farthest."""
    farthest = heard.group_by("session").aggregate([("at_ms", "max")])
    steps = Counter(ms // STEP_MS for ms in farthest["at_ms_max"].to_pylist())
    left = whole = steps.total()
    curve = [(0, 1.0)] if whole else []
    for step in sorted(steps):
        left -= steps[step]
        curve += [(step * STEP_MS, (left + steps[step]) / whole), ((step + 1) * STEP_MS, left / whole)]
    return curve


def _taps(heard: "Table") -> list[tuple[int, int]]:
    taps = queries.only(heard, "type", ["tap"])
    steps = Counter(ms // STEP_MS for ms in taps["at_ms"].to_pylist())
    return [(step * STEP_MS, steps[step]) for step in sorted(steps)]
