"""Where Stripe calls."""

from flask import Blueprint, request

from commerce.payments import webhook
from kit.limits import limiter

blueprint = Blueprint("payments", __name__)


@blueprint.post("/webhooks/stripe")
@limiter.exempt  # a good day brings many at once, each signed; what we turned away would only come later
def take_stripe_event() -> tuple[dict[str, bool], int]:
    """Verify and keep one event. 200 means it is on disk."""
    request.max_content_length = webhook.MOST_BYTES
    is_new = webhook.take_in(request.get_data(), request.headers.get("Stripe-Signature", ""))
    return {"new": is_new}, 200
