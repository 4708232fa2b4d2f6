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
