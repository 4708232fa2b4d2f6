"""What a placement was, kept with each change of it, and a former version put back."""

from typing import Any

from accounts.audit.record import record
from kit.db import db
from kit.errors import Conflict, NotFound
from kit.language import _
from tagging.episodes.models import Episode
from tagging.history import queries
from tagging.history.differences import State
from tagging.history.models import STUDIO, Change
from tagging.history.record import About, Step, tell
from tagging.placements.models import Placement

FIELDS = ("label", "action", "disclosure", "anchor", "start_frame", "end_frame", "keys", "hidden", "part_of")


def state(placement: Placement) -> State:
    """All that a person can change of it, and by what it is known to viewers, which never changes."""
    own: State = {"variant": placement.variant.id, "moment": placement.moment_id}
    return {**own, **{name: getattr(placement, name) for name in FIELDS}}


def brand_of(placement: Placement) -> str:
    return placement.variant.product.brand_id


def tell_made(placement: Placement) -> None:
    tell("place", _about(placement), Step((0, placement.version)))


def tell_changed(placement: Placement, was: "Was", act: str = "change") -> None:
    """`was` was taken before the change; the change is flushed."""
    step = Step((was.version, placement.version), was.state, state(placement))
    # What passed from one brand to another would tell each of the other.
    shown_to = was.brand_id if was.brand_id == brand_of(placement) else STUDIO
    tell(act, _about(placement, shown_to), step)


def tell_beside(others: list[tuple[Placement, "Was"]]) -> None:
    """What was said of one moment was said of the placement's others too; those it changed are told."""
    for other, was in others:
        if other.version != was.version:
            tell_changed(other, was)


def tell_deleted(placement: Placement) -> None:
    """All of it is kept: it is what a restoration begins from."""
    tell("delete", _about(placement), Step((placement.version, placement.version + 1), state(placement)))


def tell_back(placement: Placement, version_before: int) -> None:
    """A deleted one is there again."""
    tell("restore", _about(placement), Step((version_before, placement.version), {}, state(placement)))


class Was:
    """A placement as it was before a change."""

    def __init__(self, placement: Placement) -> None:
        self.version, self.brand_id = placement.version, brand_of(placement)
        self.state = state(placement)


def former(workspace_id: str, placement: Placement, version: int) -> State:
    """What a placement was at a version."""
    if version == placement.version:
        return state(placement)
    return queries.state_at(version, state(placement), queries.of_subject(workspace_id, placement.id))


def deleted(workspace_id: str, placement_id: str, version: int) -> tuple[Change, State]:
    """The deletion of a placement that is gone, and what it was at a version."""
    changes = queries.of_subject(workspace_id, placement_id)
    if not changes or changes[0].subject_kind != "placement" or changes[0].act != "delete":
        raise NotFound(_("There is no such placement, and nothing is written down of one."))
    last = changes[0]
    if version == last.version_after:
        version = last.version_before
    nothing: State = dict.fromkeys(("variant", "moment", *FIELDS))
    return last, queries.state_at(version, nothing, changes)


def check_same_cut(episode: Episode, cut_id: str | None) -> None:
    if episode.cut.id != cut_id:
        raise Conflict(_("This was on an earlier cut of the film. Place the product again on this one."))


def note(act: str, placement: Placement, **what: Any) -> None:
    """A line of the workspace's log."""
    episode = db.session.get_one(Episode, placement.episode_id)
    what["episode"] = episode.title
    record(
        act, "placement", placement.id, subject=placement.label, workspace_id=placement.workspace_id, **what
    )


def _about(placement: Placement, shown_to: str | None = None) -> About:
    return About(
        "placement",
        placement.id,
        placement.label,
        placement.workspace_id,
        placement.episode_id,
        placement.cut_id,
        shown_to or brand_of(placement),
    )
