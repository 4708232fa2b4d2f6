"""A purchase from the press of Buy to the receipt, at a real till, on both databases."""

import pytest
from flask import Flask

from kit.db import db
from tests.cast import Cast, scarf
from tests.commerce.buying import Shop, at_once, open_shop, session
from tests.databases import ON_SQLITE
from tests.sandbox.running import Running

ONE_SALE = {"stock": (9, 0), "orders": [("paid", 4900, 0, 1001)], "paid": [4900], "refunds": []}


def test_a_paid_purchase_is_sold_numbered_and_credited(shop: Shop):
    checkout = shop.start()
    assert (checkout["status"], checkout["amount"], checkout["price"]) == ("open", 4900, "€49.00")
    assert checkout["receipt"] is None
    assert shop.books()["stock"] == (10, 1)
    assert shop.pay(checkout)["ok"]
    shop.settle(checkout)
    done = shop.seen(checkout)
    assert (done["status"], done["client_secret"]) == ("paid", None)
    assert done["receipt"]["number"] == "V-1001"
    assert "…" in done["receipt"]["email"]
    assert shop.books() == {**ONE_SALE, "credits": [("direct", shop.moment, 4900, 392, 1)]}


@pytest.mark.parametrize("times", [2, 20])
def test_settling_many_times_at_once_settles_once(shop: Shop, times: int):
    checkout = shop.start()
    shop.pay(checkout)
    assert at_once(shop.app, times, lambda _: shop.settle(checkout)) == [None] * times
    assert shop.books() == {**ONE_SALE, "credits": [("direct", shop.moment, 4900, 392, 1)]}


def test_first_sales_at_once_are_numbered_without_gap_or_error(shop: Shop):
    open_ones = [shop.start() for _ in range(4)]
    for checkout in open_ones:
        shop.pay(checkout)
    assert at_once(shop.app, 4, lambda n: shop.settle(open_ones[n])) == [None] * 4
    numbers = sorted(shop.seen(c)["receipt"]["number"] for c in open_ones)
    assert numbers == ["V-1001", "V-1002", "V-1003", "V-1004"]


def test_the_last_one_is_sold_to_exactly_one_of_twelve(app: Flask, till: Running, cast: Cast):
    shop = open_shop(app, till, cast, on_hand=1)
    answers = at_once(app, 12, lambda n: shop.ask(key=f"press {n} {shop.variant}"))
    assert sorted(a.status_code for a in answers) == [201] + [409] * 11
    lost = {a.get_json()["detail"] for a in answers if a.status_code == 409}
    assert lost == {"Somebody else has just taken the last one. Nothing was charged."}
    assert shop.books()["stock"] == (1, 1)


def test_ten_pieces_go_to_ten_of_thirty(app: Flask, till: Running, cast: Cast):
    shop = open_shop(app, till, cast, on_hand=10)
    answers = [a.status_code for a in at_once(app, 30, lambda _: shop.ask())]
    assert sorted(answers) == [201] * 10 + [409] * 20
    assert shop.books()["stock"] == (10, 10)


def test_a_press_sent_twice_is_one_order_and_one_hold(shop: Shop):
    first = shop.start(key=f"press {shop.variant}")
    again = shop.start(key=f"press {shop.variant}")
    assert again == first
    assert shop.books()["stock"] == (10, 1)


def test_a_press_sent_many_times_at_once_is_one_order_even_for_the_last_piece(
    app: Flask, till: Running, cast: Cast
):
    shop = open_shop(app, till, cast, on_hand=1)
    answers = at_once(app, 6, lambda _: shop.ask(key=f"press {shop.variant}"))
    assert [a.status_code for a in answers] == [201] * 6, [a.text for a in answers]
    assert len({a.get_json()["id"] for a in answers}) == 1
    assert {a.get_json()["client_secret"] is None for a in answers} == {False}
    assert shop.books()["stock"] == (1, 1)
    assert len(shop.books()["orders"]) == 1


@ON_SQLITE
def test_a_key_used_for_another_purchase_is_a_conflict(shop: Shop):
    shop.start(key=f"press {shop.variant}")
    other = shop.ask(2, key=f"press {shop.variant}")
    assert other.status_code == 409
    assert "another purchase" in other.get_json()["detail"]
    assert shop.books()["stock"] == (10, 1)


