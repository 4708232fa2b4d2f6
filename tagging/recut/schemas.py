"""JSON shapes of re-cuts."""

from marshmallow import EXCLUDE, Schema, fields, validate

from tagging.recut.states import CARRIED, STATES


class CutQuery(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 300))


class CutBrief(Schema):
    id = fields.String()
    source_name = fields.String()
    width = fields.Integer()
    height = fields.Integer()
    duration_ms = fields.Integer()
    poster = fields.String()


class Cell(Schema):
    image = fields.String()
    columns = fields.Integer()
    rows = fields.Integer()
    column = fields.Integer()
    row = fields.Integer()


class Side(Schema):
    frame = fields.Integer()
    ms = fields.Integer()
    box = fields.List(
        fields.Float(), allow_none=True, metadata={"description": "x, y, width, height, 0 to 1"}
    )
    picture = fields.String(allow_none=True)
    cell = fields.Nested(Cell, allow_none=True, metadata={"description": "Of the sprite, without a picture"})


class OldSide(Side):
    starts_ms = fields.Integer()
    ends_ms = fields.Integer()


class SpanOut(Schema):
    starts_ms = fields.Integer()
    ends_ms = fields.Integer()


class CarriedOut(Schema):
    placement = fields.String()
    label = fields.String()
    product = fields.String()
    image = fields.String(allow_none=True)
    status = fields.String(validate=validate.OneOf(CARRIED))
    left_out = fields.Boolean()
    renewed = fields.Boolean(metadata={"description": "Changed in the old cut since, and carried anew"})
    share = fields.Float(metadata={"description": "How much of its span is in the new cut, 0 to 1"})
    sure = fields.Float(metadata={"description": "How sure the pictures are the same, 0 to 1"})
    old = fields.Nested(OldSide)
    new = fields.List(fields.Nested(SpanOut), metadata={"description": "Where it would be in the new cut"})
    shown = fields.Nested(Side, allow_none=True, metadata={"description": "The same picture in the new cut"})


class NoteLeft(Schema):
    start_ms = fields.Integer(metadata={"description": "In the old cut"})
    text = fields.String()
    author = fields.String()


class RecutOut(Schema):
    id = fields.String()
    episode = fields.String()
    status = fields.String(validate=validate.OneOf(STATES))
    step = fields.String(metadata={"description": "Of the film's reading while it waits, else the status"})
    progress = fields.Float(metadata={"description": "0 to 1 within the step"})
    why = fields.String(allow_none=True, metadata={"description": "Why it failed, and what to do"})
    source_name = fields.String()
    has_captions = fields.Boolean(metadata={"description": "Whether there are captions to bring along"})
    old = fields.Nested(CutBrief)
    new = fields.Nested(CutBrief, allow_none=True)
    placements = fields.List(fields.Nested(CarriedOut))
    notes_left = fields.List(
        fields.Nested(NoteLeft),
        metadata={"description": "Threads whose pictures aren't in the new cut: they stay with the old one"},
    )


class RecutFound(Schema):
    recut = fields.Nested(RecutOut, allow_none=True)


class Decision(Schema):
    class Meta:
        unknown = EXCLUDE

    left_out = fields.Boolean(required=True)


class Confirmation(Schema):
    class Meta:
        unknown = EXCLUDE

    captions = fields.Boolean(
        load_default=True, metadata={"description": "Bring the captions along, at their new times"}
    )
