"""JSON shapes of events."""

from typing import Any

import msgspec
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from tagging.audience import beacon


class Text(fields.String):
    """Text that every database keeps: no NUL, no half of a character."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or (not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)):
            raise ValidationError("This holds characters that can't be kept.")
        return text


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


# Each event is judged by itself: one that doesn't fit is named in `refused` and costs the others nothing.
EVENTS = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "events": {
            "type": "array",
            "minItems": 1,
            "maxItems": beacon.MOST_EVENTS,
            "items": {"anyOf": [msgspec.json.schema(beacon.Event)["$defs"]["Event"], {}]},
        }
    },
}


class RefusedEvent(Schema):
    id = fields.String(allow_none=True)
    reason = fields.String()


class EventsOut(Schema):
    accepted = fields.Integer(metadata={"description": "On disk. An id that was here before counts once"})
    repeated = fields.Integer(metadata={"description": "Ids that were in this batch before"})
    refused = fields.List(fields.Nested(RefusedEvent))
