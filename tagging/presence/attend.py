"""Saying that one is at an episode, leaving it, and who else is there."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload

from accounts.callers import Caller
from accounts.names import initials
from kit import clock
from kit.db import db, insert_new
from kit.ids import new
from tagging.episodes.models import Episode
from tagging.history import queries as history
from tagging.presence.models import Presence

# A window says so every eight seconds; one that missed two of them is gone.
PRESENT = timedelta(seconds=20)
# A script that opens window after window has the oldest closed.
MOST_WINDOWS = 20


def attend(me: Caller, episode: Episode, window: str, placement_id: str | None) -> None:
    """`me`, a person, has the episode open in this window, with a placement in hand or none."""
    at = clock.now()
    mine = {"episode_id": episode.id, "person_id": me.person_id, "window": window}
    row = {"id": new("prs"), "workspace_id": episode.workspace_id, "seen_at": at, **mine}
    is_new = insert_new(Presence, [row], Presence.id)
    here = db.session.scalars(select(Presence).filter_by(**mine)).one()
    here.seen_at, here.placement_id, here.brand_id = at, placement_id, me.own_brand_id
    db.session.flush()
    if is_new:
        _clear(me, episode)


def leave(me: Caller, episode: Episode, window: str) -> None:
    of_mine = Presence.person_id == me.person_id, Presence.window == window
    db.session.execute(delete(Presence).where(Presence.episode_id == episode.id, *of_mine))


def seen(me: Caller, episode: Episode, window: str) -> dict[str, Any]:
    """What a desk asks for every few seconds: which cut is edited, the last change, and who else is there."""
    return {
        "cut": episode.cut.id,
        "revision": history.revision(episode.id),
        "people": _others(me, episode, window),
    }


def _others(me: Caller, episode: Episode, window: str) -> list[dict[str, Any]]:
    """Everybody once, by the window they used last. A brand's people see theirs and the studio's."""
    wanted = select(Presence).where(
        Presence.episode_id == episode.id, Presence.seen_at > clock.now() - PRESENT
    )
    if me.own_brand_id is not None:
        wanted = wanted.where(or_(Presence.brand_id.is_(None), Presence.brand_id == me.own_brand_id))
    found: dict[str, Presence] = {}
    for row in db.session.scalars(wanted.options(joinedload(Presence.person)).order_by(Presence.seen_at)):
        if (row.person_id, row.window) != (me.person_id, window):
            found[row.person_id] = row
    people = [
        {
            "name": row.person.name,
            "initials": initials(row.person.name),
            "is_me": row.person_id == me.person_id,
            "placement": row.placement_id,
        }
        for row in found.values()
    ]
    return sorted(people, key=lambda one: (one["name"].lower(), one["initials"]))


def _clear(me: Caller, episode: Episode) -> None:
    db.session.execute(
        delete(Presence).where(
            Presence.workspace_id == episode.workspace_id, Presence.seen_at < clock.now() - 3 * PRESENT
        )
    )
    mine = select(Presence.id).where(Presence.person_id == me.person_id)
    kept = mine.order_by(Presence.seen_at.desc(), Presence.id).limit(MOST_WINDOWS)
    db.session.execute(
        delete(Presence).where(Presence.person_id == me.person_id, Presence.id.not_in(kept.scalar_subquery()))
    )
