"""JSON shapes of captions."""

from marshmallow import Schema, fields

from kit import storage


class CaptionOut(Schema):
    language = fields.String(metadata={"description": "A BCP 47 tag, such as de or pt-BR"})
    label = fields.String(metadata={"description": "The language in its own words"})
    url = fields.Function(lambda row: storage.address(row.key), metadata={"type": "string"})
