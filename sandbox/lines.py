"""The lines of a session, from `line_items[0][price_data]…` to Stripe's LineItem with its Price."""

import re

from sandbox import store
from sandbox.errors import invalid, missing
from sandbox.params import LARGEST, Params
from sandbox.store import Json

# Stripe refuses totals below about half a unit of its home currencies.
LEAST = {"eur": 50, "usd": 50, "gbp": 30, "jpy": 50, "chf": 50, "sek": 300, "dkk": 250, "nok": 300}


def read_lines(params: Params) -> tuple[list[Json], str]:
    """Every line and their one currency."""
    params.need("line_items")
    lines = [_line(item) for item in params.each("line_items")]
    currencies = {line["currency"] for line in lines}
    if len(currencies) > 1:
        raise invalid("All line items must have the same currency.", "line_items")
    currency = currencies.pop()
    total = sum(line["amount_total"] for line in lines)
    least = LEAST.get(currency, 1)
    if total < least:
        message = (
            f"The Checkout Session's total amount due must be at least {least} ({currency}, minor units)."
        )
        raise invalid(message, code="amount_too_small")
    if total > LARGEST:
        message = "The Checkout Session's total amount due must be no more than 99999999."
        raise invalid(message, code="amount_too_large")
    return lines, currency


def _line(item: Params) -> Json:
    price = item.text("price")
    if price:
        # Prices kept at Stripe aren't part of this sandbox: each line brings its own.
        raise missing("price", price, item.where("price"))
    item.need("price_data")
    data = item.inside("price_data")
    for name in ("currency", "unit_amount", "product_data"):
        data.need(name)
    currency = (data.text("currency") or "").lower()
    if not re.fullmatch(r"[a-z]{3}", currency):
        raise invalid(f"Invalid currency: {currency}", data.where("currency"))
    unit_amount = data.integer("unit_amount", least=0) or 0
    quantity = item.integer("quantity", least=1, most=999_999)
    if quantity is None:
        item.need("quantity")
    product = data.inside("product_data")
    product.need("name")
    name = product.text("name")
    product.text("description")
    product.list("images")
    product.metadata()
    product.text("tax_code")
    tax_behavior = data.choice("tax_behavior", ("exclusive", "inclusive", "unspecified")) or "unspecified"
    total = unit_amount * (quantity or 0)
    return {
        "id": store.new_id("li_"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "description": name,
        "metadata": item.metadata(),
        "price": _price(currency, unit_amount, tax_behavior),
        "quantity": quantity,
    }


def _price(currency: str, unit_amount: int, tax_behavior: str) -> Json:
    return {
        "id": store.new_id("price_"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": store.now(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": store.new_id("prod_", 14),
        "recurring": None,
        "tax_behavior": tax_behavior,
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }
