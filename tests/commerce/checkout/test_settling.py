"""What Stripe says, whenever and however often it says it, ends in the same books."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
import stripe
from flask import Flask

from accounts.models import Channel
from commerce.checkout import jobs, release, settle
from commerce.checkout import start as starting
from commerce.orders.models import Order
from commerce.payments.gateway import SessionMade
from commerce.payments.models import StripeEvent
from kit import clock
from kit.db import db, transaction
from tests.cast import Cast
from tests.commerce.buying import Shop, at_once, open_shop, run_sweeps, session, signature
from tests.databases import ON_SQLITE
from tests.sandbox.running import Running, basket, client_of

PAID = ("paid", 4900, 0, 1001)


def give_up(shop: Shop, checkout: dict[str, str]) -> None:
    with shop.app.app_context(), transaction():
        order = db.session.query(Order).filter_by(checkout_id=checkout["id"]).one()
        release.give_up(order.id, "The time to pay ran out")


def test_the_webhook_and_the_return_page_may_come_in_any_order(shop: Shop):
    checkout = shop.start()
    shop.pay(checkout)
    assert shop.tell("checkout.session.completed", {"id": session(checkout)}).status_code == 200
    shop.settle(checkout)
    run_sweeps(shop.app)
    shop.settle(checkout)
    assert shop.books()["orders"] == [PAID]
    assert shop.books()["stock"] == (9, 0)


def test_one_event_delivered_three_times_at_once_is_kept_once_and_settles_once(shop: Shop):
    checkout = shop.start()
    shop.pay(checkout)
    thing = {"id": session(checkout)}
    kept = at_once(
        shop.app, 3, lambda _: shop.tell("checkout.session.completed", thing, f"evt_{shop.variant}")
    )
    assert [k.status_code for k in kept] == [200] * 3
    assert sorted(k.get_json()["new"] for k in kept) == [False, False, True]
    at_once(shop.app, 3, lambda _: run_sweeps(shop.app))
    assert shop.books()["orders"] == [PAID]
    assert [c[0] for c in shop.books()["credits"]] == ["direct"]


def test_a_payment_nobody_told_us_of_is_found_by_asking(shop: Shop):
    checkout = shop.start()
    shop.pay(checkout)
    with clock.later(timedelta(seconds=30)):
        run_sweeps(shop.app)
    assert shop.books()["orders"] == [PAID]


def test_a_payment_made_in_time_is_found_after_the_hold_too(shop: Shop):
    checkout = shop.start()
    shop.pay(checkout)
    with clock.later(timedelta(minutes=16)):
        run_sweeps(shop.app)
    assert shop.books()["orders"] == [PAID]
    assert shop.books()["stock"] == (9, 0)


def test_a_hold_that_is_over_gives_its_stock_back_and_closes_the_session(shop: Shop):
    checkout = shop.start()
    with clock.later(timedelta(minutes=14)):
        run_sweeps(shop.app)
    assert shop.books()["stock"] == (10, 1)
    with clock.later(timedelta(minutes=16)):
        run_sweeps(shop.app)
    assert shop.books()["stock"] == (10, 0)
    assert shop.seen(checkout)["status"] == "expired"
    assert not shop.pay(checkout)["ok"]


def test_paid_late_with_stock_is_a_sale(shop: Shop):
    checkout = shop.start()
    give_up(shop, checkout)
    assert shop.books()["stock"] == (10, 0)
    shop.pay(checkout)
    shop.settle(checkout)
    assert shop.books()["orders"] == [PAID]
    assert shop.books()["stock"] == (9, 0)


def test_paid_late_without_stock_the_money_goes_back_once(app: Flask, till: Running, cast: Cast):
    shop = open_shop(app, till, cast, on_hand=1)
    late = shop.start()
    give_up(shop, late)
    shop.buy()
    shop.pay(late)
    shop.settle(late)
    assert sorted(o[0] for o in shop.books()["orders"]) == ["paid", "returning"]
    for _ in range(3):
        run_sweeps(shop.app)
        shop.settle(late)
    books = shop.books()
    assert sorted(o[:3] for o in books["orders"]) == [("paid", 4900, 0), ("refunded", 4900, 4900)]
    assert (books["stock"], books["refunds"]) == ((0, 0), [4900])
    assert sum(c[2] for c in books["credits"]) == 4900
    assert sum(c[3] for c in books["credits"]) == 392


@ON_SQLITE
def test_paid_otherwise_than_asked_is_held_for_a_person(shop: Shop):
    checkout = shop.start()
    with shop.app.app_context():
        db.session.query(Order).one().total = 5000
        db.session.commit()
    shop.pay(checkout)
    shop.settle(checkout)
    shop.settle(checkout)
    books = shop.books()
    assert (books["orders"], books["credits"]) == ([("held", 5000, 0, None)], [])
    assert books["stock"] == (10, 1)
    assert shop.seen(checkout)["status"] == "held"


@ON_SQLITE
def test_another_systems_session_does_no_harm(shop: Shop):
    theirs = client_of(shop.till).v1.checkout.sessions.create(basket(return_url="http://127.0.0.1/"))
    shop.pay({"client_secret": theirs.client_secret})
    assert shop.tell("checkout.session.completed", {"id": theirs.id}).status_code == 200
    assert shop.tell("payment_intent.succeeded", {"id": "pi_of_nobody"}).status_code == 200
    assert shop.tell("customer.created", {"id": "cus_1"}).status_code == 200
    assert shop.tell("payout.paid", {}).status_code == 200
    run_sweeps(shop.app)
    assert shop.books()["orders"] == []
    with shop.app.app_context():
        assert {e.error for e in db.session.query(StripeEvent)} == {None}
        assert all(e.handled_at for e in db.session.query(StripeEvent))


@ON_SQLITE
def test_a_session_that_names_our_order_but_is_not_ours_holds_it(shop: Shop):
    checkout = shop.start()
    with shop.app.app_context():
        order = db.session.query(Order).one().id
    theirs = client_of(shop.till).v1.checkout.sessions.create(
        basket(amount=50, return_url="http://127.0.0.1/", metadata={"order": order})
    )
    with shop.app.app_context():
        settle.settle_session(theirs.id)
    assert shop.seen(checkout)["status"] == "held"
    shop.pay(checkout)
    shop.settle(checkout)
    assert shop.books()["paid"] == [4900]
    assert shop.books()["orders"][0][0] == "held"


@ON_SQLITE
def test_a_handler_that_failed_is_tried_again_later(shop: Shop):
    checkout = shop.start()
    shop.pay(checkout)
    shop.tell("checkout.session.completed", {"id": session(checkout)}, "evt_1")
    reachable = shop.app.extensions["stripe"]
    shop.app.extensions["stripe"] = stripe.StripeClient(
        "sk_test_x", base_addresses={"api": "http://127.0.0.1:9"}, max_network_retries=0
    )
    with shop.app.app_context():
        jobs.sweep_events()
        event = db.session.get_one(StripeEvent, "evt_1")
        assert (event.tries, event.handled_at) == (1, None)
        assert "GatewayDown" in (event.error or "")
        db.session.commit()
        jobs.sweep_events()  # not due yet
        db.session.expire_all()
        assert db.session.get_one(StripeEvent, "evt_1").tries == 1
    shop.app.extensions["stripe"] = reachable
    with shop.app.app_context(), clock.later(timedelta(seconds=5)):
        jobs.sweep_events()
        assert db.session.get_one(StripeEvent, "evt_1").handled_at is not None
    assert shop.books()["orders"] == [PAID]


@ON_SQLITE
def test_one_that_always_fails_never_keeps_the_others_waiting(shop: Shop):
    shop.tell("checkout.session.completed", {"id": "cs_test_unknown"})
    open_ones = [shop.start() for _ in range(2)]
    with shop.app.app_context():
        first = db.session.query(Order).order_by(Order.made_at).first()
        assert first is not None
        from commerce.payments.models import Payment

        db.session.query(Payment).filter_by(order_id=first.id).one().session_id = "cs_test_gone"
        db.session.commit()
    shop.pay(open_ones[1])
    with clock.later(timedelta(seconds=30)):
        run_sweeps(shop.app)
    assert sorted(o[0] for o in shop.books()["orders"]) == ["open", "paid"]


@ON_SQLITE
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Stripe-Signature": ""},
        {"Stripe-Signature": "t=1,v1=00"},
        {"Stripe-Signature": "nonsense"},
        {"Stripe-Signature": signature(b"{}", "whsec_of_somebody_else")},
        {"Stripe-Signature": signature(b"{} ")},
        {"Stripe-Signature": signature(b"{}", at=1_700_000_000)},
    ],
)
def test_what_stripe_did_not_sign_now_is_refused(app: Flask, headers: dict[str, str]):
    answer = app.test_client().post("/webhooks/stripe", data=b"{}", headers=headers)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


@ON_SQLITE
@pytest.mark.parametrize("raw", [b"{}", b"[]", b"x", b"\xff", b'{"id": "evt_1", "type": "x", "data": []}'])
def test_a_signed_nonsense_is_no_event(app: Flask, raw: bytes):
    headers = {"Stripe-Signature": signature(raw)}
    answer = app.test_client().post("/webhooks/stripe", data=raw, headers=headers)
    assert answer.status_code in (400, 422)
    with app.app_context():
        assert db.session.query(StripeEvent).count() == 0


def test_two_refunds_told_twice_add_up_in_every_book(shop: Shop):
    checkout = shop.start(3)
    intent = shop.pay(checkout)["payment_intent"]
    shop.settle(checkout)
    for amount in (1000, 2500):
        shop.refund(intent, amount)
        shop.tell("charge.refunded", {"id": "ch_1", "payment_intent": intent})
        run_sweeps(shop.app)
        shop.settle(checkout)
    books = shop.books()
    assert books["orders"] == [("part_refunded", 14700, 3500, 1001)]
    assert books["refunds"] == [1000, 2500]
    assert sum(c[2] for c in books["credits"]) == 14700 - 3500
    assert shop.seen(checkout)["status"] == "paid"
    shop.refund(intent, 14700 - 3500)
    shop.settle(checkout)
    shop.settle(checkout)
    books = shop.books()
    assert books["orders"] == [("refunded", 14700, 14700, 1001)]
    assert (sum(c[2] for c in books["credits"]), sum(c[3] for c in books["credits"])) == (0, 0)
    assert shop.seen(checkout)["status"] == "refunded"
    assert books["stock"] == (7, 0), "a refund is not a return: a person puts the piece back"


@ON_SQLITE
def test_two_hundred_shufflings_of_one_story_end_in_the_same_books(shop: Shop):
    """What Stripe had at each step, heard in any order and more than once, even stale."""
    checkout = shop.start(2)
    told = []
    with shop.app.app_context():
        told.append(settle.ask(session(checkout)))
        intent = shop.pay(checkout)["payment_intent"]
        told.append(settle.ask(session(checkout)))
        for amount in (1234, 9800 - 1234):
            shop.refund(intent, amount)
            told.append(settle.ask(session(checkout)))
        luck = random.Random(200)
        with transaction():
            channel = db.session.query(Channel).filter_by(id=shop.cast.ada.channel_id).one().key
        ends = [heard(shop, channel, told, luck, number) for number in range(200)]
    assert set(ends) == {("refunded", 9800, 2, 0, 0, ((-8566, -685), (-1234, -99), (9800, 784)))}
    assert shop.books()["stock"] == (10, 2), "the first purchase was never told, all others sold two each"


def heard(shop: Shop, channel: str, told: list[settle.Truth], luck: random.Random, number: int) -> object:
    """The story of a fresh order, in an order of its own; returns what its books say at the end."""
    from commerce.attribution.models import Credit
    from commerce.catalogue.models import Variant
    from commerce.payments.models import Refund

    with transaction():
        db.session.get_one(Variant, shop.variant).on_hand += 2
        db.session.flush()
        order = starting._draft(
            [{"variant": shop.variant, "quantity": 2, "token": shop.token}], channel, None
        )
        db.session.flush()
        starting._opened(order.id, SessionMade(f"cs_{number}", "secret"))
        id = order.id
    story = [*told, *luck.choices(told, k=3)]
    luck.shuffle(story)
    for truth in story:
        seen = replace(truth.session, id=f"cs_{number}", order_id=id)
        if seen.intent_id and seen.is_paid:
            seen = replace(seen, intent_id=f"pi_{number}", charge_id=f"ch_{number}")
        refunds = [replace(r, id=f"{r.id}_{number}") for r in luck.sample(truth.refunds, len(truth.refunds))]
        with transaction():
            settle.settle(settle.Truth(seen, refunds))
    with transaction():
        order = db.session.get_one(Order, id)
        credits = db.session.query(Credit).filter_by(order_id=id).all()
        refunds_kept = db.session.query(Refund).filter(Refund.stripe_id.like(f"%\\_{number}", escape="\\"))
        return (
            order.status,
            order.refunded,
            refunds_kept.count(),
            sum(c.amount for c in credits),
            sum(c.commission for c in credits),
            tuple(sorted((c.amount, c.commission) for c in credits)),
        )
