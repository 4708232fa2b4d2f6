"""Webhooks: signed, stored with the change, sent until they are heard, worse than Stripe's on request."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.operations import answer_problems
from tests.sandbox.running import WEBHOOK_SECRET, Running, basket, client_of
from tests.sandbox.shop import CheckedClient, Shop

Create = Callable[..., Any]
COMPLETED = "checkout.session.completed"


def test_a_payment_is_told_signed_and_in_the_sdk_s_shapes(
    new_session: Create, sandbox: Running, shop: Shop
) -> None:
    session = new_session(metadata={"order": "ord_9"})
    paid = sandbox.pay(session).json()
    (told,) = shop.wait_for(session.id, COMPLETED)
    assert told.event.data.object["metadata"]["order"] == "ord_9"
    body = json.loads(told.body)
    assert answer_problems("get", "/v1/events/evt_x", body) == []
    assert answer_problems("get", "/v1/checkout/sessions/cs_x", body["data"]["object"]) == []
    shop.wait_for(paid["charge"], "charge.succeeded")
    shop.wait_for(paid["payment_intent"], "payment_intent.succeeded")


def test_a_forged_or_stale_signature_is_refused(new_session: Create, sandbox: Running, shop: Shop) -> None:
    session = new_session()
    sandbox.pay(session)
    (told,) = shop.wait_for(session.id, COMPLETED)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(told.body, told.signature, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(told.body + b" ", told.signature, WEBHOOK_SECRET)
    stamp = int(told.signature.split(",")[0].removeprefix("t="))
    assert abs(stamp - time.time()) < 60


def test_what_fails_is_sent_again(new_session: Create, sandbox: Running, shop: Shop) -> None:
    session = new_session()
    shop.status = 500
    try:
        sandbox.pay(session)
        assert shop.about(session.id) == []
    finally:
        shop.status = 200
    shop.wait_for(session.id, COMPLETED)


def test_first_tries_are_dropped_on_request(
    client: stripe.StripeClient, new_session: Create, sandbox: Running, shop: Shop
) -> None:
    sandbox.post("/test/webhooks", {"drop_first": 2})
    session = new_session()
    sandbox.pay(session)
    (event, *_) = client.v1.events.list({"type": COMPLETED}).data
    assert event.data.object["id"] == session.id
    assert event.pending_webhooks == 1
    shop.wait_for(session.id, COMPLETED)


def test_copies_are_sent_on_request(new_session: Create, sandbox: Running, shop: Shop) -> None:
    sandbox.post("/test/webhooks", {"duplicate": 2, "shuffle": True})
    session = new_session()
    sandbox.pay(session)
    copies = shop.wait_for(session.id, COMPLETED, times=3)
    assert len({one.event.id for one in copies}) == 1


def test_an_old_event_is_replayed_on_request(new_session: Create, sandbox: Running, shop: Shop) -> None:
    session = new_session()
    sandbox.pay(session)
    (first,) = shop.wait_for(session.id, COMPLETED)
    assert sandbox.post("/test/webhooks/replay", {"event": first.event.id}).status_code == 200
    again = shop.wait_for(session.id, COMPLETED, times=2)[1]
    assert json.loads(again.body) == json.loads(first.body)
    assert sandbox.post("/test/webhooks/replay", {"event": "evt_none"}).status_code == 404


def test_kill_9_between_payment_and_webhook_loses_nothing(
    fresh_sandbox: Running, wire: CheckedClient, shop: Shop
) -> None:
    client = client_of(fresh_sandbox, wire)
    fresh_sandbox.post("/test/webhooks", {"delay_ms": 1500})
    session = client.v1.checkout.sessions.create(basket())
    paid = fresh_sandbox.pay(session)
    fresh_sandbox.kill()
    assert shop.about(session.id) == []
    fresh_sandbox.start()
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"
    shop.wait_for(session.id, COMPLETED)
    assert len(client.v1.charges.list({"payment_intent": paid.json()["payment_intent"]}).data) == 1
    assert fresh_sandbox.pay(session).status_code == 400


def test_kill_9_while_the_shop_is_down_loses_nothing(
    fresh_sandbox: Running, wire: CheckedClient, shop: Shop
) -> None:
    client = client_of(fresh_sandbox, wire)
    session = client.v1.checkout.sessions.create(basket())
    shop.status = 503
    try:
        fresh_sandbox.pay(session)
        fresh_sandbox.wait_for_row("SELECT 1 FROM deliveries WHERE attempts > 0")
        fresh_sandbox.kill()
    finally:
        shop.status = 200
    fresh_sandbox.start()
    shop.wait_for(session.id, COMPLETED)


def test_kill_9_in_the_middle_of_payments_loses_nothing_that_was_answered(
    fresh_sandbox: Running, wire: CheckedClient, shop: Shop
) -> None:
    client = client_of(fresh_sandbox, wire)
    sessions = [client.v1.checkout.sessions.create(basket(1000 + number)) for number in range(24)]
    answered: list[str] = []
    half = threading.Event()

    def pay(session: Any) -> None:
        with suppress(requests.ConnectionError):
            if fresh_sandbox.pay(session).status_code == 200:
                answered.append(session.id)
                if len(answered) >= 12:
                    half.set()

    threads = [threading.Thread(target=pay, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    assert half.wait(20)
    fresh_sandbox.kill()
    for thread in threads:
        thread.join()
    fresh_sandbox.start()
    paid = [one for one in client.v1.checkout.sessions.list({"limit": 100}).data if one.status == "complete"]
    assert set(answered) <= {session.id for session in paid}
    for session in paid:
        shop.wait_for(session.id, COMPLETED)
        (charge,) = client.v1.charges.list({"payment_intent": str(session.payment_intent)}).data
        assert len(client.v1.balance_transactions.list({"source": charge.id}).data) == 1
