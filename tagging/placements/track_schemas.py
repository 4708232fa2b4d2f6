"""JSON shapes of tracks."""

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from tagging.episodes import refusals
from tagging.placements.schemas import BOX, SPAN
from tagging.tracking.states import STATES

FRAME = validate.Range(0, 10_000_000)


class DrawnBox(fields.Field):
    """[x, y, w, h]: four finite numbers."""

    def _deserialize(self, value: object, *_: object, **__: object) -> list[float]:
        if not isinstance(value, list) or len(value) != 4:
            raise ValidationError("A box is [x, y, width, height].")
        if not all(isinstance(v, int | float) and not isinstance(v, bool) and -10 <= v <= 1e9 for v in value):
            raise ValidationError("A box holds four numbers.")
        return value


DRAWN = {
    "type": "array",
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 4,
    "description": "[x, y, width, height], fractions of the picture",
}


class CorrectionIn(Schema):
    class Meta:
        unknown = EXCLUDE

    frame = fields.Integer(required=True, strict=True, validate=FRAME)
    box = DrawnBox(required=True, metadata=DRAWN)


class TrackIn(CorrectionIn):
    start_frame = fields.Integer(
        strict=True, load_default=None, validate=FRAME, metadata={"description": "Unless told, the shot's"}
    )
    end_frame = fields.Integer(strict=True, load_default=None, validate=FRAME)
    placement = fields.String(
        load_default=None,
        validate=validate.Length(1, 40),
        metadata={"description": "Which placement takes the path over when it is done"},
    )


class TrackOut(Schema):
    id = fields.String()
    episode = fields.String(attribute="episode_id")
    placement = fields.String(attribute="placement_id", allow_none=True)
    status = fields.String(validate=validate.OneOf(STATES))
    progress = fields.Float(metadata={"description": "0 to 1 of the stretch that is followed"})
    why = fields.Function(
        lambda row: row.why and refusals.said(row.why),
        metadata={"type": ["string", "null"], "description": "Why it failed, or what to look at"},
    )
    start_frame = fields.Integer()
    end_frame = fields.Integer()
    anchors = fields.List(BOX, metadata={"description": "What a person drew"})
    keys = fields.List(BOX, metadata={"description": "What was followed, as far as it goes"})
    enlarged = fields.List(
        fields.Float(),
        allow_none=True,
        metadata={
            "description": "Width and height of what is followed anew, at least: where it was enlarged"
        },
    )
    hidden = fields.List(SPAN)
    weak = fields.List(SPAN, metadata={"description": "Where a person should have a look"})
    confidence = fields.List(fields.List(fields.Float()), metadata={"description": "[[frame, 0 to 1], …]"})


class TrackList(Schema):
    items = fields.List(fields.Nested(TrackOut))
