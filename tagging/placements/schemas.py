"""JSON shapes of placements."""

from flask_babel import get_locale
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from tagging.placements import together
from tagging.placements.models import ANCHORS


class Key(fields.Field):
    """[frame, x, y, w, h]: an integer and four finite numbers."""

    def _deserialize(self, value: object, *_: object, **__: object) -> list[float]:
        if not isinstance(value, list) or len(value) != 5:
            raise ValidationError("A box is [frame, x, y, w, h].")
        if not all(isinstance(v, int | float) and not isinstance(v, bool) and -10 <= v <= 1e9 for v in value):
            raise ValidationError("A box holds five numbers.")
        return value

    def _serialize(self, value: object, *_: object, **__: object) -> object:
        return value


BOX = Key(
    metadata={
        "type": "array",
        "items": {"type": "number"},
        "minItems": 5,
        "maxItems": 5,
        "description": "[frame, x, y, width, height], fractions of the picture",
    }
)


class Span(fields.Field):
    """[from, to): two frames, the second one not in it."""

    def _deserialize(self, value: object, *_: object, **__: object) -> list[int]:
        if not isinstance(value, list) or len(value) != 2:
            raise ValidationError("A span is [from_frame, to_frame].")
        if not all(isinstance(v, int) and not isinstance(v, bool) and 0 <= v <= 10_000_000 for v in value):
            raise ValidationError("A span holds two frames.")
        if value[0] >= value[1]:
            raise ValidationError("A span ends after it begins.")
        return value


SPAN = Span(
    metadata={
        "type": "array",
        "items": {"type": "integer"},
        "minItems": 2,
        "maxItems": 2,
        "description": "[from_frame, to_frame], half open",
    }
)


class PlacementChange(Schema):
    class Meta:
        unknown = EXCLUDE

    variant = fields.String(validate=validate.Length(1, 40))
    label = fields.String(validate=validate.Length(1, 150))
    action = fields.String(validate=validate.Length(1, 40))
    disclosure = fields.String(allow_none=True, validate=validate.Length(max=120))
    anchor = fields.String(validate=validate.OneOf(ANCHORS))
    start_frame = fields.Integer(strict=True, validate=validate.Range(0, 10_000_000))
    end_frame = fields.Integer(strict=True, validate=validate.Range(1, 10_000_000))
    keys = fields.List(BOX, validate=validate.Length(1, 4000))
    hidden = fields.List(SPAN, validate=validate.Length(max=4000))
    part_of = fields.String(
        allow_none=True,
        validate=validate.Length(1, 40),
        metadata={
            "description": "The `part_of` of another one of the same product: a further moment of that "
            "placement, with its label, button and disclosure. null: a placement of its own"
        },
    )
    version = fields.Integer(required=True, strict=True)


class PlacementIn(PlacementChange):
    class Meta:
        unknown = EXCLUDE
        exclude = ("version",)

    variant = fields.String(required=True, validate=validate.Length(1, 40))
    start_frame = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000_000))
    end_frame = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000_000))
    keys = fields.List(BOX, required=True, validate=validate.Length(1, 4000))


class RestorationIn(Schema):
    class Meta:
        unknown = EXCLUDE

    version = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, 2_000_000_000),
        metadata={"description": "One that the episode's history tells"},
    )


class PlacementOut(Schema):
    id = fields.String()
    part_of = fields.String(
        attribute="belongs_to", metadata={"description": "The same for all moments of one placement"}
    )
    moment = fields.String(attribute="moment_id")
    variant = fields.String(attribute="variant_id")
    product = fields.String(attribute="variant.product_id")
    title = fields.String(attribute="variant.title")
    price = fields.Function(lambda row: row.variant.price.shown(str(get_locale())))
    image = fields.String(attribute="variant.product.image", allow_none=True)
    label = fields.String()
    action = fields.String()
    disclosure = fields.String(allow_none=True)
    anchor = fields.String()
    start_frame = fields.Integer()
    end_frame = fields.Integer()
    keys = fields.List(BOX)
    hidden = fields.List(SPAN, metadata={"description": "Where the thing can't be seen: nothing is drawn"})
    track = fields.String(
        attribute="track_id", allow_none=True, metadata={"description": "The last track started for it"}
    )
    version = fields.Integer()


class Beside(Schema):
    id = fields.String()
    version = fields.Integer()


class PlacementChanged(PlacementOut):
    together = fields.Function(
        lambda row: Beside(many=True).dump(together.others(row)),
        metadata={
            "type": "array",
            "items": {"type": "object"},
            "description": "The other moments of the placement, with their versions after this change",
        },
    )


class PlacementList(Schema):
    cut = fields.String(metadata={"description": "The cut they are placed in: the one that is edited now"})
    items = fields.List(fields.Nested(PlacementOut))
