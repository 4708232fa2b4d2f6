"""JSON shapes of reports."""

from marshmallow import Schema, fields, validate


class ReportQuery(Schema):
    since = fields.String(
        required=True,
        data_key="from",
        metadata={"format": "date", "description": "First day, inclusive", "example": "2026-11-01"},
    )
    until = fields.String(
        required=True,
        data_key="to",
        metadata={"format": "date", "description": "Last day, inclusive", "example": "2026-11-30"},
    )
    timezone = fields.String(required=True, metadata={"description": "IANA name", "example": "Europe/Lisbon"})
    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))
    format = fields.String(load_default="json", validate=validate.OneOf(["json", "csv"]))


class ReportItem(Schema):
    moment = fields.String()
    label = fields.String()
    episode = fields.String(allow_none=True)
    episode_title = fields.String()
    series_title = fields.String()
    starts_ms = fields.Integer(allow_none=True)
    ends_ms = fields.Integer(allow_none=True)
    picture = fields.String(allow_none=True)
    product = fields.String()
    product_title = fields.String()
    brand = fields.String()
    currency = fields.String(allow_none=True, metadata={"description": "null where nothing was sold"})
    gross = fields.Integer(metadata={"description": "Paid for the moment's product, minor units"})
    refunds = fields.Integer(metadata={"description": "Given back in this period, minor units, positive"})
    net = fields.Integer(metadata={"description": "gross - refunds"})
    commission = fields.Integer(
        metadata={"description": "The channel's share of net, by the deal of the day"}
    )
    assisted = fields.Integer(
        metadata={"description": "Sold elsewhere after a touch here; never part of gross"}
    )
    units = fields.Integer()
    orders = fields.Integer()
    impressions = fields.Integer()
    taps = fields.Integer()


class Unattributed(Schema):
    currency = fields.String()
    units = fields.Integer()
    gross = fields.Integer()
    refunds = fields.Integer()
    net = fields.Integer()
    orders = fields.Integer()


class PeriodOut(Schema):
    since = fields.String(data_key="from", attribute="from")
    until = fields.String(data_key="to", attribute="to")
    timezone = fields.String()


class ReportOut(Schema):
    items = fields.List(fields.Nested(ReportItem))
    unattributed = fields.List(fields.Nested(Unattributed))
    rule = fields.String()
    period = fields.Nested(PeriodOut)
    next = fields.String(allow_none=True)
