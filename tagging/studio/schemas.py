"""JSON shapes of the studio."""

from flask_babel import get_locale
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from kit.language import _


class Frac(fields.List):
    """A rate as [numerator, denominator]."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(fields.Integer(), **kwargs)  # type: ignore[arg-type]


class SeriesOut(Schema):
    id = fields.String()
    title = fields.String()


class ReadingOut(Schema):
    step = fields.String()
    progress = fields.Float(metadata={"description": "0 to 1 within the step"})
    refusal = fields.String(allow_none=True, metadata={"description": "Why not, and what to do"})
    warnings = fields.List(fields.String(), metadata={"description": "What could not be read or found"})


class SpriteOut(Schema):
    image = fields.String()
    columns = fields.Integer()
    rows = fields.Integer()
    width = fields.Integer()
    height = fields.Integer()
    every_frames = fields.Integer()
    count = fields.Integer()


class CutOut(Schema):
    id = fields.String()
    width = fields.Integer()
    height = fields.Integer()
    fps = Frac()
    frames = fields.Integer()
    duration_ms = fields.Integer()
    has_audio = fields.Boolean()
    film = fields.String()
    poster = fields.String()
    loudness = fields.String(
        allow_none=True,
        metadata={"description": "JSON: 0 to 100, ten a second. null without sound, and in older films"},
    )
    sprite = fields.Nested(SpriteOut)


class CaptionRow(Schema):
    language = fields.String()
    label = fields.String()
    url = fields.String()


class KeyframeOut(Schema):
    frame = fields.Integer()
    ms = fields.Integer()
    score = fields.Float()
    picture = fields.String()


class ShotOut(Schema):
    index = fields.Integer()
    start_frame = fields.Integer()
    end_frame = fields.Integer()
    start_ms = fields.Integer()
    end_ms = fields.Integer()
    transition = fields.String()
    confidence = fields.Float()
    keyframes = fields.List(fields.Nested(KeyframeOut))


class ReleaseBrief(Schema):
    id = fields.String()
    number = fields.Integer()
    published_at = fields.Integer()
    live = fields.Boolean()


class LiveRelease(ReleaseBrief):
    is_current = fields.Boolean(metadata={"description": "Whether viewers see what is placed now"})


class EpisodeBrief(Schema):
    id = fields.String()
    title = fields.String()
    number = fields.Integer()
    series = fields.Nested(SeriesOut)
    status = fields.String(validate=validate.OneOf(["reading", "refused", "draft", "live", "unpublished"]))
    reading = fields.Nested(ReadingOut)
    source_name = fields.String()
    shot_count = fields.Integer()
    cut = fields.Nested(CutOut, allow_none=True)
    version = fields.Integer()
    watch = fields.String()


class EpisodeOut(EpisodeBrief):
    captions = fields.List(fields.Nested(CaptionRow))
    shots = fields.List(fields.Nested(ShotOut))
    release = fields.Nested(LiveRelease, allow_none=True)
    releases = fields.List(fields.Nested(ReleaseBrief))


class EpisodeList(Schema):
    items = fields.List(fields.Nested(EpisodeBrief))


class EpisodeChange(Schema):
    class Meta:
        unknown = EXCLUDE

    title = fields.String(validate=validate.Length(1, 150))
    number = fields.Integer(strict=True, validate=validate.Range(1, 100_000))

    @validates_schema
    def says_something(self, data: dict[str, object], **_more: object) -> None:
        if not data:
            raise ValidationError(_("Say what to change."))


class UploadQuery(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 300))
    title = fields.String(load_default=None, validate=validate.Length(1, 150))
    series = fields.String(load_default=None, validate=validate.Length(1, 40))
    series_title = fields.String(load_default=None, validate=validate.Length(1, 150))


class PreviewQuery(Schema):
    stock = fields.String(
        load_default=None,
        validate=validate.OneOf(["few", "none"]),
        metadata={"description": "As if few were left, or none; unless told, as it is"},
    )


class VariantOut(Schema):
    id = fields.String()
    title = fields.String()
    amount = fields.Integer()
    currency = fields.String()
    price = fields.Function(lambda row: row.price.shown(str(get_locale())))
    available = fields.Integer()


class BrandOut(Schema):
    id = fields.String()
    name = fields.String()


class ProductOut(Schema):
    id = fields.String()
    title = fields.String()
    brand = fields.Nested(BrandOut)
    image = fields.String(allow_none=True)
    variants = fields.List(fields.Nested(VariantOut))


class ProductList(Schema):
    items = fields.List(fields.Nested(ProductOut))
