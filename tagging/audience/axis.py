"""What a chart shows beside the sales: a film's shots, who was still watching, where people tapped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from accounts.models import Channel, Workspace
from kit import storage
from kit.db import db
from tagging.audience.models import Event
from tagging.episodes.models import Episode
from tagging.keyframes import queries as keyframes

STEP_MS = 500


def film_axis(
    workspace_id: str, episode_id: str, since: datetime, until: datetime, channels: Sequence[str] | None
) -> dict[str, Any] | None:
    """None where the film isn't there any more: what it sold is, and is shown without it."""
    episode = db.session.get(Episode, episode_id)
    if episode is None or episode.workspace_id != workspace_id or not episode.cut.frames:
        return None
    cut, asked = episode.cut, _heard(workspace_id, episode_id, since, until, channels)
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
        "watching": _watching(asked),
        "taps": _taps(asked),
        "step_ms": STEP_MS,
    }


def _heard(
    workspace_id: str, episode_id: str, since: datetime, until: datetime, channels: Sequence[str] | None
) -> list[Any]:
    """Which events count: of these days, and of these channels only."""
    told = [
        Event.episode_id == episode_id,
        Event.received_at >= since,
        Event.received_at < until,
        Event.at_ms.is_not(None),
    ]
    if channels is not None:
        keys = select(Channel.key).where(Channel.id.in_(channels))
        workspace = db.session.get_one(Workspace, workspace_id)
        own = Event.channel_key.in_(keys)
        # Without a channel it was seen on the workspace's own pages.
        told.append(or_(own, Event.channel_key.is_(None)) if workspace.house_channel_id in channels else own)
    return told


def _watching(asked: list[Any]) -> list[tuple[int, float]]:
    """[(ms, share of the viewings that came that far)], falling; each counts once, by its farthest."""
    far = select(func.max(Event.at_ms).label("far")).where(*asked).group_by(Event.session).subquery()
    step = (far.c.far // STEP_MS).label("step")
    steps = {
        row.step: row.sessions
        for row in db.session.execute(select(step, func.count().label("sessions")).group_by(step))
    }
    left = whole = sum(steps.values())
    curve = [(0, 1.0)] if whole else []
    for step in sorted(steps):
        left -= steps[step]
        curve += [(step * STEP_MS, (left + steps[step]) / whole), ((step + 1) * STEP_MS, left / whole)]
    return curve


def _taps(asked: list[Any]) -> list[tuple[int, int]]:
    step = (Event.at_ms // STEP_MS).label("step")
    wanted = select(step, func.count().label("taps")).where(*asked, Event.type == "tap").group_by(step)
    return [(row.step * STEP_MS, row.taps) for row in db.session.execute(wanted.order_by(step))]
