"""The metadata track, read by webvtt-py."""

import json
from datetime import timedelta

import webvtt

from tagging.overlay.formats import vtt
from tests.tagging.overlay.manifests import manifest, ms


def test_another_reader_finds_every_moment_whole():
    sent = manifest()
    cues = list(webvtt.from_string(vtt.track(sent)))
    assert [cue.identifier for cue in cues] == ["mom_A", "mom_B", "mom_B-2", "mom_C"]
    moments = {moment["id"]: moment for moment in sent["moments"]}
    for cue in cues:
        moment = json.loads(cue.text)
        assert moment == {**moments[moment["id"]], "card": sent["cards"][moment["variant"]]}
    assert [(at(cue.start), at(cue.end)) for cue in cues] == [
        (ms(50), ms(100)),
        (ms(150), ms(160)),
        (ms(170), ms(200)),
        (ms(50), ms(250)),
    ]


def at(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return round(span / timedelta(milliseconds=1))
