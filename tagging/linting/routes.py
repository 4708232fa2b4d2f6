"""Checking over HTTP: what is found in an episode, and what a series is checked for."""

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from tagging.episodes import queries as episodes
from tagging.linting import keep, queries
from tagging.linting.schemas import CheckList, RulesIn, RulesOut

blueprint = Blueprint("checks", __name__, url_prefix="/v1", description="What to mend before publishing")

CHECKS = {
    "description": "Findings, the gravest first. `ETag` tells whether anything changed",
    "content": {"application/json": {"schema": CheckList}},
}


@blueprint.get("/episodes/<episode_id>/checks")
@requires("see_studio")
@blueprint.doc(responses={200: CHECKS})
def list_checks(episode_id: str) -> Response:
    """List what a viewer would stumble over, as things are placed now."""
    me = caller()
    found = keep.checks(episodes.episode(me.workspace_id, episode_id), me.own_brand_id)
    answer = Response(found.text, content_type="application/json")
    answer.set_etag(found.etag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)  # type: ignore[return-value]


@blueprint.route("/series/<series_id>/rules")
class SeriesRules(MethodView):
    @requires("see_studio")
    @blueprint.response(200, RulesOut)
    def get(self, series_id: str) -> dict[str, Any]:
        """Show what a series is checked for."""
        return queries.shown_rules(queries.series(caller().workspace_id, series_id))

    @requires("publish")
    @blueprint.arguments(RulesIn)
    @blueprint.response(200, RulesOut)
    def put(self, wanted: dict[str, Any], series_id: str) -> dict[str, Any]:
        """Set what a series is checked for. A stale `version` is refused with 409."""
        series = queries.series(caller().workspace_id, series_id)
        keep.keep_rules(series, wanted)
        return queries.shown_rules(series)
