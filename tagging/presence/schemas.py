"""JSON shapes of presence."""

from marshmallow import EXCLUDE, Schema, fields, validate

NAME = validate.Regexp(r"[A-Za-z0-9_-]{1,40}\Z")


class WindowQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    window = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "The asker's own: it isn't among the others"},
    )


class PresenceIn(Schema):
    class Meta:
        unknown = EXCLUDE

    window = fields.String(
        required=True, validate=NAME, metadata={"description": "The browser's own name for this window"}
    )
    placement = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 40),
        metadata={"description": "What is in hand"},
    )


class Other(Schema):
    name = fields.String()
    initials = fields.String()
    is_me = fields.Boolean(metadata={"description": "Another window of the asker's"})
    placement = fields.String(allow_none=True, metadata={"description": "What they have in hand"})


class PresenceOut(Schema):
    cut = fields.String(metadata={"description": "The cut that is edited now"})
    revision = fields.String(
        allow_none=True,
        metadata={"description": "Another one: something was changed. null: nothing ever was"},
    )
    people = fields.List(fields.Nested(Other), metadata={"description": "Who else has the episode open"})
