"""What may be asked of the formats."""

from datetime import UTC, datetime

from marshmallow import EXCLUDE, Schema, fields, validate


class RangesQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    start = fields.AwareDateTime(
        format="iso",
        default_timezone=UTC,
        load_default=None,
        validate=validate.Range(datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)),
        metadata={"description": "When the film's first picture is shown: the date of its first segment"},
    )


class AdsQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    moment = fields.String(
        load_default=None,
        validate=validate.Length(1, 40),
        metadata={"description": "Only the ad of this one; none where it can't be bought"},
    )
