"""JSON shapes of events."""

from marshmallow import EXCLUDE, Schema, fields, validate

TYPES = (
    "impression",
    "tap",
    "open",
    "close",
    "play",
    "pause",
    "seek",
    "progress",
    "ended",
    "checkout",
    "hide",
    "show",
)
FAR = 2**53  # beyond it no browser counts exactly


class EventIn(Schema):
    class Meta:
        unknown = EXCLUDE

    id = fields.String(required=True, validate=[validate.Length(8, 64), validate.Regexp(r"^[A-Za-z0-9_-]+$")])
    type = fields.String(required=True, validate=validate.OneOf(TYPES))
    ts = fields.Integer(required=True, strict=True, validate=validate.Range(0, FAR))
    viewer = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 64))
    session = fields.String(required=True, validate=validate.Length(1, 64))
    episode = fields.String(required=True, validate=validate.Length(1, 40))
    release = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 40))
    moment = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 40))
    token = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 300))
    at_ms = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(0, FAR))
    channel = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 40))


class RefusedEvent(Schema):
    id = fields.String(allow_none=True)
    reason = fields.String()


class EventsOut(Schema):
    accepted = fields.Integer()
    repeated = fields.Integer()
    refused = fields.List(fields.Nested(RefusedEvent))
