"""JSON shapes of handing in and out."""

from marshmallow import EXCLUDE, Schema, fields, validate

from tagging.handover.plan import OUTCOMES, said
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


class WithdrawalIn(Schema):
    class Meta:
        unknown = EXCLUDE

    notes = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        required=True,
        validate=validate.Length(max=5000),
        metadata={"description": "Ids of notes that a file brought"},
    )


class Withdrawn(Schema):
    notes = fields.List(fields.String(), metadata={"description": "Ids of those that are gone now"})


class Difference(Schema):
    field = fields.String(metadata={"description": "Of the note or placement"})
    before = fields.Raw(metadata={"description": "As it is"})
    after = fields.Raw(metadata={"description": "As the file says"})


class RowOut(Schema):
    outcome = fields.String(validate=validate.OneOf(OUTCOMES))
    kind = fields.String()
    id = fields.String(
        attribute="there.id",
        dump_default=None,
        allow_none=True,
        metadata={"description": "Of the note or placement"},
    )
    start_frame = fields.Integer(attribute="mark.start")
    end_frame = fields.Integer(attribute="mark.end")
    name = fields.String(attribute="mark.name", metadata={"description": "What the marker is called"})
    title = fields.String(allow_none=True, metadata={"description": "The product of a placement"})
    text = fields.Function(lambda row: said(row.mark), metadata={"type": "string"})
    colour = fields.String(attribute="mark.colour", allow_none=True)
    changes = fields.List(fields.Nested(Difference), attribute="differences")


class TakenIn(Schema):
    dry = fields.Boolean()
    new = fields.Integer()
    back = fields.Integer(metadata={"description": "Placements that were deleted and come back"})
    changed = fields.Integer()
    same = fields.Integer()
    outside = fields.Integer(metadata={"description": "Not within the film: left out"})
    items = fields.List(fields.Nested(RowOut))
