"""Where players report what happened, and where viewers agree to be known again."""

from typing import Any

from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint

from accounts.viewers import says_no
from kit.limits import limiter
from kit.proxies import client
from tagging.audience import beacon, take, viewers
from tagging.audience.schemas import EVENTS, EventsOut, ViewerIn, ViewerKept, ViewerOut

blueprint = Blueprint("events", __name__, url_prefix="/v1", description="What viewers did")


@blueprint.post("/events")
@limiter.limit("6000/minute")
@blueprint.doc(requestBody={"required": True, "content": {"application/json": {"schema": EVENTS}}})
@blueprint.response(202, EventsOut)
def take_events() -> Response:
    """Take a batch of events. 202 means they are on disk; an id that was here before counts once."""
    request.max_content_length = beacon.MOST_BYTES
    taker = take.taker_of(current_app)  # type: ignore[arg-type]
    answer = taker.take(request.get_data(), says_no(), client())
    return Response(answer.body, answer.status, answer.headers)


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
