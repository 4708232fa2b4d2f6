"""What strangers send, looked at before a library reads it: size, depth, number, and nothing that expands."""

import json
from xml.parsers import expat

import opentimelineio as otio

from kit.errors import NotUnderstood
from kit.language import _

MOST_BYTES = 5_000_000
# A long film has thousands of clips with some forty elements each, nested a dozen deep.
MOST_PARTS, MOST_DEEP = 300_000, 60
# What OpenTimelineIO writes beside its objects.
VALUES = {"RationalTime": 1, "TimeRange": 1, "TimeTransform": 1, "V2d": 1, "Box2d": 1}


def check_xml(body: bytes) -> None:
    """Refuses entities, files outside, and what is too deep or too much. Raises NotUnderstood."""
    depth = parts = 0

    def begin(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, parts
        depth, parts = depth + 1, parts + 1
        if depth > MOST_DEEP or parts > MOST_PARTS:
            raise too_much()

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_more: object) -> int:
        raise NotUnderstood(_("This file defines entities of its own. We read only plain FCP XML."))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.UnparsedEntityDeclHandler = parser.NotationDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise unreadable() from error


def check_otio(body: bytes) -> None:
    """Refuses objects that OpenTimelineIO doesn't know, no numbers, what is too deep or too much."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise unreadable() from error
    known = {**otio.core.type_version_map(), **VALUES}
    parts, waiting = 0, [(whole, 1)]
    while waiting:
        one, depth = waiting.pop()
        parts += 1
        if depth > MOST_DEEP or parts > MOST_PARTS:
            raise too_much()
        if isinstance(one, dict):
            if "OTIO_SCHEMA" in one:
                _check_schema(one["OTIO_SCHEMA"], known)
            waiting += [(inner, depth + 1) for inner in one.values()]
        elif isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in one]
        elif isinstance(one, float) and not abs(one) < 1e300:
            raise unreadable()


def _check_schema(named: object, known: dict[str, int]) -> None:
    name, _dot, version = str(named).partition(".")
    if name not in known or not version.isdecimal() or int(version[:9]) > known[name]:
        raise NotUnderstood(
            _(
                "This file holds something of OpenTimelineIO that we don't know: %(what)s.",
                what=str(named)[:80],
            )
        )


def too_much() -> NotUnderstood:
    return NotUnderstood(_("This file is larger than any film's markers. Export only the markers."))


def unreadable() -> NotUnderstood:
    return NotUnderstood(
        _("This file can't be read as what it seems to be. Export the markers again and send that.")
    )
