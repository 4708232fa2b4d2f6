"""Whose place a viewer watches at."""

import structlog
from sqlalchemy import select

from accounts.models import Channel, Workspace
from kit.db import db

log = structlog.get_logger()


def channel_for(workspace_id: str, key: str | None) -> str | None:
    """The channel of a key; the workspace's own where none is named; nobody's where the key is unknown."""
    if not key:
        workspace = db.session.get(Workspace, workspace_id)
        return workspace.house_channel_id if workspace else None
    wanted = select(Channel.id).where(Channel.workspace_id == workspace_id, Channel.key == key)
    found = db.session.scalar(wanted)
    if found is None:
        # A mistyped key must not earn somebody else a commission.
        log.warning("channel.unknown", workspace=workspace_id)
    return found


def channels_of(workspace_id: str, organisation_id: str) -> list[Channel]:
    wanted = select(Channel).where(
        Channel.workspace_id == workspace_id, Channel.organisation_id == organisation_id
    )
    return list(db.session.scalars(wanted.order_by(Channel.name, Channel.id)))
