"""Where players report what happened, and where viewers agree to be known again."""

from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint

from kit.limits import limiter
from tagging.audience import take, viewers
from tagging.audience.schemas import EVENTS, EventsOut, ViewerIn, ViewerKept, ViewerOut

blueprint = Blueprint("events", __name__, url_prefix="/v1", description="What viewers did")


@blueprint.post("/events")
@limiter.limit("6000/minute")
@blueprint.doc(requestBody={"required": True, "content": {"application/json": {"schema": EVENTS}}})
@blueprint.response(202, EventsOut)
def take_events() -> dict[str, Any]:
    """Take a batch of events. 202 means they are on disk; an id that was here before counts once."""
    request.max_content_length = take.MOST_BYTES
    return take.take(take.read(request.get_data()))


@blueprint.post("/viewers")
@limiter.limit("30/minute")
@blueprint.arguments(ViewerIn)
@blueprint.response(201, ViewerOut)
def create_viewer(wanted: dict[str, Any]) -> Any:
    """Make an anonymous id for a viewer who agreed to be known again. Ask before you call this."""
    return viewers.agree(wanted["episode"])


@blueprint.route("/viewers/<viewer_id>")
class OneViewer(MethodView):
    @blueprint.response(200, ViewerKept)
    def get(self, viewer_id: str) -> dict[str, Any]:
        """Show what is kept under a viewer's id. Nobody but the viewer knows it."""
        return viewers.kept(viewer_id)

    @blueprint.response(204)
    def delete(self, viewer_id: str) -> None:
        """Forget a viewer: the id goes, and everything noted under it is nobody's from then on."""
        viewers.forget(viewer_id)
