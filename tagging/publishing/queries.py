"""Reads of releases."""

from sqlalchemy import select

from kit.db import db
from kit.errors import NotFound
from kit.language import lazy
from tagging.episodes.models import Episode
from tagging.publishing.models import Release

NOT_PUBLISHED = lazy("There is no film here. It may not be published any more, or the link is incomplete.")


def live(episode_id: str) -> tuple[Episode, Release]:
    """The episode and the release viewers see; there is no difference between hidden and absent."""
    episode = db.session.get(Episode, episode_id)
    release = (
        db.session.get(Release, episode.live_release_id) if episode and episode.live_release_id else None
    )
    if episode is None or release is None:
        raise NotFound(NOT_PUBLISHED)
    return episode, release


def of_episode(episode_id: str) -> list[Release]:
    wanted = select(Release).where(Release.episode_id == episode_id).order_by(Release.number.desc())
    return list(db.session.scalars(wanted))
