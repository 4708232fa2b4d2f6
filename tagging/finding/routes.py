"""Looking for products in a film over HTTP, and deciding on what was found."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from tagging.episodes import queries as episodes
from tagging.finding import looking, queries
from tagging.finding.models import Finding
from tagging.finding.schemas import Decided, FindingList, SearchIn, SearchOut
from tagging.placements.models import Placement
from tagging.placements.schemas import PlacementOut

blueprint = Blueprint("findings", __name__, url_prefix="/v1", description="Products seen in the picture")


@blueprint.route("/episodes/<episode_id>/searches", methods=["POST"])
@requires("place_products")
@blueprint.arguments(SearchIn)
@blueprint.response(202, SearchOut)
def create_search(wanted: dict[str, Any], episode_id: str) -> dict[str, Any]:
    """Look for products in the episode: those named, or every one that has a picture."""
    me = caller()
    episode = episodes.episode(me.workspace_id, episode_id)
    return queries.told(looking.search(episode, wanted["products"], me.own_brand_id))


@blueprint.route("/episodes/<episode_id>/searches/cancellation", methods=["POST"])
@requires("place_products")
@blueprint.response(202, FindingList)
def create_cancellation_of_searches(episode_id: str) -> dict[str, Any]:
    """Look no further in the episode, nor begin the search that begins by itself. What was found stays."""
    me = caller()
    episode = episodes.episode(me.workspace_id, episode_id)
    looking.cancel_all(episode, me.own_brand_id)
    return queries.shown(episode, me.own_brand_id)


@blueprint.route("/searches/<search_id>/cancellation", methods=["POST"])
@requires("place_products")
@blueprint.response(202, SearchOut)
def create_search_cancellation(search_id: str) -> dict[str, Any]:
    """Look no further. What was found so far stays."""
    me = caller()
    return queries.told(looking.cancel(queries.search(me.workspace_id, search_id), me.own_brand_id))


@blueprint.route("/episodes/<episode_id>/findings", methods=["GET"])
@requires("see_studio")
@blueprint.response(200, FindingList)
def list_findings(episode_id: str) -> dict[str, Any]:
    """List what was found in the episode, and how far the last search is."""
    me = caller()
    return queries.shown(episodes.episode(me.workspace_id, episode_id), me.own_brand_id)


@blueprint.route("/findings/<finding_id>/placement", methods=["POST"])
@requires("place_products")
@blueprint.response(201, PlacementOut)
def create_placement_of_finding(finding_id: str) -> Placement:
    """Pin the product where it was found, and follow it from there."""
    me = caller()
    finding = queries.finding(me.workspace_id, finding_id, me.own_brand_id)
    episode = episodes.episode(me.workspace_id, finding.episode_id)
    return looking.accept(episode, finding, me.own_brand_id)


@blueprint.route("/findings/<finding_id>/refusal")
class Refusals(MethodView):
    @requires("place_products")
    @blueprint.response(200, Decided)
    def post(self, finding_id: str) -> Finding:
        """Say no to a finding: no later search brings it back."""
        me = caller()
        return looking.refuse(queries.finding(me.workspace_id, finding_id, me.own_brand_id))

    @requires("place_products")
    @blueprint.response(200, Decided)
    def delete(self, finding_id: str) -> Finding:
        """Take a refusal back."""
        me = caller()
        return looking.reopen(queries.finding(me.workspace_id, finding_id, me.own_brand_id))
