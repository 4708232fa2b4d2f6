"""Reads of episodes. Another workspace's episode is not found."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.episodes.models import Cut, Episode


def episode(workspace_id: str, episode_id: str) -> Episode:
    found = db.session.get(Episode, episode_id)
    if found is None or found.workspace_id != workspace_id:
        raise NotFound(_("There is no such episode."))
    return found


def list_episodes(workspace_id: str) -> list[Episode]:
    wanted = select(Episode).where(Episode.workspace_id == workspace_id)
    wanted = wanted.options(joinedload(Episode.series), selectinload(Episode.cuts))
    return list(db.session.scalars(wanted.order_by(Episode.series_id, Episode.number, Episode.made_at)))


def live_episodes(series_id: str | None = None) -> list[Episode]:
    wanted = select(Episode).where(Episode.live_release_id.is_not(None))
    if series_id:
        wanted = wanted.where(Episode.series_id == series_id)
    wanted = wanted.options(joinedload(Episode.series), selectinload(Episode.cuts))
    return list(db.session.scalars(wanted.order_by(Episode.made_at, Episode.number)))


def cut(cut_id: str) -> Cut | None:
    return db.session.get(Cut, cut_id)
