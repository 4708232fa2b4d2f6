"""JSON shapes of changes."""

from marshmallow import EXCLUDE, Schema, fields, validate

from tagging.history.models import SUBJECTS


class PageQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    after = fields.String(
        load_default=None,
        validate=validate.Length(max=300),
        metadata={"description": "`next` of the page before"},
    )


class ChangeOut(Schema):
    id = fields.String()
    at = fields.Integer(
        metadata={"description": "Milliseconds since 1970; of the last, where several are one"}
    )
    who = fields.String()
    is_me = fields.Boolean(metadata={"description": "Whether the reader did it"})
    act = fields.String()
    subject_kind = fields.String(validate=validate.OneOf(SUBJECTS))
    subject = fields.String(metadata={"description": "The id of what was changed"})
    sentence = fields.String()
    fields_ = fields.List(fields.String(), attribute="fields", data_key="fields")
    version = fields.Integer(
        allow_none=True, metadata={"description": "Of a placement: what a restoration brings back"}
    )


class ChangeList(Schema):
    items = fields.List(fields.Nested(ChangeOut), metadata={"description": "Newest first"})
    next = fields.String(allow_none=True, metadata={"description": "`after` of the page that follows"})
