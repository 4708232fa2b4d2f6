"""What a player asks: what to draw."""

import json
import re
from datetime import datetime

from flask import Response, current_app, request
from flask_smorest import Blueprint

from kit import clock
from tagging.overlay import here
from tagging.overlay.formats import annotations, daterange, vast, vmap, vtt
from tagging.overlay.formats.inert import inert
from tagging.overlay.schemas import AdsQuery, RangesQuery
from tagging.publishing import manifest, manifest_schema, queries, release

blueprint = Blueprint("overlay", __name__, url_prefix="/v1", description="What to draw, and when")

# These are asked by every player, again and again: kit.front answers them where it can.
OFTEN = {
    "/v1/episodes/<episode_id>/overlay": re.compile(r"/v1/episodes/[A-Za-z0-9_-]{1,40}/overlay"),
    "/v1/releases/<release_id>/overlay": re.compile(r"/v1/releases/[A-Za-z0-9_-]{1,40}/overlay"),
}
FOREVER = "public, max-age=31536000, immutable"
# Live prices and stock: a browser may keep it, and asks each time whether it is still right.
FRESH = "public, no-cache"
CHANNEL = {
    "in": "query",
    "name": "channel",
    "schema": {"type": "string"},
    "description": "Whose page shows the film. Kept by the player, which tells it with events and orders",
}
# Changes with the product only.
LASTING = "public, max-age=86400"
DESCRIBED = f'<{manifest_schema.ADDRESS}>; rel="describedby"; type="application/schema+json"'
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Send it back as If-None-Match"}}
LINK = {"Link": {"schema": {"type": "string"}, "description": "The JSON Schema, as `describedby` (RFC 8288)"}}
DRAWN = {
    "description": "What to draw",
    "headers": ETAG | LINK,
    "content": {"application/json": {"schema": manifest_schema.MANIFEST}},
}
SCHEMA = {
    "description": "JSON Schema, draft 2020-12",
    "headers": ETAG,
    "content": {"application/schema+json": {"schema": {"type": "object"}}},
}
CUES = {"description": "Cues", "headers": ETAG, "content": {"text/vtt": {"schema": {"type": "string"}}}}
PLAYLIST = {
    "description": "A media playlist",
    "headers": ETAG,
    "content": {"application/vnd.apple.mpegurl": {"schema": {"type": "string"}}},
}
# A profile, as the Web Annotation protocol has it.
ANNOTATIONS = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
ANNOTATED = {
    "description": "An `AnnotationCollection`",
    "headers": ETAG,
    "content": {"application/ld+json": {"schema": {"type": "object"}}},
}
ADS = {
    "description": "VAST 4.2 or VMAP 1.0",
    "headers": ETAG,
    "content": {"application/xml": {"schema": {"type": "string"}}},
}
UNCHANGED = {"description": "Still the one of your If-None-Match"}


@blueprint.get("/episodes/<episode_id>/overlay")
@blueprint.doc(parameters=[CHANNEL], responses={200: DRAWN, 304: UNCHANGED})
def show_overlay(episode_id: str) -> Response:
    """The manifest of the live release, with live product cards."""
    _, shown = queries.live(episode_id)
    text = manifest.live(shown.manifest)
    return described(sent(text, manifest.etag(text), FRESH))


@blueprint.get("/episodes/<episode_id>/overlay.vtt")
@blueprint.doc(parameters=[CHANNEL], responses={200: CUES, 304: UNCHANGED})
def show_overlay_vtt(episode_id: str) -> Response:
    """The same moments as a WebVTT metadata track."""
    _, shown = queries.live(episode_id)
    text = vtt.track(json.loads(manifest.live(shown.manifest)))
    return sent(text, manifest.etag(text), FRESH, "text/vtt; charset=utf-8")


@blueprint.get("/episodes/<episode_id>/overlay.m3u8")
@blueprint.arguments(RangesQuery, location="query")
@blueprint.doc(parameters=[CHANNEL], responses={200: PLAYLIST, 304: UNCHANGED})
def show_overlay_m3u8(wanted: dict[str, datetime | None], episode_id: str) -> Response:
    """The same moments as HLS `EXT-X-DATERANGE` tags, dated from `start`, else from when it was published."""
    episode, shown = queries.live(episode_id)
    now = json.loads(manifest.live(shown.manifest))
    begins = wanted["start"] or clock.from_ms(now["published_at"])
    text = daterange.playlist(now, here.places(episode, shown), begins)
    return sent(text, manifest.etag(text), FRESH, "application/vnd.apple.mpegurl")


@blueprint.get("/episodes/<episode_id>/overlay.jsonld")
@blueprint.doc(parameters=[CHANNEL], responses={200: ANNOTATED, 304: UNCHANGED})
def show_overlay_jsonld(episode_id: str) -> Response:
    """The same moments as W3C Web Annotations on the film, by Media Fragments."""
    episode, shown = queries.live(episode_id)
    now = json.loads(manifest.live(shown.manifest))
    text = inert(annotations.collection(now, here.places(episode, shown)))
    return sent(text, manifest.etag(text), FRESH, ANNOTATIONS)


@blueprint.get("/episodes/<episode_id>/overlay.vast")
@blueprint.arguments(AdsQuery, location="query")
@blueprint.doc(parameters=[CHANNEL], responses={200: ADS, 304: UNCHANGED})
def show_overlay_vast(wanted: dict[str, str | None], episode_id: str) -> Response:
    """What can be bought now, as IAB VAST ads over the film whose creative is our card, by SIMID."""
    episode, shown = queries.live(episode_id)
    now = json.loads(manifest.live(shown.manifest))
    text = vast.ads(now, here.places(episode, shown), wanted["moment"])
    return sent(text, manifest.etag(text), FRESH, "application/xml; charset=utf-8")


@blueprint.get("/episodes/<episode_id>/overlay.vmap")
@blueprint.doc(parameters=[CHANNEL], responses={200: ADS, 304: UNCHANGED})
def show_overlay_vmap(episode_id: str) -> Response:
    """When in the film which of these ads belongs, as IAB VMAP."""
    episode, shown = queries.live(episode_id)
    text = vmap.breaks(json.loads(manifest.live(shown.manifest)), here.places(episode, shown))
    return sent(text, manifest.etag(text), FRESH, "application/xml; charset=utf-8")


@blueprint.get("/releases/<release_id>/overlay")
@blueprint.doc(responses={200: DRAWN, 304: UNCHANGED})
def show_release_overlay(release_id: str) -> Response:
    """The manifest as it was frozen: these bytes never change."""
    frozen = release.one(release_id)
    return described(sent(frozen.manifest, frozen.etag, FOREVER))


@blueprint.get("/schemas/overlay-1.json")
@blueprint.doc(responses={200: SCHEMA, 304: UNCHANGED})
def show_manifest_schema() -> Response:
    """What a manifest holds, for machines. Of the manifest's version 1, and for good."""
    text = json.dumps(manifest_schema.published(current_app.config["VITRINE"].public_url), indent=1)
    return sent(text, manifest.etag(text), LASTING, "application/schema+json")


def described(answer: Response) -> Response:
    answer.headers["Link"] = DESCRIBED
    return answer


def sent(text: str, etag: str, cache: str, kind: str = "application/json") -> Response:
    answer = Response(text, content_type=kind)
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = cache
    return answer.make_conditional(request)  # type: ignore[return-value]  # it returns itself
