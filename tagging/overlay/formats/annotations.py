"""Moments as W3C Web Annotations on the film, each on a Media Fragment: a stretch of time and a box in it.

https://www.w3.org/TR/annotation-model/, https://www.w3.org/TR/media-frags/. Fragments stand still: a box that
moves becomes several annotations, one after the other.
"""

import math
from collections.abc import Iterator
from typing import Any

from kit import clock
from tagging.overlay.formats import boxes, schema_org
from tagging.overlay.formats.places import Places
from tagging.overlay.formats.showings import Showing, showings, timing

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# However fast a thing moves, there are no more boxes of it than these.
PARTS_A_SECOND = 5
FRAGMENTS = "http://www.w3.org/TR/media-frags/"


def collection(manifest: dict[str, Any], places: Places) -> dict[str, Any]:
    """All annotations, on the one page of a collection."""
    here = places.overlay(manifest, ".jsonld")
    items = [item for one in showings(manifest) if one.card for item in _items(one, manifest, places)]
    return {
        "@context": CONTEXT,
        "id": here,
        "type": "AnnotationCollection",
        "label": manifest["title"],
        "total": len(items),
        "first": {"id": f"{here}#page", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def _items(one: Showing, manifest: dict[str, Any], places: Places) -> Iterator[dict[str, Any]]:
    num, den = manifest["fps"]
    shortest = max(1, num // (den * PARTS_A_SECOND))
    parts = boxes.standing(one.moment["path"], one.start_frame, one.end_frame, shortest)
    name, film = f"{places.overlay(manifest, '.jsonld')}#{one.name}", places.whole(places.film)
    created = clock.from_ms(manifest["published_at"]).isoformat().replace("+00:00", "Z")
    body = _body(one, manifest, places)
    for number, (start, end, box) in enumerate(parts, start=1):
        selector = {"type": "FragmentSelector", "conformsTo": FRAGMENTS}
        selector["value"] = _fragment(manifest, start, end, box)
        yield {
            "id": f"{name}.{number}",
            "type": "Annotation",
            "motivation": "identifying",
            "created": created,
            "body": body,
            "target": {"type": "SpecificResource", "source": film, "selector": selector},
        }


def _fragment(manifest: dict[str, Any], start: int, end: int, box: list[float]) -> str:
    """Whole pixels around the box: a fragment knows no parts of one, and whole percents would be coarser."""
    when, wide, high = timing(manifest), manifest["width"], manifest["height"]
    stretch = f"t={when.ms(start) / 1000:.3f},{when.ms(end) / 1000:.3f}"
    if not wide or not high:
        return stretch
    x, right = _pixels(box[0], box[0] + box[2], wide)
    y, foot = _pixels(box[1], box[1] + box[3], high)
    return f"{stretch}&xywh=pixel:{x},{y},{right - x},{foot - y}"


def _pixels(low: float, high: float, size: int) -> tuple[int, int]:
    # Rounded first: 0.6 of 720 is a hair more than 432 in floats.
    first = min(max(math.floor(round(low * size, 3)), 0), size - 1)
    return first, min(max(math.ceil(round(high * size, 3)), first + 1), size)


def _body(one: Showing, manifest: dict[str, Any], places: Places) -> list[dict[str, Any]]:
    moment, card = one.moment, one.card or {}
    words = dict.fromkeys([moment["label"], card["title"], card["price"]])
    told = [_text(" · ".join(words), "describing")]
    if moment["disclosure"]:
        told.append(_text(moment["disclosure"], "classifying"))
    # Its names are schema.org's own: none of the annotation's may be read into them.
    context = {"@context": [None, {"@vocab": schema_org.VOCABULARY}]}
    return [*told, {**context, **schema_org.product(card, manifest, places)}]


def _text(value: str, purpose: str) -> dict[str, Any]:
    about = {"format": "text/plain", "textDirection": "auto"}
    return {"type": "TextualBody", "purpose": purpose, "value": value, **about}
