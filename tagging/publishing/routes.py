"""Publishing over HTTP: a release is made, revived, or taken down."""

from typing import Any

from flask_smorest import Blueprint

from accounts.callers import caller, requires
from tagging.episodes import queries as episodes
from tagging.publishing import release
from tagging.publishing.models import Release
from tagging.publishing.schemas import ReleaseIn, ReleaseOut

blueprint = Blueprint("releases", __name__, url_prefix="/v1", description="What viewers see")


@blueprint.route("/episodes/<episode_id>/releases", methods=["POST"])
@requires("publish")
@blueprint.arguments(ReleaseIn, required=False)
@blueprint.response(201, ReleaseOut)
def create_release(wanted: dict[str, Any], episode_id: str) -> Release:
    """Freeze what is placed now and publish it. What must be mended first is a 409 with `findings`."""
    me = caller()
    return release.publish(episodes.episode(me.workspace_id, episode_id), by=me.person_id, **wanted)


@blueprint.route("/episodes/<episode_id>/releases/live", methods=["DELETE"])
@requires("publish")
@blueprint.response(204)
def delete_live_release(episode_id: str) -> None:
    """Take the episode down. Its releases stay readable."""
    release.take_down(episodes.episode(caller().workspace_id, episode_id))


@blueprint.route("/releases/<release_id>/revival", methods=["POST"])
@requires("publish")
@blueprint.response(200, ReleaseOut)
def revive_release(release_id: str) -> Release:
    """Publish an older release again, unchanged."""
    me = caller()
    old = release.one(release_id, me.workspace_id)
    episode = episodes.episode(me.workspace_id, old.episode_id)
    release.show(episode, old)
    release.note("republish", episode, number=old.number)
    return old
