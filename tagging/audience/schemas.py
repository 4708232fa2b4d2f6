"""JSON shapes of events."""

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

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


class Text(fields.String):
    """Text that every database keeps: no NUL, no half of a character."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or (not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)):
            raise ValidationError("This holds characters that can't be kept.")
        return text


class EventIn(Schema):
    class Meta:
        unknown = EXCLUDE

    id = Text(required=True, validate=[validate.Length(8, 64), validate.Regexp(r"^[A-Za-z0-9_-]+$")])
    type = Text(required=True, validate=validate.OneOf(TYPES))
    ts = fields.Integer(required=True, strict=True, validate=validate.Range(0, FAR))
    viewer = Text(allow_none=True, load_default=None, validate=validate.Length(1, 64))
    session = Text(required=True, validate=validate.Length(1, 64))
    episode = Text(required=True, validate=validate.Length(1, 40))
    release = Text(allow_none=True, load_default=None, validate=validate.Length(1, 40))
    moment = Text(allow_none=True, load_default=None, validate=validate.Length(1, 40))
    token = Text(allow_none=True, load_default=None, validate=validate.Length(1, 300))
    at_ms = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(0, FAR))
    channel = Text(allow_none=True, load_default=None, validate=validate.Length(1, 40))


class EventsIn(Schema):
    events = fields.List(fields.Nested(EventIn), required=True)


class RefusedEvent(Schema):
    id = fields.String(allow_none=True)
    reason = fields.String()


class EventsOut(Schema):
    accepted = fields.Integer()
    repeated = fields.Integer()
    refused = fields.List(fields.Nested(RefusedEvent))
