"""JSON shapes of notes."""

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from kit.language import _
from tagging.notes.models import COLOURS, KINDS
from tagging.placements.schemas import PlacementIn

LATEST_MS = 253_402_300_000_000
ID = validate.Length(1, 40)


class NotesQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    since = fields.Integer(
        load_default=None,
        validate=validate.Range(0, LATEST_MS),
        metadata={"description": "`since` of the last answer: only what changed after it"},
    )


class NoteFields(Schema):
    class Meta:
        unknown = EXCLUDE

    kind = fields.String(validate=validate.OneOf(KINDS))
    text = fields.String(validate=validate.Length(max=4000))
    colour = fields.String(allow_none=True, validate=validate.OneOf(COLOURS))
    start_frame = fields.Integer(strict=True, validate=validate.Range(0, 10_000_000))
    end_frame = fields.Integer(
        strict=True,
        validate=validate.Range(1, 10_000_000),
        metadata={"description": "Not in it any more. A new note without it is on one frame"},
    )
    products = fields.List(
        fields.String(validate=ID),
        validate=validate.Length(max=100),
        metadata={"description": "What a reveal would be spoiled by; what a tag may want"},
    )
    placement = fields.String(
        allow_none=True, validate=ID, metadata={"description": "The placement it is about"}
    )
    mentions = fields.List(
        fields.String(validate=ID),
        validate=validate.Length(max=20),
        metadata={"description": "Ids of colleagues; each gets an e-mail once"},
    )


class NoteIn(NoteFields):
    parent = fields.String(
        allow_none=True,
        validate=ID,
        metadata={"description": "What it answers; then only text and mentions count"},
    )


class NoteChange(NoteFields):
    version = fields.Integer(required=True, strict=True)

    @validates_schema
    def says_something(self, data: dict[str, object], **_more: object) -> None:
        if len(data) < 2:
            raise ValidationError(_("Say what to change."))


class Mentioned(Schema):
    id = fields.String()
    name = fields.String()


class NoteOut(Schema):
    id = fields.String()
    cut = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    parent = fields.String(allow_none=True)
    start_frame = fields.Integer()
    end_frame = fields.Integer()
    text = fields.String()
    colour = fields.String(allow_none=True)
    products = fields.List(fields.String())
    variant = fields.String(
        allow_none=True, metadata={"description": "What a tag asks for, where the file it came in said it"}
    )
    placement = fields.String(
        allow_none=True, metadata={"description": "What a comment is about; what a tag became"}
    )
    mentions = fields.List(fields.Nested(Mentioned))
    author = fields.String()
    source = fields.String(allow_none=True, metadata={"description": "The file it was handed in with"})
    made_at = fields.Integer(metadata={"description": "Milliseconds since 1970"})
    changed_at = fields.Integer()
    resolved_at = fields.Integer(allow_none=True)
    resolved_by = fields.String(allow_none=True)
    may_change = fields.Boolean(
        metadata={"description": "Whether the reader may change its words or delete it"}
    )
    is_unread = fields.Boolean(metadata={"description": "Whether the reader is mentioned and hasn't seen it"})
    version = fields.Integer()


class NoteThread(NoteOut):
    starts_ms = fields.Integer(metadata={"description": "Where it begins in the film of its own cut"})
    replies = fields.List(fields.Nested(NoteOut), metadata={"description": "Oldest first"})


class NoteList(Schema):
    items = fields.List(fields.Nested(NoteOut), metadata={"description": "Oldest first, replies among them"})
    gone = fields.List(fields.String(), metadata={"description": "With `since`: what was deleted"})
    since = fields.Integer(metadata={"description": "Ask with this the next time"})
    unread = fields.Integer(metadata={"description": "How many of the episode's notes call for the reader"})


class ColleagueOut(Schema):
    id = fields.String()
    name = fields.String()
    organisation = fields.String()
    brand = fields.Boolean(
        attribute="is_brands", metadata={"description": "A brand's: a mention lets the brand read the thread"}
    )


class ColleagueList(Schema):
    items = fields.List(fields.Nested(ColleagueOut))


class MentionOut(Schema):
    note = fields.Nested(NoteOut)
    episode = fields.String()
    title = fields.String()
    stayed = fields.Boolean(
        metadata={"description": "A new cut was taken over since, which has no pictures for the note"}
    )


class MentionList(Schema):
    items = fields.List(fields.Nested(MentionOut), metadata={"description": "Newest first"})
    unread = fields.Integer()


class TagPlacementIn(PlacementIn):
    class Meta:
        unknown = EXCLUDE
        exclude = ("version",)

    start_frame = fields.Integer(strict=True, validate=validate.Range(0, 10_000_000))
    end_frame = fields.Integer(strict=True, validate=validate.Range(1, 10_000_000))
