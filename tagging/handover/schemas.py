"""JSON shapes of handing in and out."""

from marshmallow import EXCLUDE, Schema, fields, validate

from tagging.handover.plan import OUTCOMES
from tagging.handover.write import FORMATS

START = fields.String(
    load_default=None,
    validate=validate.Regexp(r"^\d{2}:[0-5]\d:[0-5]\d[:;]\d{2,3}$"),
    metadata={"description": "The timecode of the film's first picture"},
)


class OutQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    format = fields.String(load_default="otio", validate=validate.OneOf(list(FORMATS)))
    start = START


class InQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    name = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "The file's name, to remember where the tags came from"},
    )
    start = START
    dry = fields.Boolean(
        load_default=False, metadata={"description": "Only say what would happen; nothing is kept"}
    )


class RowOut(Schema):
    outcome = fields.String(validate=validate.OneOf(OUTCOMES))
    kind = fields.String()
    id = fields.String(allow_none=True, metadata={"description": "Of the note or placement"})
    start_frame = fields.Integer()
    end_frame = fields.Integer()
    text = fields.String()
    colour = fields.String(allow_none=True)
    fields_ = fields.List(fields.String(), attribute="fields", data_key="fields")


class TakenIn(Schema):
    dry = fields.Boolean()
    new = fields.Integer()
    same = fields.Integer()
    changed = fields.Integer()
    outside = fields.Integer(metadata={"description": "Not within the film: left out"})
    items = fields.List(fields.Nested(RowOut))
