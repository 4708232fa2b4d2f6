"""Publish, take down, publish again. A release is made once and never changes."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select

from accounts.audit.record import record
from commerce.attribution import moments
from kit import clock, ids
from kit.db import db
from kit.errors import Conflict, NotFound
from kit.language import _
from tagging.episodes.models import Episode
from tagging.history.models import EVERYBODY
from tagging.history.record import About, Step, tell
from tagging.keyframes import queries as keyframes
from tagging.linting import keep
from tagging.placements import queries as placements
from tagging.publishing import manifest
from tagging.publishing.models import Release


def publish(
    episode: Episode, by: str | None = None, despite: Sequence[str] = (), because: str | None = None
) -> Release:
    """Freeze what is placed now and show it to viewers, unless something must be mended first."""
    # One after another: two at once would give both the same number.
    db.session.refresh(episode, with_for_update=True)
    cut = episode.cut
    if not cut.is_read or cut.film is None:
        raise Conflict(_("This film is still being read. Publish it when it is ready."))
    overruled = keep.stand_aside(episode, despite, because, by)
    release_id, at = ids.new("rel"), clock.now()
    number = _next_number(episode)
    text = manifest.frozen(
        manifest.build(episode, release_id, number, at, partial(moments.token, release_id))
    )
    release = Release(
        id=release_id,
        workspace_id=episode.workspace_id,
        episode_id=episode.id,
        cut_id=cut.id,
        number=number,
        manifest=text,
        etag=manifest.etag(text),
        film=cut.film,
        published_at=at,
        published_by=by,
    )
    db.session.add(release)
    _register(episode, release_id)
    show(episode, release)
    note("publish", episode, number=number, **overruled)
    return release


def _register(episode: Episode, release_id: str) -> None:
    """Tell the shop what was published, in the words of the day: reports need no tag for it."""
    timing = episode.cut.timing
    rows = [
        {
            "id": p.moment_id,
            "series_id": episode.series_id,
            "series_title": episode.series.title,
            "episode_id": episode.id,
            "episode_title": episode.title,
            "product_id": p.variant.product_id,
            "label": p.label,
            "picture": keyframes.picture_of(p.cut_id, p.start_frame, p.end_frame),
            "starts_ms": timing.ms(p.start_frame),
            "ends_ms": timing.ms(p.end_frame),
        }
        for p in placements.of_cut(episode.cut.id)
    ]
    moments.register(episode.workspace_id, release_id, rows)


def show(episode: Episode, release: Release) -> None:
    """Make a release, new or old, the one viewers see."""
    episode.live_release_id = release.id
    episode.was_published = True
    db.session.flush()


def take_down(episode: Episode) -> None:
    if episode.live_release_id is None:
        raise Conflict(_("This episode is not published."))
    episode.live_release_id = None
    db.session.flush()
    note("take_down", episode)


def note(act: str, episode: Episode, **what: Any) -> None:
    about = {"subject": episode.title, "workspace_id": episode.workspace_id}
    record(act, "episode", episode.id, **about, **what)
    whole = About("episode", episode.id, episode.title, episode.workspace_id, episode.id, shown_to=EVERYBODY)
    tell(act, whole, Step(after=what))


def one(release_id: str, workspace_id: str | None = None) -> Release:
    found = db.session.get(Release, release_id)
    if found is None or (workspace_id is not None and found.workspace_id != workspace_id):
        raise NotFound(_("There is no such release."))
    return found


def _next_number(episode: Episode) -> int:
    highest = select(func.max(Release.number)).where(Release.episode_id == episode.id)
    return (db.session.scalar(highest) or 0) + 1
