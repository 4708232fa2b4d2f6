"""What a viewer sees of a purchase."""

from typing import Any

from flask import current_app

from accounts.models import Workspace
from commerce.orders import queries as orders
from commerce.orders.models import Order
from commerce.payments import queries as payments
from kit import clock
from kit.db import db
from kit.errors import NotFound
from kit.language import _
from kit.money import Money

STATUS = {
    "draft": "open",
    "open": "open",
    "paid": "paid",
    "part_refunded": "paid",
    "expired": "expired",
    "returning": "refunded",
    "refunded": "refunded",
    "held": "held",
}


def checkout(checkout_id: str, locale: str = "en") -> dict[str, Any]:
    order = orders.by_checkout(checkout_id)
    if order is None:
        raise NotFound(_("There is no such purchase."))
    return shown(order, locale)


def shown(order: Order, locale: str = "en") -> dict[str, Any]:
    settings = current_app.config["VITRINE"]
    payment = payments.of_order(order.id)
    workspace = db.session.get(Workspace, order.workspace_id)
    status = STATUS[order.status]
    return {
        "id": order.checkout_id,
        "status": status,
        "client_secret": payment.client_secret if payment and status == "open" else None,
        "amount": order.total,
        "currency": order.currency,
        "price": order.price.shown(locale),
        "held_until": clock.to_ms(order.held_until),
        "lines": [
            {
                "variant": line.variant_id,
                "title": line.title,
                "image": line.image,
                "quantity": line.quantity,
                "amount": line.amount,
                "price": Money(line.amount, order.currency).shown(locale),
            }
            for line in order.lines
        ],
        "seller": workspace.seller if workspace else "",
        "stripe": {"script": settings.stripe_js_url, "key": settings.stripe_publishable_key},
        "sandbox": settings.is_sandbox,
        "receipt": receipt(order) if order.paid_at and order.number else None,
    }


def receipt(order: Order) -> dict[str, Any]:
    assert order.paid_at is not None
    return {
        "number": f"V-{order.number}",
        "paid_at": clock.to_ms(order.paid_at),
        "email": masked(order.email),
    }


def masked(email: str | None) -> str | None:
    """Enough to recognise one's own address by, too little to learn somebody else's."""
    if not email or "@" not in email:
        return None
    name, _, host = email.partition("@")
    return f"{name[0]}…{name[-1]}@{host}" if len(name) > 1 else f"…@{host}"
