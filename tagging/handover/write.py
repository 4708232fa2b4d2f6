"""A film's marks as a timeline of OpenTimelineIO, and that as a file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from kit.errors import Conflict
from kit.language import _
from tagging.handover.marks import Mark, one_line

FORMATS = {
    "otio": ("otio", "application/json"),
    "fcpxml": ("xml", "application/xml"),
    "edl": ("edl", "text/plain; charset=utf-8"),
}
# Where the comment of an FCP XML marker stops being the person's and begins to be ours.
OURS = "\n\nvitrine: "
EDL_NAME_MOST = 60


@dataclass(frozen=True)
class Film:
    """What a timeline needs to know of a cut. Shots are (start, end) frames that cover it."""

    title: str
    file: str
    rate: Fraction
    frames: int
    shots: Sequence[tuple[int, int]] = ()


def write(film: Film, marks: Sequence[Mark], form: str, start: int = 0) -> str:
    """The file's text. `start` is the frame that the timecode of the first picture counts."""
    adapter = {"otio": "otio_json", "fcpxml": "fcp_xml", "edl": "cmx_3600"}[form]
    try:
        text = otio.adapters.write_to_string(_timeline(film, marks, form, start), adapter)
        return _in_their_own_case(text, marks) if form == "edl" else text
    except (otio.exceptions.OTIOError, ValueError, NotImplementedError) as error:
        if form != "edl":
            raise
        raise Conflict(_("An EDL can't count this film's frames. Take OTIO or FCP XML.")) from error


def _timeline(film: Film, marks: Sequence[Mark], form: str, start: int) -> otio.schema.Timeline:
    rate = float(film.rate)
    timeline = otio.schema.Timeline(name=one_line(film.title))
    timeline.global_start_time = RationalTime(start, rate)
    track = otio.schema.Track(name="V1", kind=otio.schema.TrackKind.Video)
    timeline.tracks.append(track)
    # An edit list knows markers of clips only: one clip then, with timecodes of the record side.
    whole = form == "edl"
    if whole and start:
        # What comes before counts: the list begins at the film's timecode.
        track.append(otio.schema.Gap(source_range=_range(0, start, rate)))
    for number, (begins, ends) in enumerate([] if whole else film.shots, 1):
        track.append(_clip(film, begins, ends, {"vitrine": {"shot": number}}))
    if whole or not film.shots:
        track.append(_clip(film, 0, film.frames, {}))
    at = track[-1] if whole else timeline.tracks
    for mark in marks:
        at.markers.append(_marker(mark, rate, form, start if whole else 0))
    return timeline


def _clip(film: Film, begins: int, ends: int, metadata: dict[str, object]) -> otio.schema.Clip:
    rate = float(film.rate)
    media = otio.schema.ExternalReference(
        target_url=quote(film.file), available_range=_range(0, film.frames, rate)
    )
    return otio.schema.Clip(
        name=one_line(film.file),
        media_reference=media,
        metadata=metadata,
        source_range=_range(begins, ends, rate),
    )


def _marker(mark: Mark, rate: float, form: str, offset: int) -> otio.schema.Marker:
    marker = otio.schema.Marker(
        name=one_line(mark.name), marked_range=_range(mark.start + offset, mark.end + offset, rate)
    )
    marker.color = (mark.colour or "green").upper()
    own = json.dumps(_told(mark), ensure_ascii=True, separators=(",", ":"))
    if form == "otio":
        marker.comment = shown_text(mark.text, form)
        # As one string: what a number was, and in which order, comes back as it went.
        marker.metadata["vitrine"] = {"mark": own}
    elif form == "fcpxml":
        marker.metadata["fcp_xml"] = {"comment": f"{_printable(mark.text)}{OURS}{own}"}
    else:
        marker.name = _edl_name(mark)
    return marker


def _edl_name(mark: Mark) -> str:
    """Of a placement its product too: an edit list has one line for all that a person is to read."""
    data = mark.data or {}
    title = mark.text if data.get("kind") == "placement" and mark.text != mark.name else ""
    words = one_line(", ".join(part for part in (mark.name, title) if part), EDL_NAME_MOST)
    return f"{words} [{data.get('id', '')}]"


def _in_their_own_case(text: str, marks: Sequence[Mark]) -> str:
    """The adapter writes locators in capitals, which suites don't ask for and people don't like to read."""
    names = iter([_edl_name(mark) for mark in marks])
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.startswith("* LOC:") and (name := next(names, "")) and line.endswith(name.upper()):
            lines[at] = line.removesuffix(name.upper()) + name
    return "\n".join(lines)


def _told(mark: Mark) -> dict[str, object]:
    """The whole mark: beside what a suite shows, so that what was changed there can be told."""
    shown = {"start": mark.start, "end": mark.end, "name": mark.name, "text": mark.text}
    return {**shown, "colour": mark.colour, "data": mark.data, "more": mark.more}


def _printable(text: str) -> str:
    """XML has no room for control characters, and knows one kind of line's end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or (char >= " " and char not in "\ufffe\uffff"))


def shown_text(text: str, form: str) -> str:
    """How a format shows a text: what differs from it was changed in the suite."""
    if form == "fcpxml":
        return _printable(text).strip()
    # The library's texts end where a zero stands.
    return text.replace("\0", " ")


def _range(start: int, end: int, rate: float) -> TimeRange:
    return TimeRange(RationalTime(start, rate), RationalTime(end - start, rate))
