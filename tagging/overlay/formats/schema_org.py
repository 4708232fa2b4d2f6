"""A film, its moments and what is sold in it, in the words of schema.org, for search engines."""

from collections.abc import Iterator
from typing import Any

from kit import clock
from kit.money import Money
from tagging.overlay.formats.places import Places

CONTEXT = "https://schema.org"
VOCABULARY = "https://schema.org/"


def film(manifest: dict[str, Any], places: Places) -> dict[str, Any]:
    """`VideoObject` with a `Clip` for each time something comes on screen, and the products it mentions."""
    here = places.watch(manifest)
    shown = {moment["variant"]: manifest["cards"].get(moment["variant"]) for moment in manifest["moments"]}
    made = {
        "@context": CONTEXT,
        "@type": "VideoObject",
        "@id": f"{here}#film",
        "url": here,
        "name": manifest["title"],
        # Search engines want one, and an episode has no other words of its own.
        "description": f"{manifest['series']}: {manifest['title']}",
        "thumbnailUrl": places.whole(places.poster) if places.poster else None,
        "uploadDate": clock.from_ms(manifest["published_at"]).isoformat(timespec="seconds"),
        "duration": f"PT{manifest['duration_ms'] / 1000:.3f}S",
        "contentUrl": places.whole(places.film),
        "isPartOf": {"@type": "CreativeWorkSeries", "name": manifest["series"]},
        "caption": [_caption(one, places) for one in manifest.get("captions", [])],
        "hasPart": list(_clips(manifest, places)),
        "mentions": [product(card, manifest, places) for card in shown.values() if card],
    }
    return {name: value for name, value in made.items() if value}


def product(card: dict[str, Any], manifest: dict[str, Any], places: Places) -> dict[str, Any]:
    made = {
        "@type": "Product",
        "@id": _id(card["variant"], manifest, places),
        "name": card["title"],
        "description": card["description"],
        "image": places.whole(card["image"]) if card["image"] else None,
        "brand": {"@type": "Brand", "name": card["brand"]},
        "offers": {
            "@type": "Offer",
            "url": places.watch(manifest),
            "price": f"{Money(card['amount'], card['currency']).major:f}",
            "priceCurrency": card["currency"],
            "availability": f"{VOCABULARY}{_availability(card)}",
        },
    }
    return {name: value for name, value in made.items() if value}


def _clips(manifest: dict[str, Any], places: Places) -> Iterator[dict[str, Any]]:
    """What begins at one instant is one clip: search engines refuse two."""
    together: dict[int, list[dict[str, Any]]] = {}
    for moment in manifest["moments"]:
        if manifest["cards"].get(moment["variant"]):
            together.setdefault(moment["starts_ms"], []).append(moment)
    for starts_ms, moments in sorted(together.items()):
        told = " · ".join(dict.fromkeys(one["disclosure"] for one in moments if one["disclosure"]))
        yield {
            "@type": "Clip",
            "name": ", ".join(dict.fromkeys(one["label"] for one in moments)),
            **({"description": told} if told else {}),
            "startOffset": starts_ms / 1000,
            "endOffset": max(one["ends_ms"] for one in moments) / 1000,
            "url": places.watch(manifest, starts_ms),
            "mentions": [{"@id": _id(one["variant"], manifest, places)} for one in moments],
        }


def _id(variant: str, manifest: dict[str, Any], places: Places) -> str:
    """A name for it, the same in every format."""
    return f"{places.watch(manifest)}#{variant}"


def _availability(card: dict[str, Any]) -> str:
    if card["available"]:
        return "InStock" if card["left"] is None else "LimitedAvailability"
    # Somebody is paying for the last one, who may yet let it go.
    return "OutOfStock" if "held_until" in card else "SoldOut"


def _caption(one: dict[str, Any], places: Places) -> dict[str, Any]:
    about = {"inLanguage": one["language"], "encodingFormat": "text/vtt"}
    return {"@type": "MediaObject", "contentUrl": places.whole(one["url"]), **about}
