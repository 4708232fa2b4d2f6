"""Whose channel a sale belongs to: the one named, our own where none is, nobody's where it is unknown."""

import pytest
from flask import Flask

from accounts.models import Workspace
from commerce.orders.models import Order
from kit.db import db, transaction
from tests.cast import Cast
from tests.commerce.buying import Shop, open_shop
from tests.databases import ON_SQLITE
from tests.sandbox.running import Running


@pytest.fixture
def shop(app: Flask, till: Running, cast: Cast) -> Shop:
    with app.app_context(), transaction():
        db.session.get_one(Workspace, cast.ada.id).house_channel_id = cast.ada.channel_id
    return open_shop(app, till, cast)


def channel_of(shop: Shop, **asked: str | None) -> str | None:
    shop.start(**asked)
    with shop.app.app_context():
        return db.session.query(Order.channel_id).order_by(Order.made_at.desc()).limit(1).scalar()


@ON_SQLITE
def test_a_sale_that_names_no_channel_is_our_own_pages(shop: Shop, cast: Cast):
    assert channel_of(shop, channel=None) == cast.ada.channel_id


@ON_SQLITE
@pytest.mark.parametrize("key", ["ch_BOGUS", "theirs"])
def test_an_unknown_or_foreign_channel_earns_nobody_a_commission(shop: Shop, cast: Cast, key: str):
    named = cast.mallory.channel_key if key == "theirs" else key
    assert channel_of(shop, channel=named) is None


@ON_SQLITE
def test_more_than_is_left_is_told_how_many_are(shop: Shop):
    answer = shop.ask(quantity=11)
    assert answer.status_code == 409
    assert answer.get_json()["detail"] == "Only 10 left. Take fewer. Nothing was charged."
