"""JSON shapes of searches and findings."""

from marshmallow import EXCLUDE, Schema, fields, validate

from tagging.episodes import refusals
from tagging.finding.states import FINDING_STATES, SEARCH_STATES
from tagging.placements.track_schemas import DRAWN


class SearchIn(Schema):
    class Meta:
        unknown = EXCLUDE

    products = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        load_default=None,
        validate=validate.Length(1, 300),
        metadata={"description": "Unless told, every product with a picture"},
    )


class SearchOut(Schema):
    id = fields.String()
    status = fields.String(validate=validate.OneOf(SEARCH_STATES))
    progress = fields.Float(metadata={"description": "0 to 1 of the film"})
    why = fields.Function(
        lambda row: row["why"] and refusals.said(row["why"]),
        metadata={"type": ["string", "null"], "description": "Why it failed, or what it left out"},
    )
    found = fields.Integer(metadata={"description": "How many it has found so far"})


class FindingOut(Schema):
    id = fields.String()
    product = fields.String()
    variant = fields.String(metadata={"description": "What would be placed"})
    title = fields.String()
    image = fields.String(allow_none=True)
    shot = fields.Integer(allow_none=True, metadata={"description": "The index of the shot it is in"})
    start_frame = fields.Integer()
    end_frame = fields.Integer()
    frame = fields.Integer(metadata={"description": "Where it is seen best"})
    box = fields.List(fields.Float(), metadata=DRAWN)
    confidence = fields.Float()
    status = fields.String(validate=validate.OneOf(FINDING_STATES))
    placement = fields.String(allow_none=True)


class FindingList(Schema):
    search = fields.Nested(SearchOut, allow_none=True)
    coming = fields.Boolean(metadata={"description": "Whether one will begin by itself"})
    items = fields.List(fields.Nested(FindingOut), metadata={"description": "Best first"})


class Decided(Schema):
    id = fields.String()
    status = fields.String(attribute="state", validate=validate.OneOf(FINDING_STATES))
