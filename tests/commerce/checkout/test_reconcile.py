"""Our ledger against Stripe's balance, to the cent, at a till that nobody else uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from commerce.attribution.models import Credit
from commerce.orders.models import Order
from commerce.payments.models import Payment, Refund
from kit.db import db
from tests.cast import Cast
from tests.commerce.buying import Shop, open_shop
from tests.databases import ON_SQLITE
from tests.sandbox.running import sandbox_at

pytestmark = ON_SQLITE


@pytest.fixture
def shop(app: Flask, cast: Cast, tmp_path: Path) -> Iterator[Shop]:
    own = sandbox_at(tmp_path, "http://127.0.0.1:9/webhooks/stripe").start()
    from dataclasses import replace

    app.config["VITRINE"] = replace(app.config["VITRINE"], stripe_api_base=own.url)
    yield open_shop(app, own, cast)
    own.kill()


def told(shop: Shop) -> tuple[int, str]:
    said = shop.app.test_cli_runner().invoke(args=["reconcile"])
    return said.exit_code, said.output


def test_before_the_first_sale_there_is_nothing_to_explain(shop: Shop):
    code, output = told(shop)
    assert (code, "remainder 0" in output) == (0, True)


def test_sales_and_refunds_leave_a_remainder_of_zero(shop: Shop):
    shop.buy()
    shop.buy(2, token="forged")
    checkout = shop.start()
    intent = shop.pay(checkout)["payment_intent"]
    shop.refund(intent, 100)
    shop.settle(checkout)
    code, output = told(shop)
    assert code == 0, output
    assert "ours: payments - refunds                   195.00" in output
    assert "remainder                                    0.00" in output


def test_a_held_payment_that_went_back_leaves_nothing(shop: Shop):
    checkout = shop.start()
    with shop.app.app_context():
        db.session.query(Order).one().total = 5000
        db.session.commit()
    intent = shop.pay(checkout)["payment_intent"]
    shop.settle(checkout)
    assert told(shop)[0] == 0
    shop.refund(intent, 4900)
    shop.settle(checkout)
    code, output = told(shop)
    assert code == 0, output


@pytest.mark.parametrize("row", [Payment, Refund, Credit])
def test_one_changed_row_is_noticed(shop: Shop, row: type):
    checkout = shop.start()
    intent = shop.pay(checkout)["payment_intent"]
    shop.refund(intent, 100)
    shop.settle(checkout)
    assert told(shop)[0] == 0
    with shop.app.app_context():
        db.session.query(row).first().amount += 1
        db.session.commit()
    assert told(shop)[0] == 1


def test_a_sale_we_never_booked_is_named(shop: Shop):
    checkout = shop.start()
    charge = shop.pay(checkout)["charge"]
    code, output = told(shop)
    assert code == 1
    assert f"only at Stripe: {charge} 4900" in output
