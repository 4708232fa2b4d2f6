"""Presence over HTTP."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from accounts.signing_in.me import me as person
from tagging.episodes import queries as episodes
from tagging.presence import attend
from tagging.presence.schemas import PresenceIn, PresenceOut, WindowQuery

blueprint = Blueprint("presence", __name__, url_prefix="/v1", description="Who else is at an episode")


@blueprint.route("/episodes/<episode_id>/presence")
class Presences(MethodView):
    @requires("see_studio")
    @blueprint.arguments(WindowQuery, location="query")
    @blueprint.response(200, PresenceOut)
    def get(self, wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
        """Tell which cut is edited, whether anything was changed, and who else has the episode open."""
        me = caller()
        return attend.seen(me, episodes.episode(me.workspace_id, episode_id), wanted["window"])

    @requires("see_studio")
    @blueprint.arguments(PresenceIn)
    @blueprint.response(200, PresenceOut)
    def put(self, wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
        """Say that the person who asks has it open. To be said again every eight seconds."""
        person()
        me = caller()
        episode = episodes.episode(me.workspace_id, episode_id)
        attend.attend(me, episode, wanted["window"], wanted["placement"])
        return attend.seen(me, episode, wanted["window"])

    @requires("see_studio")
    @blueprint.arguments(WindowQuery, location="query")
    @blueprint.response(204)
    def delete(self, wanted: dict[str, Any], episode_id: str) -> None:
        """Say that this window is closed."""
        person()
        me = caller()
        attend.leave(me, episodes.episode(me.workspace_id, episode_id), wanted["window"])
