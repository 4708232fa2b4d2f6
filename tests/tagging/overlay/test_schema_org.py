"""What search engines find in the film's page: read by PyLD, its words looked up in rdflib's schema.org."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import SDO

from commerce.catalogue.models import Variant
from kit.db import db
from tagging.overlay.formats import annotations, schema_org
from tests.databases import ON_SQLITE
from tests.tagging.overlay.manifests import ARABIC, HOSTILE, PLACES, SCARF, manifest, moment, ms

HERE = "https://films.example/watch/ep_E?channel=ch_ABC"
WORDS = "https://schema.org/"


def offline(url: str, _: Any) -> dict[str, Any]:
    """Contexts from memory: schema.org's, as far as we need it, takes every word for its own."""
    known = {
        "https://schema.org": {"@vocab": WORDS},
        annotations.CONTEXT: {"@vocab": "http://www.w3.org/ns/oa#", "id": "@id", "type": "@type"},
    }
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": known[url]}}


def expanded(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every node of the graph, by PyLD."""
    flat = jsonld.flatten(document, options={"documentLoader": offline})
    assert isinstance(flat, list)
    return flat


def kinds(nodes: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [node for node in nodes if f"{WORDS}{kind}" in node.get("@type", [])]


def value(node: dict[str, Any], word: str) -> Any:
    (only,) = node[f"{WORDS}{word}"]
    return only.get("@value", only.get("@id"))


def test_every_word_is_one_of_schema_org():
    nodes = expanded(schema_org.film(manifest(), PLACES))
    said = {name for node in nodes for name in [*node, *node.get("@type", [])] if not name.startswith("@")}
    assert {f"{WORDS}{word}" for word in ("VideoObject", "Clip", "Product", "Offer", "startOffset")} <= said
    for word in said:
        assert word.startswith(WORDS) and word.removeprefix(WORDS) in SDO, word


def test_the_film_its_clips_and_products_are_read_as_they_are():
    nodes = expanded(schema_org.film(manifest(), PLACES))
    (video,) = kinds(nodes, "VideoObject")
    assert value(video, "name") == HOSTILE
    assert value(video, "uploadDate") == "2026-11-30T17:30:00+00:00"
    assert value(video, "duration") == "PT8.342S"
    clips = {value(clip, "startOffset"): clip for clip in kinds(nodes, "Clip")}
    # Two that begin on one frame are one clip.
    assert sorted(clips) == [ms(50) / 1000, ms(150) / 1000]
    first = clips[ms(50) / 1000]
    assert value(first, "name") == f"{HOSTILE}, {ARABIC}"
    assert value(first, "endOffset") == ms(250) / 1000
    assert value(first, "url") == "https://films.example/watch/ep_E?channel=ch_ABC&t=1.686"
    products = {value(product, "name"): product for product in kinds(nodes, "Product")}
    assert {one["@id"] for one in first[f"{WORDS}mentions"]} == {p["@id"] for p in products.values()}
    offers = {node["@id"]: node for node in kinds(nodes, "Offer")}

    def offer(name: str) -> list[str]:
        node = offers[products[name][f"{WORDS}offers"][0]["@id"]]
        return [value(node, word) for word in ("price", "priceCurrency", "availability")]

    assert offer(HOSTILE) == ["189.00", "EUR", "https://schema.org/InStock"]
    assert offer(ARABIC) == ["4900", "JPY", "https://schema.org/SoldOut"]


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ({"available": True, "left": 2}, "LimitedAvailability"),
        ({"available": False, "left": 0, "held_until": 1}, "OutOfStock"),
    ],
)
def test_few_left_and_on_hold_are_told_apart(state: dict[str, Any], word: str):
    sent = manifest(moments=[moment("C", SCARF, 50, 60)])
    sent["cards"][SCARF].update(state)
    (offer,) = kinds(expanded(schema_org.film(sent, PLACES)), "Offer")
    assert value(offer, "availability") == f"{WORDS}{word}"


def test_an_annotation_speaks_of_the_same_products():
    film = expanded(schema_org.film(manifest(), PLACES))
    noted = expanded(annotations.collection(manifest(), PLACES))
    named = {node["@id"]: value(node, "name") for node in kinds(film, "Product")}
    assert {node["@id"]: value(node, "name") for node in kinds(noted, "Product")} == named


class Blocks(HTMLParser):
    """The JSON-LD of a page, as a crawler finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.found = False, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found.append(data)


def found(text: str) -> dict[str, Any]:
    page = Blocks()
    page.feed(text)
    (block,) = page.found
    return json.loads(block)


@ON_SQLITE
def test_the_page_tells_the_price_of_the_moment_it_is_made(
    app: Flask, client: FlaskClient, shown: dict[str, str]
):
    address = f"/watch/{shown['episode']}"
    (offer,) = [one["offers"] for one in found(client.get(address).text)["mentions"]]
    assert (offer["price"], offer["priceCurrency"]) == ("49.00", "EUR")
    with app.app_context():
        variant = db.session.get_one(Variant, shown["variant"])
        variant.amount, variant.on_hand = 5050, 0
        db.session.commit()
    (offer,) = [one["offers"] for one in found(client.get(address).text)["mentions"]]
    assert (offer["price"], offer["availability"]) == ("50.50", "https://schema.org/SoldOut")
