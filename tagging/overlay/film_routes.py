"""The film itself for HLS players, with its moments as dates in it."""

import json
from datetime import datetime
from typing import Any

from flask import Response

from kit import clock, storage
from kit.errors import NotFound
from kit.language import lazy
from tagging.overlay import here
from tagging.overlay.formats import daterange
from tagging.overlay.routes import CHANNEL, FRESH, PLAYLIST, UNCHANGED, blueprint, sent
from tagging.overlay.schemas import RangesQuery
from tagging.packaging import playlists
from tagging.packaging import queries as packages
from tagging.publishing import manifest, queries

KIND = "application/vnd.apple.mpegurl"
NOT_PACKAGED = lazy("This film has no renditions for HLS, or not yet. Its MP4 plays everywhere.")
NO_RENDITION = lazy("This film has no such rendition. Its list is at film.m3u8.")


@blueprint.get("/episodes/<episode_id>/film.m3u8")
@blueprint.doc(parameters=[CHANNEL], responses={200: PLAYLIST, 304: UNCHANGED})
def show_film_m3u8(episode_id: str) -> Response:
    """The live film's renditions, as an HLS multivariant playlist."""
    episode, shown = queries.live(episode_id)
    packed = renditions(shown.cut_id)
    # As paths: a page on a content network finds the parts there too.
    asked = f"?channel={here.channel()}" if here.channel() else ""
    addresses = [f"/v1/episodes/{episode.id}/film/{one['name']}.m3u8{asked}" for one in packed]
    num, den = json.loads(shown.manifest)["fps"]
    text = playlists.multivariant(packed, num / den, addresses)
    return sent(text, manifest.etag(text), FRESH, KIND)


@blueprint.get("/episodes/<episode_id>/film/<rendition>.m3u8")
@blueprint.arguments(RangesQuery, location="query")
@blueprint.doc(parameters=[CHANNEL], responses={200: PLAYLIST, 304: UNCHANGED})
def show_rendition_m3u8(wanted: dict[str, datetime | None], episode_id: str, rendition: str) -> Response:
    """One rendition's parts, with the moments as `EXT-X-DATERANGE`, dated as in `overlay.m3u8`."""
    episode, shown = queries.live(episode_id)
    packed = next((one for one in renditions(shown.cut_id) if one["name"] == rendition), None)
    if packed is None:
        raise NotFound(NO_RENDITION)
    now = json.loads(manifest.live(shown.manifest))
    begins = wanted["start"] or clock.from_ms(now["published_at"])
    tags = daterange.tags(now, here.places(episode, shown), begins)
    text = playlists.media(packed, storage.address(packed["file"]) or "", tags)
    return sent(text, manifest.etag(text), FRESH, KIND)


def renditions(cut_id: str) -> list[dict[str, Any]]:
    found = packages.renditions(cut_id)
    if not found:
        raise NotFound(NOT_PACKAGED)
    return found
