"""Bring a new cut of an episode in, and put it away again."""

from pathlib import Path
from typing import Any

from accounts.audit.record import record
from kit import clock
from kit.db import db
from kit.errors import Conflict
from kit.language import _
from tagging.episodes import intake
from tagging.episodes.lease import call_off
from tagging.episodes.models import Cut, Episode
from tagging.recut import queries, states
from tagging.recut.models import Recut


def check(episode: Episode) -> None:
    """Told before a film is sent in vain."""
    if not episode.cut.is_read:
        raise Conflict(_("This film is still being read. Upload a new cut when it is ready."))


def bring_in(episode: Episode, path: Path, name: str) -> Recut:
    """Put a received film on trial as the episode's new cut; one that waits already gives way to it."""
    db.session.refresh(episode, with_for_update=True)
    check(episode)
    for other in queries.waiting(episode.id):
        _put_away(other, episode)
    old = episode.cut
    new = intake.add_cut(episode, path, name)
    recut = Recut(workspace_id=episode.workspace_id, episode_id=episode.id, from_cut_id=old.id, cut_id=new.id)
    recut.source_name, recut.stills = new.source_name, {}
    db.session.add(recut)
    db.session.flush()
    note("bring_in_cut", recut, episode)
    return recut


def abandon(recut: Recut) -> Recut:
    """Stay with the cut there is. The film of the other one goes. Done already is fine."""
    if recut.status == "confirmed":
        raise Conflict(_("This cut was taken over already. Upload the earlier one to go back to it."))
    if recut.status != "abandoned":
        episode = queries.episode_of(recut)
        _put_away(recut, episode)
        note("abandon_cut", recut, episode)
    return recut


def note(act: str, recut: Recut, episode: Episode, **what: Any) -> None:
    record(
        act,
        "episode",
        episode.id,
        subject=episode.title,
        workspace_id=episode.workspace_id,
        cut=recut.source_name,
        **what,
    )


def _put_away(recut: Recut, episode: Episode) -> None:
    recut.status = states.after(recut.status, "abandon")
    recut.decided_at, recut.runs = clock.now(), None
    recut.carried.clear()
    call_off(recut)
    cut = db.session.get(Cut, recut.cut_id) if recut.cut_id else None
    recut.cut_id = None
    db.session.flush()
    if cut is not None:
        intake.clear(cut)
        episode.cuts.remove(cut)
        db.session.flush()
