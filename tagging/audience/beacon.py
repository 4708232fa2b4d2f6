"""What players send: a batch of events, read in one go, each judged by itself. Values in, values out."""

import json
from typing import Annotated, Literal, NamedTuple

import msgspec

MOST_EVENTS = 200
MOST_BYTES = 256 * 1024
FAR = 2**53  # beyond it no browser counts exactly

OfAMoment = Literal["impression", "tap", "open", "close", "checkout"]
OfTheFilm = Literal["play", "pause", "seek", "progress", "ended", "hide", "show"]
Type = Literal[OfAMoment, OfTheFilm]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Who = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Ms = Annotated[int, msgspec.Meta(ge=0, le=FAR)]


class Event(msgspec.Struct, omit_defaults=True, gc=False):
    """One thing that happened in a player. What else was sent with it is left out."""

    id: Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+(?!\n)$")]
    type: Type
    ts: Annotated[Ms, msgspec.Meta(description="UTC, milliseconds, by the player's clock")]
    session: Who
    episode: Name
    viewer: Annotated[Who | None, msgspec.Meta(description="Only of a viewer who agreed")] = None
    release: Name | None = None
    moment: Name | None = None
    token: Annotated[
        Annotated[str, msgspec.Meta(min_length=1, max_length=300)] | None,
        msgspec.Meta(description="The moment's, for `impression` and `tap`"),
    ] = None
    at_ms: Annotated[Ms | None, msgspec.Meta(description="Where in the film")] = None
    channel: Name | None = None


class Batch(msgspec.Struct, gc=False):
    events: Annotated[list[Event], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]


class Refused(msgspec.Struct, gc=False):
    id: str | None
    reason: str


class NoBatch(ValueError):
    """What was sent is no batch at all; the sentence says what to send."""


class Read(NamedTuple):
    events: list[Event]
    refused: list[Refused]


_batch = msgspec.json.Decoder(Batch)
_kept = msgspec.json.Decoder(list[Event])
_encoder = msgspec.json.Encoder()


def read(raw: bytes) -> Read:
    """The events of a body, whatever content type a beacon had to give it; NoBatch where there are none."""
    # Only an escape can hold what no database keeps: NUL, or half of a character.
    if b"\\u" not in raw:
        try:
            return Read(_batch.decode(raw).events, [])
        except (msgspec.DecodeError, RecursionError):
            pass
    return _one_by_one(raw)


def _one_by_one(raw: bytes) -> Read:
    """The slow way, for bodies in which something doesn't fit: it must not cost the others."""
    try:
        given = json.loads(raw)["events"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoBatch('Send {"events": […]} as JSON.') from error
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_EVENTS:
        raise NoBatch(f"Send 1 to {MOST_EVENTS} events at a time.")
    events, refused = [], []
    for one in given:
        try:
            event = msgspec.convert(one, Event)
            _check_texts(event)
            events.append(event)
        except (msgspec.ValidationError, RecursionError) as error:
            refused.append(Refused(_name(one), str(error)))
    return Read(events, refused)


def _check_texts(event: Event) -> None:
    for name in ("viewer", "session", "episode", "release", "moment", "token", "channel"):
        text = getattr(event, name)
        if text is not None and ("\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)):
            raise msgspec.ValidationError(f"This holds characters that can't be kept - at `$.{name}`")


def _name(given: object) -> str | None:
    name = given.get("id") if isinstance(given, dict) else None
    return name[:64].encode("ascii", "replace").decode() if isinstance(name, str) else None


def pack(events: list[Event]) -> bytes:
    """As an inbox keeps them: plain JSON, so that the next version reads what this one left."""
    return _encoder.encode(events)


def unpack(body: bytes) -> list[Event]:
    return _kept.decode(body)
