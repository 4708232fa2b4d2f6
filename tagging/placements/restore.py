"""Put a former version of a placement back, as a new change; a deleted one comes back by its own ids."""

from typing import Any, cast

from sqlalchemy import Table, update

from kit.db import db
from kit.errors import NotFound
from kit.language import _
from tagging.episodes.models import Episode
from tagging.history.differences import State
from tagging.history.models import Change
from tagging.placements import history, together
from tagging.placements.models import Placement
from tagging.placements.place import mine, set_fields, variant_of
from tagging.tracking import queries as tracking


def restore(workspace_id: str, placement_id: str, version: int, brand_id: str | None = None) -> Placement:
    """A former version as a new one: nothing that came after it is lost from the history."""
    if db.session.get(Placement, placement_id) is None:
        return _bring_back(workspace_id, placement_id, version, brand_id)
    placement = mine(workspace_id, placement_id, brand_id)
    db.session.refresh(placement, with_for_update=True)
    episode = db.session.get_one(Episode, placement.episode_id)
    history.check_same_cut(episode, placement.cut_id)
    wanted = history.former(workspace_id, placement, version)
    was = history.Was(placement)
    if wanted == was.state:
        return placement
    with db.session.no_autoflush:
        beside = [(other, history.Was(other)) for other in together.others(placement)]
        placement.variant = variant_of(workspace_id, wanted["variant"], brand_id)
        # A track that is still at work began on another path: what it finds is not for this one.
        placement.drawn += 1
        set_fields(placement, wanted, episode.cut.timing.frames)
        together.return_to(placement, wanted["part_of"])
    db.session.flush()
    history.tell_changed(placement, was, "restore")
    history.tell_beside(beside)
    history.note("restore_placement", placement, version=version)
    return placement


def put_back(
    episode: Episode, told: State, deletion: Change | None, brand_id: str | None = None
) -> Placement:
    """A deleted one as a file kept it, in frames of the episode's cut; by its own ids where its deletion is
    written down, else by new ones. What it shares with other moments is for the caller to say alike."""
    if deletion is None:
        placement = Placement()
    else:
        _gone, last = history.deleted(episode.workspace_id, deletion.subject_id, deletion.version_after)
        placement = _by_its_ids(deletion, last["moment"])
    _set_up(placement, episode, told, brand_id)
    placement.part_of = told["part_of"]
    db.session.add(placement)
    db.session.flush()
    if deletion is None:
        history.tell_made(placement)
        history.note("place", placement)
    else:
        _is_back(placement, deletion)
    return placement


def _bring_back(workspace_id: str, placement_id: str, version: int, brand_id: str | None) -> Placement:
    deletion, wanted = history.deleted(workspace_id, placement_id, version)
    if brand_id is not None and deletion.shown_to != brand_id:
        raise NotFound(_("There is no such placement, and nothing is written down of one."))
    episode = db.session.get_one(Episode, deletion.episode_id)
    history.check_same_cut(episode, deletion.cut_id)
    placement = _by_its_ids(deletion, wanted["moment"])
    _set_up(placement, episode, wanted, brand_id)
    together.return_to(placement, wanted["part_of"])
    db.session.add(placement)
    db.session.flush()
    _is_back(placement, deletion, version=version)
    return placement


def _by_its_ids(deletion: Change, moment_id: str) -> Placement:
    # Drawn more often than it ever was: a track of before must not take it for the one it followed for.
    placement = Placement(id=deletion.subject_id, moment_id=moment_id, drawn=deletion.version_after)
    followed = tracking.last_for(deletion.subject_id, deletion.cut_id)
    placement.track_id = followed.id if followed else None
    return placement


def _set_up(placement: Placement, episode: Episode, wanted: State, brand_id: str | None) -> None:
    placement.workspace_id, placement.episode_id = episode.workspace_id, episode.id
    placement.cut_id = episode.cut.id
    placement.variant = variant_of(episode.workspace_id, wanted["variant"], brand_id)
    set_fields(placement, wanted, episode.cut.timing.frames)


def _is_back(placement: Placement, deletion: Change, **what: Any) -> None:
    _count_on(placement, deletion.version_after + 1)
    history.tell_back(placement, deletion.version_after)
    history.note("restore_placement", placement, **what)


def _count_on(placement: Placement, version: int) -> None:
    """A version is never given twice: who still has one of before is told that it changed."""
    table = cast(Table, Placement.__table__)
    db.session.execute(update(table).where(table.c.id == placement.id).values(version=version))
    db.session.refresh(placement)
