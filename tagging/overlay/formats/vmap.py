"""When in the film a player asks for which ad: IAB VMAP 1.0, a break for each moment that can be bought."""

from typing import Any

from tagging.overlay.formats.markup import HEAD, address, element
from tagging.overlay.formats.places import Places
from tagging.overlay.formats.showings import Showing
from tagging.overlay.formats.vast import for_sale
from tagging.overlay.formats.vtt import stamp

NAMESPACE = "http://www.iab.net/videosuite/vmap"


def breaks(manifest: dict[str, Any], places: Places) -> str:
    """Each break begins with its moment and leads to the VAST of that moment alone."""
    found = sorted(for_sale(manifest), key=lambda one: one.starts_ms)
    about = {"xmlns:vmap": NAMESPACE, "version": "1.0"}
    return HEAD + element("vmap:VMAP", *(_break(one, manifest, places) for one in found), **about)


def _break(one: Showing, manifest: dict[str, Any], places: Places) -> str:
    moment = one.moment["id"]
    tag = address(places.overlay(manifest, ".vast", moment=moment))
    source = element(
        "vmap:AdSource",
        element("vmap:AdTagURI", tag, templateType="vast4"),
        id=moment,
        allowMultipleAds="false",
        followRedirects="false",
    )
    return element(
        "vmap:AdBreak", source, timeOffset=stamp(one.starts_ms), breakType="nonlinear", breakId=moment
    )
