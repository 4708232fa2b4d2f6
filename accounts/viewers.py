"""Viewers who agreed to be known again. Whoever isn't in this table is nobody."""

from collections.abc import Iterable

from flask import has_request_context, request
from sqlalchemy import select

from accounts.models import Viewer
from kit.db import db


def known(viewer_ids: Iterable[str | None]) -> dict[str, str]:
    """Those of the ids that are viewers, with their workspaces. They stay so until this transaction ends."""
    wanted = sorted({one for one in viewer_ids if one})
    if not wanted or says_no():
        return {}
    # A withdrawal that comes meanwhile waits for what we write, and then forgets that too.
    found = select(Viewer.id, Viewer.workspace_id).where(Viewer.id.in_(wanted)).with_for_update(read=True)
    return {row.id: row.workspace_id for row in db.session.execute(found)}


def of_workspace(workspace_id: str, viewer_id: str | None) -> str | None:
    """The id, when it is one of this workspace's viewers."""
    return viewer_id if viewer_id and known([viewer_id]).get(viewer_id) == workspace_id else None


def says_no() -> bool:
    """Global Privacy Control: the browser answers for its reader, and the answer is no."""
    return has_request_context() and request.headers.get("Sec-GPC", "").strip() == "1"
