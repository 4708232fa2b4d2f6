"""What a manifest holds, as a JSON Schema of draft 2020-12: the manifest itself is made as text and frozen.

It stays open: a later version 1 may tell more, and a reader lets what it doesn't know alone.
"""

from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The number is the manifest's `version`: another one gets an address of its own, and this one stays.
ADDRESS = "/v1/schemas/overlay-1.json"

FRAME = {"type": "integer", "minimum": 0}
MS = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}
ID = {"type": "string", "pattern": "^[a-z]+_[A-Za-z0-9]+$"}


def said(shape: dict[str, Any], description: str) -> dict[str, Any]:
    return {**shape, "description": description}


def maybe(shape: dict[str, Any], description: str) -> dict[str, Any]:
    """The same, or null."""
    return {"anyOf": [shape, {"type": "null"}], "description": description}


KEY = {
    "type": "array",
    # No `prefixItems` for the frame: tools that read OpenAPI 3.0 and 3.1 alike stumble over them.
    "items": {"type": "number"},
    "minItems": 5,
    "maxItems": 5,
    "description": "[frame, x, y, width, height]: a whole frame, then fractions of the picture",
}
MOMENT = {
    "type": "object",
    "required": ["id", "token", "variant", "starts_ms", "ends_ms", "starts_frame", "ends_frame", "path"],
    "properties": {
        "id": said(ID, "The same in every release"),
        "placement": said(ID, "The same for all moments of one placement; absent in older releases"),
        "token": maybe(TEXT, "Proves the moment: send it with events and orders. null in a preview"),
        "variant": said(ID, "What is bought; its card is in `cards`"),
        "product": ID,
        "starts_ms": said(MS, "From here on, rounded up: at this millisecond `starts_frame` is on screen"),
        "ends_ms": said(MS, "Up to here; no longer at this millisecond"),
        "starts_frame": FRAME,
        "ends_frame": said(FRAME, "The first frame that it is no longer on"),
        "label": said(TEXT, "What to call it on the film"),
        "action": said(TEXT, "What to write on the button"),
        "disclosure": maybe(TEXT, "What the viewer must be told, such as: Advertisement"),
        "anchor": {
            "enum": ["follow", "docked"],
            "description": "Whether the chip follows the box, or stays at the edge",
        },
        "path": {
            "type": "array",
            "items": KEY,
            "minItems": 1,
            "description": "Straight from key to key; before the first and after the last it rests",
        },
        "hidden": {
            "type": "array",
            "items": {"type": "array", "items": MS, "minItems": 2, "maxItems": 2},
            "description": "[[from_ms, to_ms], …]: nothing is drawn. Absent when empty",
        },
    },
}
CARD = {
    "type": "object",
    "required": ["variant", "product", "title", "amount", "currency", "price", "available"],
    "properties": {
        "variant": ID,
        "product": ID,
        "title": TEXT,
        "brand": TEXT,
        "description": TEXT,
        "image": maybe(TEXT, "An address, to be read from the manifest's own"),
        "amount": {
            "type": "integer",
            "minimum": 0,
            "description": "In minor units of `currency`, as Stripe counts",
        },
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217"},
        "price": said(TEXT, "As people write it"),
        "tax": maybe(TEXT, "How the price stands to tax, in words"),
        "available": said({"type": "boolean"}, "Whether it can be bought now"),
        "left": maybe({"type": "integer", "minimum": 0}, "How many, when only a few are"),
        "held_until": said(
            MS, "Somebody else is paying for the last: until then. Milliseconds since 1970, UTC"
        ),
    },
}
CAPTIONS = {
    "type": "object",
    "required": ["language", "label", "url"],
    "properties": {
        "language": said(TEXT, "BCP 47"),
        "label": said(TEXT, "The language in its own words"),
        "url": said(TEXT, "WebVTT; to be read from the manifest's own address"),
    },
}
KEEP_CLEAR = {
    "type": "object",
    "required": ["starts_frame", "ends_frame", "path"],
    "properties": {
        "starts_frame": FRAME,
        "ends_frame": said(FRAME, "The first frame that it is no longer on"),
        "path": {"type": "array", "items": KEY, "minItems": 1, "description": "As a moment's"},
    },
}
MANIFEST: dict[str, Any] = {
    "type": "object",
    "required": ["version", "release", "episode", "fps", "frames", "moments", "cards"],
    "properties": {
        "version": {"const": 1},
        "release": maybe(ID, "What was frozen; null in a preview"),
        "number": said(FRAME, "Releases of an episode are counted from 1; 0 in a preview"),
        "episode": ID,
        "title": TEXT,
        "series": TEXT,
        "fps": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1},
            "minItems": 2,
            "maxItems": 2,
            "description": "Frames a second as a fraction: [30000, 1001]",
        },
        "frames": said(FRAME, "How many the film has. To seek to frame k, seek to (k + 0.5) / fps"),
        "duration_ms": MS,
        "width": said({"type": ["integer", "null"]}, "Of the film, in pixels"),
        "height": {"type": ["integer", "null"]},
        "published_at": said(MS, "Since 1970, UTC"),
        "moments": {"type": "array", "items": MOMENT},
        "captions": {"type": "array", "items": CAPTIONS},
        "keep_clear": {
            "type": "array",
            "items": KEEP_CLEAR,
            "description": "Faces and burnt-in lines that nothing should be drawn over. Absent when empty",
        },
        "cards": {
            "type": "object",
            "additionalProperties": CARD,
            "description": "What to show and sell, by variant. Live; in a frozen release as they were",
        },
    },
}


def published(home: str) -> dict[str, Any]:
    """The schema as it is served; `home` is the address of this house, without a slash at its end."""
    about = {"title": "Vitrine overlay manifest, version 1", "$comment": "docs/formats.md"}
    return {"$schema": DIALECT, "$id": home + ADDRESS, **about, **MANIFEST}
