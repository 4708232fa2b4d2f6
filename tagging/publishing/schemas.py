"""JSON shapes of releases."""

from marshmallow import Schema, fields

from kit import clock


class ReleaseOut(Schema):
    id = fields.String()
    episode = fields.String(attribute="episode_id")
    number = fields.Integer()
    published_at = fields.Function(lambda row: clock.to_ms(row.published_at))
