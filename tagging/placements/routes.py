"""Placements over HTTP."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from tagging.episodes import queries as episodes
from tagging.placements import place, queries, restore
from tagging.placements.models import Placement
from tagging.placements.schemas import (
    PlacementChange,
    PlacementChanged,
    PlacementIn,
    PlacementList,
    PlacementOut,
    RestorationIn,
)

blueprint = Blueprint("placements", __name__, url_prefix="/v1", description="Products pinned to the picture")


@blueprint.route("/episodes/<episode_id>/placements")
class Placements(MethodView):
    @requires("see_studio")
    @blueprint.response(200, PlacementList)
    def get(self, episode_id: str) -> dict[str, Any]:
        """List what is placed in the episode's cut."""
        episode = episodes.episode(caller().workspace_id, episode_id)
        return {"cut": episode.cut.id, "items": queries.of_cut(episode.cut.id)}

    @requires("place_products")
    @blueprint.arguments(PlacementIn)
    @blueprint.response(201, PlacementOut)
    def post(self, wanted: dict[str, Any], episode_id: str) -> Placement:
        """Pin a product to the picture."""
        me = caller()
        return place.place(episodes.episode(me.workspace_id, episode_id), wanted, me.own_brand_id)


@blueprint.route("/placements/<placement_id>")
class OnePlacement(MethodView):
    @requires("place_products")
    @blueprint.arguments(PlacementChange)
    @blueprint.response(200, PlacementChanged)
    def patch(self, wanted: dict[str, Any], placement_id: str) -> Placement:
        """Change a placement. A stale `version` is refused with 409 and theirs beside it."""
        return place.change(caller().workspace_id, placement_id, wanted, caller().own_brand_id)

    @requires("place_products")
    @blueprint.response(204)
    def delete(self, placement_id: str) -> None:
        """Take a product off the picture."""
        place.remove(caller().workspace_id, placement_id, caller().own_brand_id)


@blueprint.route("/placements/<placement_id>/restoration", methods=["POST"])
@requires("place_products")
@blueprint.arguments(RestorationIn)
@blueprint.response(200, PlacementOut)
def create_restoration(wanted: dict[str, Any], placement_id: str) -> Placement:
    """Put a former version back as a new change. A deleted placement comes back by its own ids."""
    me = caller()
    return restore.restore(me.workspace_id, placement_id, wanted["version"], me.own_brand_id)
