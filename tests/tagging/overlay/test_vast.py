"""Moments as ads: judged by vastlint, read by Dailymotion's clients for VAST and VMAP."""

import json
from typing import Any

import pytest
import vastlint

from tagging.overlay.formats import vast, vmap
from tests.readers import read
from tests.tagging.overlay.manifests import ARABIC, HOSTILE, PLACES, SCARF, manifest, moment, ms

# SIMID's example has attributes where VAST's schema has none.
KNOWN = {"SIMID-1.1-iframe-simid-type-required"}
# XML can hold no control character, and its readers take every end of a line for \n.
IN_XML = HOSTILE.replace("\r\n", "\n").replace("\u2028", "\n").replace("\x01", "\ufffd")


def ads(text: str) -> dict[str, dict[str, Any]]:
    return {ad["id"]: ad for ad in read("vast", text)["ads"]}


def test_another_reader_finds_an_ad_for_each_moment_that_can_be_bought():
    found = ads(vast.ads(manifest(), PLACES))
    # The third one is sold out.
    assert list(found) == ["mom_A", "mom_B"]
    first = found["mom_A"]
    assert (first["title"], first["advertiser"]["value"]) == (IN_XML, "Seide & Söhne")
    assert first["system"]["value"] == "Vitrine"
    assert first["description"] == f"{IN_XML} · €189.00 · إعلان"
    (creative,) = first["creatives"]
    assert creative["universalAdIds"] == [{"idRegistry": "films.example", "value": "mom_A"}]
    (over,) = creative["variations"]
    assert (over["apiFramework"], over["width"], over["height"]) == ("SIMID", "320", "96")
    assert over["iframeResource"] == "https://films.example/card/ep_E/mom_A?channel=ch_ABC"
    assert over["nonlinearClickThroughURLTemplate"].startswith(
        "https://films.example/watch/ep_E?channel=ch_ABC&t=1."
    )
    assert over["minSuggestedDuration"] == pytest.approx((ms(100) - ms(50)) / 1000)
    told = json.loads(over["adParameters"]["value"])
    assert told["moment"] == manifest()["moments"][0]
    assert told["card"]["title"] == HOSTILE


def test_it_keeps_the_rules_of_vast_and_simid():
    judged = vastlint.validate(vast.ads(manifest(), PLACES))
    assert judged.version == "4.2"
    assert {issue.id for issue in judged.issues} <= KNOWN, judged.issues
    # The judge is awake: without its creative's address the same is refused.
    spoilt = vast.ads(manifest(), PLACES).replace("https://films.example/card/ep_E/mom_A?channel=ch_ABC", "")
    assert vastlint.validate(spoilt).summary.errors


def test_where_nothing_can_be_bought_there_is_no_ad():
    text = vast.ads(manifest(moments=[moment("C", SCARF, 50, 60)]), PLACES)
    assert ads(text) == {}
    assert ARABIC not in text


def test_breaks_begin_with_their_moments_and_lead_to_one_ad_each():
    found = read("vmap", vmap.breaks(manifest(), PLACES))
    told = {one["breakId"]: (one["timeOffset"], one["breakType"]) for one in found["adBreaks"]}
    assert told == {"mom_A": ("00:00:01.669", "nonlinear"), "mom_B": ("00:00:05.005", "nonlinear")}
    tag = found["adBreaks"][1]["adSource"]["adTagURI"]
    assert tag["templateType"] == "vast4"
    assert tag["uri"] == "https://films.example/v1/episodes/ep_E/overlay.vast?channel=ch_ABC&moment=mom_B"
    assert list(ads(vast.ads(manifest(), PLACES, "mom_B"))) == ["mom_B"]
