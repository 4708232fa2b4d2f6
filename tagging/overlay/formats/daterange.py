"""Moments as HLS `EXT-X-DATERANGE` tags, RFC 8216 section 4.3.2.7.

Dates are absolute there, by the clock that `EXT-X-PROGRAM-DATE-TIME` sets for the film's first picture. A
film on demand has no such hour, so whoever asks may name one.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from tagging.overlay.formats.places import Places
from tagging.overlay.formats.showings import Showing, showings, timing
from tagging.tracking import path

CLASS = "vitrine.moment"
# What a playlist must not hold (section 4.1), and what some readers take for the end of a line.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def playlist(manifest: dict[str, Any], places: Places, begins: datetime) -> str:
    """A media playlist of one segment, the whole film, whose first picture is shown at `begins`."""
    seconds = manifest["duration_ms"] / 1000
    return "\n".join(
        [
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            f"#EXT-X-TARGETDURATION:{max(1, round(seconds))}",
            "#EXT-X-PLAYLIST-TYPE:VOD",
            *tags(manifest, places, begins),
            f"#EXTINF:{seconds:.3f},",
            places.whole(places.film),
            "#EXT-X-ENDLIST",
            "",
        ]
    )


def tags(manifest: dict[str, Any], places: Places, begins: datetime) -> list[str]:
    """What to put before a media playlist's first segment: the date of its first picture, and the moments."""
    told = [_tag(one, manifest, places, begins) for one in showings(manifest) if one.card]
    return [f"#EXT-X-PROGRAM-DATE-TIME:{_date(begins)}", *told]


def _tag(one: Showing, manifest: dict[str, Any], places: Places, begins: datetime) -> str:
    moment, card = one.moment, one.card or {}
    attributes = {
        "ID": _text(one.name),
        "CLASS": _text(CLASS),
        "START-DATE": _text(_date(begins + timedelta(milliseconds=one.starts_ms))),
        "DURATION": f"{(one.ends_ms - one.starts_ms) / 1000:.3f}",
        "X-VITRINE-MOMENT": _text(moment["id"]),
        "X-VITRINE-TOKEN": _text(moment["token"]),
        "X-VITRINE-VARIANT": _text(moment["variant"]),
        "X-VITRINE-LABEL": _text(moment["label"]),
        "X-VITRINE-ACTION": _text(moment["action"]),
        "X-VITRINE-DISCLOSURE": _text(moment["disclosure"]),
        "X-VITRINE-TITLE": _text(card["title"]),
        "X-VITRINE-BRAND": _text(card["brand"]),
        "X-VITRINE-PRICE": _text(card["price"]),
        "X-VITRINE-AMOUNT": str(card["amount"]),
        "X-VITRINE-CURRENCY": _text(card["currency"]),
        "X-VITRINE-AVAILABLE": _text("YES" if card["available"] else "NO"),
        "X-VITRINE-IMAGE": _text(card["image"] and places.whole(card["image"])),
        "X-VITRINE-URL": _text(places.watch(manifest, one.starts_ms)),
        "X-VITRINE-OVERLAY": _text(places.overlay(manifest)),
        "X-VITRINE-PATH": _text(_path(one, manifest)),
    }
    return "#EXT-X-DATERANGE:" + ",".join(f"{name}={value}" for name, value in attributes.items() if value)


def _text(value: str | None) -> str | None:
    """A quoted string: it can hold no quote and no line end, and there is no way to escape one."""
    if not value:
        return None
    plain = CONTROLS.sub(" ", unicodedata.normalize("NFC", value))
    return '"' + plain.replace('"', "”") + '"'


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _path(one: Showing, manifest: dict[str, Any]) -> str:
    """Where the box is in this showing: `ms x y w h;…`, ms from the film's start, straight in between."""
    keys, when = one.moment["path"], timing(manifest)
    inner = [key[0] for key in keys if one.start_frame < key[0] < one.end_frame]
    # It may be on its way to a key that lies beyond the end.
    last = [one.end_frame - 1] if keys[-1][0] >= one.end_frame else []
    frames = sorted({one.start_frame, *inner, *last})
    return ";".join(f"{when.ms(f)} " + " ".join(f"{side:g}" for side in path.box_at(keys, f)) for f in frames)
