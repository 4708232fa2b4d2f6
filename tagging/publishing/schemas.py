"""JSON shapes of releases."""

from marshmallow import EXCLUDE, Schema, fields, validate

from kit import clock


class ReleaseIn(Schema):
    class Meta:
        unknown = EXCLUDE

    despite = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        load_default=(),
        validate=validate.Length(max=40),
        metadata={"description": "Rules whose findings a person decided to publish with"},
    )
    because = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))


class ReleaseOut(Schema):
    id = fields.String()
    episode = fields.String(attribute="episode_id")
    number = fields.Integer()
    published_at = fields.Function(lambda row: clock.to_ms(row.published_at))


# The manifest is made as text and frozen; this is what the API page says of it.
MANIFEST = {
    "type": "object",
    "required": ["version", "release", "episode", "fps", "frames", "moments", "cards"],
    "properties": {
        "version": {"const": 1},
        "release": {"type": ["string", "null"], "description": "null in a preview"},
        "episode": {"type": "string"},
        "fps": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        "frames": {"type": "integer"},
        "duration_ms": {"type": "integer"},
        "moments": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "token", "variant", "starts_ms", "ends_ms", "path"],
                "properties": {
                    "placement": {
                        "type": "string",
                        "description": "The same for all moments of one placement; absent in older releases",
                    },
                    "hidden": {
                        "type": "array",
                        "items": {"type": "array", "items": {"type": "integer"}},
                        "description": "[[from_ms, to_ms], …]: nothing is drawn. Absent when empty",
                    },
                },
            },
        },
        "cards": {"type": "object", "description": "What to show and sell, by variant"},
    },
}
