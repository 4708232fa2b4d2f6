"""JSON shapes of a purchase."""

from marshmallow import EXCLUDE, Schema, fields, validate


class LineIn(Schema):
    class Meta:
        unknown = EXCLUDE

    variant = fields.String(required=True, validate=validate.Length(1, 40))
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 99))
    token = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=300))


class CheckoutIn(Schema):
    class Meta:
        unknown = EXCLUDE

    channel = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=40))
    viewer = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=64))
    trace = fields.String(
        allow_none=True,
        load_default=None,
        validate=[validate.Length(8, 64), validate.Regexp(r"^[A-Za-z0-9_-]+$")],
        metadata={"description": "The id of the tap's event, where the viewer agreed to be known again"},
    )
    lines = fields.List(fields.Nested(LineIn), required=True, validate=validate.Length(1, 20))


class LineOut(Schema):
    variant = fields.String()
    title = fields.String()
    image = fields.String(allow_none=True)
    quantity = fields.Integer()
    amount = fields.Integer(metadata={"description": "Minor units, quantity times unit price"})
    price = fields.String()


class StripeOut(Schema):
    script = fields.String(metadata={"description": "Where Stripe.js loads from"})
    key = fields.String(metadata={"description": "The publishable key"})


class ReceiptOut(Schema):
    number = fields.String()
    paid_at = fields.Integer(metadata={"description": "UTC, milliseconds"})
    email = fields.String(allow_none=True, metadata={"description": "Masked: i…s@example.com"})


class CheckoutOut(Schema):
    id = fields.String()
    status = fields.String(
        validate=validate.OneOf(["open", "processing", "paid", "expired", "held", "refunded"])
    )
    client_secret = fields.String(allow_none=True, metadata={"description": "Only while open"})
    amount = fields.Integer(metadata={"description": "Minor units"})
    currency = fields.String(metadata={"description": "ISO 4217"})
    price = fields.String()
    held_until = fields.Integer(metadata={"description": "UTC, milliseconds"})
    lines = fields.List(fields.Nested(LineOut))
    seller = fields.String()
    stripe = fields.Nested(StripeOut)
    sandbox = fields.Boolean()
    receipt = fields.Nested(ReceiptOut, allow_none=True)
