"""Moments as IAB VAST 4.2 ads that lie over the film, each with our card as its SIMID 1.1 creative.

Elements stand in the order of VAST's own schema. An ad doesn't say when in the film it belongs: VMAP does.
"""

from typing import Any
from urllib.parse import urlsplit

from tagging.overlay.formats.inert import inert
from tagging.overlay.formats.markup import HEAD, address, element, text
from tagging.overlay.formats.places import Places
from tagging.overlay.formats.showings import Showing, showings
from tagging.overlay.formats.vtt import stamp

NAMESPACE = "http://www.iab.com/VAST"
# What the card needs at least, in pixels, on a phone held upright.
WIDTH, HEIGHT = 320, 96


def ads(manifest: dict[str, Any], places: Places, moment_id: str | None = None) -> str:
    """An ad for each moment that can be bought now, or for one; without any, VAST's answer for "no ad"."""
    wanted = [one for one in for_sale(manifest) if moment_id in (None, one.moment["id"])]
    found = [_ad(one, manifest, places) for one in wanted]
    return HEAD + element("VAST", *found, version="4.2", xmlns=NAMESPACE)


def for_sale(manifest: dict[str, Any]) -> list[Showing]:
    """The first showing of each moment whose product can be bought: nobody wants an ad for what is gone."""
    first = [one for one in showings(manifest) if one.name == one.moment["id"]]
    return [one for one in first if one.card and one.card["available"]]


def _ad(one: Showing, manifest: dict[str, Any], places: Places) -> str:
    moment, card = one.moment, one.card or {}
    words = filter(None, [moment["label"], card["price"], moment["disclosure"]])
    creative = element(
        "Creative",
        element("NonLinearAds", _non_linear(one, manifest, places)),
        element("UniversalAdId", text(moment["id"]), idRegistry=urlsplit(places.home).netloc),
        id=moment["id"],
        sequence="1",
    )
    inline = element(
        "InLine",
        element("AdSystem", text("Vitrine"), version=str(manifest["version"])),
        # The card counts by itself that it was seen. One must be there, and this is VAST's word for none.
        element("Impression", address("about:blank")),
        element("AdServingId", text(f"{manifest['release']}.{moment['id']}")),
        element("AdTitle", text(card["title"])),
        element("Advertiser", text(card["brand"])),
        element("Creatives", creative),
        element("Description", text(" · ".join(words))),
    )
    return element("Ad", inline, id=moment["id"])


def _non_linear(one: Showing, manifest: dict[str, Any], places: Places) -> str:
    return element(
        "NonLinear",
        # SIMID's own example gives it a type and a framework, which VAST's schema doesn't allow here.
        element("IFrameResource", address(places.card(manifest, one.moment))),
        element("AdParameters", text(_parameters(one, manifest, places))),
        element("NonLinearClickThrough", address(places.watch(manifest, one.starts_ms))),
        id=one.moment["id"],
        width=str(WIDTH),
        height=str(HEIGHT),
        scalable="true",
        maintainAspectRatio="false",
        minSuggestedDuration=stamp(one.ends_ms - one.starts_ms),
        apiFramework="SIMID",
    )


def _parameters(one: Showing, manifest: dict[str, Any], places: Places) -> str:
    """The moment whole, for creatives of others."""
    about = {"manifest": places.overlay(manifest), "release": manifest["release"], "fps": manifest["fps"]}
    return inert({**about, "moment": one.moment, "card": one.card})
