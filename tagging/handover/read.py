"""A file of an edit suite as markers on a film's frames."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime

from kit.errors import NotUnderstood
from kit.language import _
from tagging.handover import edl, guard, timecode
from tagging.handover.marks import MOST, TEXT_MOST, Mark, Met, colour_of, one_line
from tagging.handover.write import OURS, shown_text

# Of a suite's own about a marker; a project's whole history is none of it.
MORE_MOST = 4000


def form_of(body: bytes) -> str:
    """Told by what is in it: a name may lie."""
    begins = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begins == b"{":
        return "otio"
    if begins == b"<" or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "fcpxml"
    if edl.looks_like(_text(body)):
        return "edl"
    raise NotUnderstood(_("This is no file of markers that we know. Send OTIO, FCP XML (xmeml) or an EDL."))


def read(body: bytes, film: Fraction, start: int | None = None) -> list[Mark]:
    """The markers of a file on a film of `film` frames a second. Some may lie outside of the film.

    `start` is the frame that the film's first picture has in the file's timecode, where the file can't tell.
    """
    form = form_of(body)
    try:
        met = edl.read(_text(body), film, start) if form == "edl" else list(_read(body, form, start))
    except timecode.NoTimecode as error:
        raise NotUnderstood(_("“%(code)s” is no timecode of this rate.", code=str(error)[:40])) from error
    if len(met) > MOST:
        raise NotUnderstood(_("This file has more than %(most)s markers.", most=MOST))
    return [_on_film(one, film, form) for one in met]


def _read(body: bytes, form: str, start: int | None) -> Iterator[Met]:
    guard.check_otio(body) if form == "otio" else guard.check_xml(body)
    adapter = "otio_json" if form == "otio" else "fcp_xml"
    never = otio.media_linker.MediaLinkingPolicy.DoNotLinkMedia
    text: Any = _text(body) if form == "otio" else body
    try:
        whole = otio.adapters.read_from_string(text, adapter, media_linker_name=never)
        yield from _markers(whole, start)
    except NotUnderstood:
        raise
    except timecode.NoTimecode:
        raise
    # The readers trip in as many ways as a file can be wrong: over what lacks, what is no number, what loops.
    except (
        otio.exceptions.OTIOError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        raise guard.unreadable() from error


def _markers(whole: Any, start: int | None) -> Iterator[Met]:
    if isinstance(whole, otio.schema.SerializableCollection):
        found = [one for one in whole if isinstance(one, otio.schema.Timeline)]
        whole = found[0] if found else whole
    if not isinstance(whole, otio.schema.Timeline):
        raise NotUnderstood(_("There is no timeline in this file. Export the timeline, not a clip or a bin."))
    begins = _begins(whole, start)
    tracks = whole.tracks
    for item in [tracks, *tracks.find_children(descended_from_type=otio.core.Item)]:
        for marker in item.markers:
            yield _met(marker, _seconds(_at(item, marker.marked_range.start_time, tracks)), begins)


def _begins(timeline: otio.schema.Timeline, start: int | None) -> Fraction:
    clock = timeline.global_start_time
    if start is not None and clock is not None:
        return start / timecode.rate_of(clock.rate)
    return _seconds(clock) if clock is not None else Fraction(0)


def _at(item: Any, at: RationalTime, tracks: Any) -> RationalTime:
    """A marker of a clip stands on the clip's own media: where that is on the timeline."""
    if item is tracks:
        return at
    trimmed = item.trimmed_range()
    if not trimmed.contains(at) and at < trimmed.start_time and at <= trimmed.duration:
        # Some count from the clip's first picture instead.
        at = at + trimmed.start_time
    return item.transformed_time(at, tracks)


def _met(marker: Any, at: Fraction, begins: Fraction) -> Met:
    # Some count a timeline's markers from its first picture, some in timecode.
    at = at - begins if at >= begins else at
    theirs = _plain(marker.metadata)
    own = theirs.pop("vitrine", {}).get("mark") if isinstance(theirs.get("vitrine"), dict) else None
    told = theirs.get("fcp_xml")
    fcp: dict[str, Any] = told if isinstance(told, dict) else {}
    text = marker.comment or str(fcp.pop("comment", "") or "")
    if own is None and OURS.strip() in text:
        text, _ours, own = text.rpartition(OURS.strip())
    colour = None if marker.color == "GREEN" and fcp else colour_of(marker.color)
    lasts = _seconds(marker.marked_range.duration)
    return Met(at, lasts, marker.name or "", text, colour, _loaded(own), theirs)


def _on_film(met: Met, film: Fraction, form: str) -> Mark:
    start = timecode.on_film(met.at, film)
    end = max(start + 1, timecode.on_film(met.at + met.lasts, film))
    more = met.more if len(json.dumps(met.more)) <= MORE_MOST else {}
    name, text = one_line(met.name), met.text.strip()[:TEXT_MOST]
    if form == "edl" or met.data is None or "name" not in met.data:
        return Mark(start, end, name, text, met.colour, met.data, more)
    told = met.data
    # What a format can't show as it was is as it was, unless somebody changed what it shows.
    is_renamed = name != one_line(told["name"])
    is_rewritten = text != shown_text(told["text"], form).strip()
    is_recoloured = form == "otio" and met.colour != (told["colour"] or "green")
    return Mark(
        start,
        end,
        name if is_renamed else told["name"],
        text if is_rewritten else told["text"],
        met.colour if is_recoloured else told["colour"],
        told["data"],
        told["more"],
        {name: told[name] for name in ("start", "end", "name", "text", "colour")},
    )


def _loaded(own: object) -> dict[str, Any] | None:
    """What we wrote; or nothing where somebody else wrote it so."""
    try:
        told = json.loads(own) if isinstance(own, str) else None
    except (ValueError, RecursionError):
        return None
    shape = {"start": int, "end": int, "name": str, "text": str, "colour": str | None}
    shape |= {"data": dict | None, "more": dict}
    is_ours = isinstance(told, dict) and all(isinstance(told.get(n, ...), kind) for n, kind in shape.items())
    return told if is_ours else None


def _seconds(time: RationalTime) -> Fraction:
    return Fraction(time.value) / timecode.rate_of(time.rate)


def _plain(metadata: Any) -> dict[str, Any]:
    """Metadata as JSON knows it."""
    return json.loads(otio.core.serialize_json_to_string(metadata)) if len(metadata) else {}


def _text(body: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")
