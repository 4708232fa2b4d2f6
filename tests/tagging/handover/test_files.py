"""Marks through files of edit suites: what goes out comes in again, what strangers send is refused."""

import json
from fractions import Fraction
from typing import Any

import opentimelineio as otio
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import NotUnderstood
from tagging.handover import timecode
from tagging.handover.marks import Mark
from tagging.handover.read import read
from tagging.handover.write import Film, write
from tests.databases import ON_SQLITE

FRAMES = 400
RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(24)]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(0, 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
COLOURS = st.sampled_from([None, "red", "purple", "green"])


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    start = draw(st.integers(0, FRAMES - 1))
    data = {"id": "nte_ABCDEFGH23456789", "value": draw(VALUES)}
    end = draw(st.integers(start + 1, FRAMES))
    return Mark(start, end, draw(TEXTS), draw(TEXTS), draw(COLOURS), data, {"theirs": draw(VALUES)})


def film(rate: Fraction) -> Film:
    return Film("Coat <check> & Co", "coat check.mp4", rate, FRAMES, [(0, 100), (100, FRAMES)])


@settings(max_examples=60, deadline=None)
@given(st.lists(marks(), max_size=4), st.sampled_from(RATES), st.sampled_from(["otio", "fcpxml"]))
def test_a_round_trip_loses_nothing(sent: list[Mark], rate: Fraction, form: str):
    start = timecode.frame_of("01:00:00:00", rate)
    got = read(write(film(rate), sent, form, start).encode(), rate)
    assert got == sent
    assert all(one.was and (one.was["name"], one.was["text"]) == (one.name, one.text) for one in got)


@settings(max_examples=40, deadline=None)
@given(st.lists(marks(), max_size=4), st.sampled_from(RATES), st.sampled_from(["00:00:00:00", "10:00:00:00"]))
def test_an_edit_list_keeps_places_and_ids(sent: list[Mark], rate: Fraction, code: str):
    got = read(write(film(rate), sent, "edl", timecode.frame_of(code, rate)).encode(), rate)
    assert [(one.start, one.data) for one in got] == [
        (one.start, {"id": one.data["id"]}) for one in sent if one.data
    ]


def test_others_read_what_we_write():
    sent = [Mark(30, 55, "Scarf", "Silk", "red", {"id": "plc_ABCDEFGH23456789"})]
    for form, adapter in (("otio", "otio_json"), ("fcpxml", "fcp_xml"), ("edl", "cmx_3600")):
        told = {"rate": 25} if form == "edl" else {}
        text = write(film(Fraction(25)), sent, form, 90000)
        timeline = otio.adapters.read_from_string(text, adapter, **told)
        clips = list(timeline.find_clips())
        assert [clip.name for clip in clips] == ["coat check.mp4"] * (1 if form == "edl" else 2)
        at = clips[0] if form == "edl" else timeline.tracks
        (marker,) = at.markers
        # An edit list has its locators in timecode of the record side.
        assert marker.marked_range.start_time.value == (90030 if form == "edl" else 30)
        assert marker.name.upper().startswith("SCARF")
        if form != "fcpxml":
            assert marker.color == "RED"


RESOLVE_EDL = """TITLE: Timeline 1
FCM: NON-DROP FRAME

001  001      V     C        01:00:03:12 01:00:03:13 01:00:03:12 01:00:03:13
 |C:ResolveColorSky |M:Mug on the table |D:1

002  001      V     C        01:00:06:00 01:00:06:01 01:00:06:00 01:00:06:01
Ask the brand |C:ResolveColorRed |M:Lamp |D:50
"""
AVID_EDL = """TITLE:   EP01
FCM: DROP FRAME
001  A001     V     C        10:00:00;00 10:00:10;00 10:59:00;00 10:59:10;00
* FROM CLIP NAME:  A001
* LOC: 10:59:01;15 YELLOW  COAT
* LOC: 10:59:59;29 RED     TRAM
"""
PREMIERE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE xmeml>
<xmeml version="4"><sequence id="sequence-1"><duration>240</duration>
<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate><name>Ep 1</name>
<media><video><track><clipitem id="clipitem-1"><name>film.mp4</name><duration>1000</duration>
<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate><start>24</start><end>240</end><in>100</in><out>316</out>
<file id="file-1"><name>film.mp4</name><pathurl>file://localhost/film.mp4</pathurl><duration>1000</duration>
<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate><media><video/></media></file>
<marker><comment></comment><name>On the clip</name><in>112</in><out>-1</out></marker>
</clipitem></track></video></media>
<timecode><rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate><string>01:00:00:00</string><frame>86400</frame>
<displayformat>NDF</displayformat></timecode>
<marker><comment>which one?</comment><name>Scarf</name><in>48</in><out>96</out>
<pproColor>4281740498</pproColor></marker></sequence></xmeml>"""


def test_an_edit_list_of_resolve_is_read_with_colours_and_notes():
    got = read(RESOLVE_EDL.encode(), Fraction(24))
    assert [(one.start, one.end, one.name, one.text, one.colour) for one in got] == [
        (84, 85, "Mug on the table", "", "cyan"),
        (144, 194, "Lamp", "Ask the brand", "red"),
    ]


def test_an_edit_list_of_avid_counts_drop_frame_from_the_timecode_it_is_told():
    rate = Fraction(30000, 1001)
    got = read(AVID_EDL.encode(), rate, timecode.frame_of("10:59:00;02", rate))
    # Numbers 00 and 01 of 10:59:00 don't exist; the minute has 1798 frames.
    assert [(one.start, one.name) for one in got] == [(43, "COAT"), (1797, "TRAM")]


def test_fcp_xml_of_premiere_counts_a_clips_markers_on_its_media():
    got = {one.name: one for one in read(PREMIERE_XML.encode(), Fraction(24000, 1001))}
    assert (got["Scarf"].start, got["Scarf"].end, got["Scarf"].text) == (48, 96, "which one?")
    assert got["On the clip"].start == 24 + 12
    assert got["Scarf"].more["fcp_xml"]["pproColor"] == "4281740498"


def test_another_rate_means_the_frame_on_screen_at_that_time():
    timeline = otio.schema.Timeline(name="x")
    timeline.global_start_time = otio.opentime.RationalTime(90000, 25)
    for value in (10, 90000 + 10):
        spot = otio.opentime.TimeRange(
            otio.opentime.RationalTime(value, 25), otio.opentime.RationalTime(5, 25)
        )
        timeline.tracks.markers.append(otio.schema.Marker(name="m", marked_range=spot, color="PINK"))
    text = otio.adapters.write_to_string(timeline, "otio_json")
    got = read(text.encode(), Fraction(30000, 1001))
    assert [(one.start, one.end, one.colour) for one in got] == [(11, 17, "pink")] * 2


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xmeml>&b;</xmeml>'
FAR = '<!DOCTYPE x SYSTEM "file:///etc/passwd" [<!ENTITY f SYSTEM "file:///etc/passwd">]><xmeml>&f;</xmeml>'
DEEP = "<xmeml>" + "<a>" * 100 + "</a>" * 100 + "</xmeml>"
STRANGE = json.dumps({"OTIO_SCHEMA": "Exec.1", "name": "x"})
NEWER = json.dumps({"OTIO_SCHEMA": "Timeline.99", "name": "x"})
DEEP_JSON = '{"OTIO_SCHEMA": "Timeline.1", "metadata": ' + '{"a":' * 90 + "1" + "}" * 91
NO_NUMBER = PREMIERE_XML.replace("<in>48</in>", "<in>many</in>")
NO_RATE = PREMIERE_XML.replace("<timebase>24", "<timebase>0")
CLIP = json.dumps({"OTIO_SCHEMA": "Clip.2", "name": "x", "metadata": {}})


@ON_SQLITE
@pytest.mark.parametrize(
    "hostile",
    [b"", b"hello", b"<", b"{", b"{}", b"[]", b"\xff\xfe<\x00", b"\x00" * 100, b"<html></html>"]
    + [one.encode() for one in (BOMB, FAR, DEEP, STRANGE, NEWER, DEEP_JSON, NO_NUMBER, NO_RATE, CLIP)]
    + [
        BOMB.encode("utf-16"),
        PREMIERE_XML.encode()[:-30],
        AVID_EDL.replace("10:59:01;15", "10:59:01;45").encode(),
    ]
    + [b"{" + b'"a":[' * 100_000],
)
def test_what_is_broken_or_hostile_is_refused_in_a_sentence(inside: Flask, hostile: bytes):
    with inside.test_request_context(), pytest.raises(NotUnderstood) as refused:
        read(hostile, Fraction(30000, 1001))
    assert len(refused.value.sentence) > 20


def test_what_is_not_ours_though_it_says_so_is_a_marker_like_any_other():
    for claim in ('{"mark": 5}', '{"mark": "[]"}', '{"mark": "{\\"start\\": \\"x\\"}"}', "7"):
        own: Any = json.loads(claim)
        timeline = otio.schema.Timeline(name="x")
        spot = otio.opentime.TimeRange(otio.opentime.RationalTime(3, 25), otio.opentime.RationalTime(0, 25))
        marker = otio.schema.Marker(name="m", marked_range=spot, metadata={"vitrine": own})
        timeline.tracks.markers.append(marker)
        (got,) = read(otio.adapters.write_to_string(timeline, "otio_json").encode(), Fraction(25))
        assert (got.start, got.end, got.name, got.data) == (3, 4, "m", None)
