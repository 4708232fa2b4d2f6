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


class ViewerIn(Schema):
    class Meta:
        unknown = EXCLUDE

    episode = Text(
        required=True,
        validate=validate.Length(1, 40),
        metadata={"description": "The episode being watched: says whose viewer it is"},
    )


class ViewerOut(Schema):
    id = fields.String(metadata={"description": "Keep it in the viewer's browser; send it as `viewer`"})


class ViewerKept(ViewerOut):
    agreed_at = fields.Integer(metadata={"description": "UTC, milliseconds"})
    events = fields.Integer(metadata={"description": "How many things are noted under this id"})


# Each event is judged by itself: one that is no `EventIn` is named in `refused` and costs the others nothing.
EVENTS = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "events": {"type": "array", "minItems": 1, "maxItems": 200, "items": {"anyOf": [EventIn, {}]}}
    },
}


class RefusedEvent(Schema):
    id = fields.String(allow_none=True)
    reason = fields.String()


class EventsOut(Schema):
    accepted = fields.Integer()
    repeated = fields.Integer()
    refused = fields.List(fields.Nested(RefusedEvent))