@ON_SQLITE
def test_what_is_sold_out_says_so_and_charges_nothing(app: Flask, till: Running, cast: Cast):
    shop = open_shop(app, till, cast, on_hand=0)
    answer = shop.ask()
    assert answer.status_code == 409
    assert answer.get_json()["detail"] == "Somebody else has just taken the last one. Nothing was charged."


@ON_SQLITE
def test_a_declined_card_can_be_followed_by_a_good_one(shop: Shop):
    checkout = shop.start()
    assert not shop.pay(checkout, "4000000000000002")["ok"]
    shop.settle(checkout)
    assert shop.seen(checkout)["status"] == "open"
    assert shop.books()["stock"] == (10, 1)
    assert shop.pay(checkout)["ok"]
    shop.settle(checkout)
    assert shop.books()["orders"] == [("paid", 4900, 0, 1001)]


@ON_SQLITE
def test_a_forged_token_sells_and_credits_nobody(shop: Shop):
    done = shop.buy(token=shop.token[:-1] + ("A" if shop.token[-1] != "A" else "B"))
    assert done["status"] == "paid"
    assert shop.books()["credits"] == [("unattributed", None, 4900, 0, 1)]


@ON_SQLITE
def test_another_products_token_credits_nobody(shop: Shop):
    with shop.app.app_context():
        other = scarf(shop.cast.ada, cents=700)
    shop.buy(variant=other)
    assert shop.books()["credits"] == [("unattributed", None, 700, 0, 1)]


@ON_SQLITE
def test_another_studios_token_credits_nobody(shop: Shop, app: Flask, till: Running, cast: Cast):
    theirs = open_shop(app, till, Cast(cast.mallory, cast.ada))
    shop.buy(token=theirs.token)
    assert [c[0] for c in shop.books()["credits"]] == ["unattributed"]


@ON_SQLITE
def test_two_studios_things_are_not_bought_together(shop: Shop):
    with shop.app.app_context():
        theirs = scarf(shop.cast.mallory)
    lines = [{"variant": v, "quantity": 1} for v in (shop.variant, theirs)]
    assert shop.ask(lines=lines).status_code == 409
    assert shop.books()["stock"] == (10, 0)


@ON_SQLITE
@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([], 422),
        ([{"variant": "var_NOTHING", "quantity": 1}], 404),
        ([{"variant": "", "quantity": 1}], 422),
        ([{"variant": None, "quantity": 1}], 422),
        ("much", 422),
        (None, 422),
        ([{"quantity": 1}], 422),
    ],
)
def test_a_purchase_that_is_not_understood_is_refused(shop: Shop, lines: object, status: int):
    answer = shop.ask(lines=lines)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


@ON_SQLITE
def test_quantities_are_whole_and_few(shop: Shop):
    for quantity in (0, -1, 100, 1.5, "1", True, None):
        assert shop.ask(quantity).status_code == 422, quantity  # type: ignore[arg-type]
    assert shop.books()["stock"] == (10, 0)


@ON_SQLITE
def test_more_than_stripe_takes_is_refused_before_it_is_asked(app: Flask, till: Running, cast: Cast):
    shop = open_shop(app, till, cast, cents=99_999_999, on_hand=99)
    answer = shop.ask(99)
    assert answer.status_code == 409
    assert "in parts" in answer.get_json()["detail"]
    assert shop.books()["stock"] == (99, 0)


@ON_SQLITE
def test_when_the_till_can_not_be_reached_nothing_stays_held(shop: Shop):
    import stripe

    shop.app.extensions["stripe"] = stripe.StripeClient(
        "sk_test_x", base_addresses={"api": "http://127.0.0.1:9"}
    )
    answer = shop.ask()
    assert answer.status_code == 503
    assert "Nothing was charged" in answer.get_json()["detail"]
    assert shop.books()["stock"] == (10, 0)
    assert [o[0] for o in shop.books()["orders"]] == ["expired"]


@ON_SQLITE
def test_the_price_is_frozen_when_the_payment_starts(shop: Shop):
    from commerce.catalogue.models import Variant

    checkout = shop.start()
    with shop.app.app_context():
        db.session.get_one(Variant, shop.variant).amount = 9900
        db.session.commit()
    assert shop.pay(checkout)["amount"] == 4900
    shop.settle(checkout)
    assert shop.seen(checkout)["amount"] == 4900
    assert session(checkout).startswith("cs_")
