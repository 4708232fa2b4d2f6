"""Starting a purchase and following it."""

from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint

from commerce.checkout import queries
from commerce.checkout.schemas import CheckoutIn, CheckoutOut
from commerce.checkout.start import start
from kit.errors import NotUnderstood
from kit.language import _
from kit.limits import limiter

blueprint = Blueprint(
    "checkouts", __name__, url_prefix="/v1/checkouts", description="Buying from inside the film"
)


@blueprint.route("")
class Checkouts(MethodView):
    @blueprint.arguments(CheckoutIn)
    @blueprint.response(201, CheckoutOut)
    @limiter.limit("120/minute")
    def post(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Start a purchase: holds the stock and opens a payment."""
        key = request.headers.get("Idempotency-Key")
        if key is not None and not 1 <= len(key) <= 255:
            raise NotUnderstood(_("An Idempotency-Key has 1 to 255 characters."))
        return queries.shown(start(**wanted, idempotency_key=key))


@blueprint.route("/<checkout_id>")
@blueprint.response(200, CheckoutOut)
def show_checkout(checkout_id: str) -> dict[str, Any]:
    """Follow a purchase: `status` ends as `paid`."""
    return queries.checkout(checkout_id)
