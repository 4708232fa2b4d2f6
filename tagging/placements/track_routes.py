"""Following boxes over HTTP."""

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.callers import caller, requires
from tagging.episodes import queries as episodes
from tagging.placements import place, tracks
from tagging.placements.track_schemas import CorrectionIn, TrackIn, TrackList, TrackOut
from tagging.tracking import queries
from tagging.tracking.models import Track

blueprint = Blueprint("tracks", __name__, url_prefix="/v1", description="Boxes followed through the picture")


@blueprint.route("/episodes/<episode_id>/tracks")
class Tracks(MethodView):
    @requires("see_studio")
    @blueprint.response(200, TrackList)
    def get(self, episode_id: str) -> dict[str, list[Track]]:
        """List what was followed in the episode's cut, and what is being followed."""
        episode = episodes.episode(caller().workspace_id, episode_id)
        return {"items": queries.of_cut(episode.cut.id)}

    @requires("place_products")
    @blueprint.arguments(TrackIn)
    @blueprint.response(202, TrackOut)
    def post(self, wanted: dict[str, Any], episode_id: str) -> Track:
        """Follow a box from the frame it was drawn on, both ways, through its shot or a span."""
        me = caller()
        episode = episodes.episode(me.workspace_id, episode_id)
        span = wanted["start_frame"], wanted["end_frame"]
        placement = place.mine_or_none(me.workspace_id, wanted["placement"], me.own_brand_id)
        return tracks.start(episode, wanted["frame"], wanted["box"], span=span, placement=placement)


@blueprint.route("/tracks/<track_id>", methods=["GET"])
@requires("see_studio")
@blueprint.response(200, TrackOut)
def show_track(track_id: str) -> Track:
    """Show a track: how far it is, and its path so far."""
    return queries.one(caller().workspace_id, track_id)


@blueprint.route("/tracks/<track_id>/corrections", methods=["POST"])
@requires("place_products")
@blueprint.arguments(CorrectionIn)
@blueprint.response(202, TrackOut)
def create_correction(wanted: dict[str, Any], track_id: str) -> Track:
    """Draw the box on another frame; what lies between its neighbours is followed again."""
    me = caller()
    track = queries.one(me.workspace_id, track_id, to_change=True)
    return tracks.correct(track, wanted["frame"], wanted["box"], me.own_brand_id)


@blueprint.route("/tracks/<track_id>/cancellation", methods=["POST"])
@requires("place_products")
@blueprint.response(202, TrackOut)
def create_track_cancellation(track_id: str) -> Track:
    """Follow no further. What was followed so far stays."""
    me = caller()
    return tracks.cancel(queries.one(me.workspace_id, track_id, to_change=True), me.own_brand_id)
