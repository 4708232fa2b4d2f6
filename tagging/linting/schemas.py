"""JSON shapes of findings and of a series' rules."""

from marshmallow import EXCLUDE, Schema, fields, validate

from tagging.linting.models import SIGHT_STATES
from tagging.linting.rules import GRAVITY, LEVELS

RULE = validate.OneOf(list(GRAVITY))


class FixOut(Schema):
    words = fields.String()
    placement = fields.String()
    patch = fields.Dict(metadata={"description": "What to send as a change of the placement"})
    needs = fields.String(
        allow_none=True, metadata={"description": "`product`: a person must choose; the patch is empty"}
    )


class CheckOut(Schema):
    id = fields.String(metadata={"description": "The same while it stands"})
    rule = fields.String(validate=RULE)
    level = fields.String(validate=validate.OneOf(LEVELS[:-1]))
    placements = fields.List(fields.String())
    frame = fields.Integer(metadata={"description": "Where it is worst"})
    ms = fields.Integer()
    start_frame = fields.Integer()
    end_frame = fields.Integer()
    measured = fields.Float(allow_none=True)
    limit = fields.Float(allow_none=True)
    says = fields.String()
    why = fields.String()
    fixes = fields.List(fields.Nested(FixOut))


class Counts(Schema):
    stop = fields.Integer()
    warn = fields.Integer()
    info = fields.Integer()


class Looked(Schema):
    status = fields.String(validate=validate.OneOf(SIGHT_STATES))
    progress = fields.Float()
    why = fields.String(allow_none=True)


class CheckList(Schema):
    items = fields.List(fields.Nested(CheckOut), metadata={"description": "The gravest first"})
    counts = fields.Nested(Counts)
    looked = fields.Nested(Looked, metadata={"description": "Faces and burnt-in captions"})


class SeriesNamed(Schema):
    id = fields.String()
    title = fields.String()


class RulesIn(Schema):
    class Meta:
        unknown = EXCLUDE

    limits = fields.Dict(keys=fields.String(), load_default=dict)
    levels = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    markets = fields.List(fields.String(validate=validate.Length(2, 2)), load_default=None, allow_none=True)
    version = fields.Integer(required=True, strict=True, metadata={"description": "0 where none are set yet"})


class RulesOut(Schema):
    series = fields.Nested(SeriesNamed)
    limits = fields.Dict()
    levels = fields.Dict(metadata={"description": "By rule: stop, warn, info or off"})
    markets = fields.List(fields.String(), allow_none=True, metadata={"description": "null: all there are"})
    known_markets = fields.List(fields.String())
    bounds = fields.Dict(metadata={"description": "By limit: the least and the most"})
    defaults = fields.Dict()
    version = fields.Integer()
