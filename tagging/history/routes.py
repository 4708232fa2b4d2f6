"""Who changed what in an episode, over HTTP."""

from typing import Any

from flask_smorest import Blueprint

from accounts.callers import Caller, caller, requires
from kit import clock
from kit.db import db
from tagging.episodes import queries as episodes
from tagging.episodes.models import Cut, Episode
from tagging.episodes.timing import Timing
from tagging.history import queries
from tagging.history.models import Change
from tagging.history.schemas import ChangeList, PageQuery
from tagging.history.sentences import sentence

blueprint = Blueprint("history", __name__, url_prefix="/v1", description="Who changed what")


@blueprint.route("/episodes/<episode_id>/history", methods=["GET"])
@requires("see_studio")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ChangeList)
def list_changes(wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
    """List what was changed, newest first. A brand's people see what is theirs, and what was published."""
    me = caller()
    episode = episodes.episode(me.workspace_id, episode_id)
    found, following = queries.page(episode.id, wanted["after"], me.own_brand_id)
    return {"items": [_shown(change, episode, me) for change in found], "next": following}


def _shown(change: Change, episode: Episode, me: Caller) -> dict[str, Any]:
    version = change.version_before if change.act == "delete" else change.version_after
    return {
        "id": change.id,
        "at": clock.to_ms(change.at),
        "who": change.who,
        "is_me": change.person_id is not None and change.person_id == me.person_id,
        "act": change.act,
        "subject_kind": change.subject_kind,
        "subject": change.subject_id,
        "sentence": sentence(change, _timing(change, episode)),
        "fields": sorted(change.fields),
        "version": version if change.subject_kind == "placement" and version else None,
    }


def _timing(change: Change, episode: Episode) -> Timing:
    """Of the cut that was changed; one that isn't read yet has no frames to speak of."""
    cut = db.session.get(Cut, change.cut_id) if change.cut_id else None
    cut = cut or episode.cut
    return cut.timing if cut.frames else Timing(25, 1, 1)
