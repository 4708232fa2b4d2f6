"""Where players report what happened."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from kit.limits import limiter
from tagging.audience import take
from tagging.audience.schemas import EventsIn, EventsOut

blueprint = Blueprint("events", __name__, url_prefix="/v1", description="What viewers did")


@blueprint.post("/events")
@limiter.limit("6000/minute")
@blueprint.doc(requestBody={"required": True, "content": {"application/json": {"schema": EventsIn}}})
@blueprint.response(202, EventsOut)
def take_events() -> dict[str, Any]:
    """Take a batch of events. 202 means they are on disk; an id that was here before counts once."""
    request.max_content_length = take.MOST_BYTES
    return take.take(take.read(request.get_data()))
