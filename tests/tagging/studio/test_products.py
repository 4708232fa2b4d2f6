"""The form for a product: everything wrong is told at once, and what was written stays."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commerce.catalogue.models import Product
from kit.db import db
from tests.cast import Cast
from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE
GOOD = {
    "title": "Wool scarf, tram red",
    "brand": "Norrby",
    "price": "49.00",
    "currency": "EUR",
    "stock": "60",
}


def sent(client: FlaskClient, cast: Cast, form: dict[str, str], language: str = "en", role: str = "editor"):
    headers = {**cast.ada.bearer(role), "Accept": "text/html", "Accept-Language": language}
    return client.post("/studio/products", data=form, headers=headers)


def prices(app: Flask) -> list[int]:
    with app.app_context():
        return [one.variants[0].amount for one in db.session.query(Product).order_by(Product.made_at)]


def test_all_that_is_wrong_is_told_at_once_and_what_was_written_stays(
    app: Flask, client: FlaskClient, cast: Cast
):
    wrong = {"title": "Scarf & tie", "brand": "", "price": "twelve", "currency": "EUR", "stock": "-1"}
    answer = sent(client, cast, wrong)
    assert answer.status_code == 422
    for name in ("brand", "price", "stock"):
        assert f'id="w-{name}"' in answer.text
    assert "3 fields need another look" in answer.text
    assert answer.text.count("autofocus") == 1
    assert 'value="Scarf &amp; tie"' in answer.text
    assert 'value="twelve"' in answer.text
    assert prices(app) == []


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [("en-GB", "1,234.50", 123450), ("de-DE", "1.234,50", 123450), ("de-DE", "49,5", 4950)],
)
def test_a_price_is_read_as_the_readers_country_writes_it(
    app: Flask, client: FlaskClient, cast: Cast, language: str, typed: str, amount: int
):
    assert sent(client, cast, {**GOOD, "price": typed}, language).status_code == 302
    assert prices(app) == [amount]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price", "1.234"),
        ("price", "0"),
        ("currency", "XXX"),
        ("currency", "€"),
        ("stock", "٣"),
        ("stock", "9" * 30),
    ]
    + [("title", " "), ("title", "x" * 151), ("brand", "x" * 121), ("stock", "1000001")],
)
def test_what_cannot_be_sold_is_not_put_on_the_shelf(
    app: Flask, client: FlaskClient, cast: Cast, name: str, value: str
):
    assert sent(client, cast, {**GOOD, name: value}).status_code == 422
    assert prices(app) == []


def test_a_brand_manager_adds_to_the_own_brand_only(app: Flask, client: FlaskClient, cast: Cast):
    answer = sent(client, cast, GOOD, role="brand_manager")
    assert answer.status_code == 422
    assert "You keep the products of Ada Films: brand." in answer.text
    assert sent(client, cast, {**GOOD, "brand": "Ada Films: brand"}, role="brand_manager").status_code == 302
