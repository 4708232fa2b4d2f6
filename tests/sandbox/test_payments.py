"""Cards, declines, 3D Secure, refunds and expiry: what a session goes through."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.sandbox.running import Running
from tests.sandbox.shop import Shop

Create = Callable[..., Any]
ASKS = "4000002500003155"


@pytest.mark.parametrize(
    "card, code, decline_code",
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4111111111111111", "card_declined", "test_mode_live_card"),
    ],
)
def test_a_declined_card_says_why_and_another_may_be_tried(
    client: stripe.StripeClient,
    new_session: Create,
    sandbox: Running,
    shop: Shop,
    card: str,
    code: str,
    decline_code: str,
) -> None:
    session = new_session()
    declined = sandbox.pay(session, card)
    error = declined.json()["error"]
    assert (declined.status_code, error["type"]) == (402, "card_error")
    assert (error["code"], error["decline_code"]) == (code, decline_code)
    assert error["message"]
    still = client.v1.checkout.sessions.retrieve(session.id)
    assert (still.status, still.payment_status) == ("open", "unpaid")
    intent = client.v1.payment_intents.retrieve(str(still.payment_intent))
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error and intent.last_payment_error.decline_code == decline_code
    shop.wait_for(intent.id, "payment_intent.payment_failed")
    assert sandbox.pay(session).json()["payment_intent"] == intent.id
    statuses = [one.status for one in client.v1.charges.list({"payment_intent": intent.id}).data]
    assert statuses == ["succeeded", "failed"]


@pytest.mark.parametrize("number", ["4242424242424241", "42", "", "4242 4242 4242 424x"])
def test_a_number_that_is_none_is_incorrect(new_session: Create, sandbox: Running, number: str) -> None:
    refused = sandbox.pay(new_session(), number)
    assert (refused.status_code, refused.json()["error"]["code"]) == (402, "incorrect_number")


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"exp_month": 13, "exp_year": 2040, "cvc": "123"}, "invalid_expiry_month"),
        ({"exp_month": 1, "exp_year": 2020, "cvc": "123"}, "invalid_expiry_year"),
        ({"exp_month": 1, "exp_year": 2040, "cvc": "12"}, "invalid_cvc"),
    ],
)
def test_a_date_or_code_that_is_none_is_refused(
    new_session: Create, sandbox: Running, fields: dict[str, Any], code: str
) -> None:
    card: Any = {"number": "4242424242424242", **fields}
    assert sandbox.pay(new_session(), card).json()["error"]["code"] == code


def test_3d_secure_asks_and_the_bank_may_agree(
    client: stripe.StripeClient, new_session: Create, sandbox: Running
) -> None:
    session = new_session()
    asked = sandbox.pay(session, ASKS).json()
    assert asked["status"] == "requires_action"
    assert client.v1.payment_intents.retrieve(asked["payment_intent"]).status == "requires_action"
    agreed = sandbox.post("/test/pay", {"client_secret": session.client_secret, "authenticate": True})
    assert agreed.json()["status"] == "complete"
    assert sandbox.pay(new_session(), ASKS, authenticate=True).json()["status"] == "complete"


def test_3d_secure_denied_leaves_the_session_open(new_session: Create, sandbox: Running) -> None:
    session = new_session()
    denied = sandbox.pay(session, ASKS, authenticate=False)
    assert denied.json()["error"]["code"] == "payment_intent_authentication_failure"
    assert sandbox.pay(session).json()["status"] == "complete"


def test_twenty_at_once_pay_a_session_once(
    client: stripe.StripeClient, new_session: Create, sandbox: Running, shop: Shop
) -> None:
    session, together, statuses = new_session(), threading.Barrier(20), []

    def pay() -> None:
        together.wait()
        statuses.append(sandbox.pay(session).status_code)

    threads = [threading.Thread(target=pay) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(statuses) == {200: 1, 400: 19}
    intent = str(client.v1.checkout.sessions.retrieve(session.id).payment_intent)
    (charge,) = client.v1.charges.list({"payment_intent": intent}).data
    assert len(client.v1.balance_transactions.list({"source": charge.id}).data) == 1
    shop.wait_for(session.id, "checkout.session.completed")


def test_a_paid_session_refuses_another_payment(new_session: Create, sandbox: Running) -> None:
    session = new_session()
    sandbox.pay(session)
    assert "already been paid" in sandbox.pay(session).json()["error"]["message"]


def test_refunds_in_parts_never_exceed_the_charge(
    client: stripe.StripeClient, new_session: Create, sandbox: Running, shop: Shop
) -> None:
    paid = sandbox.pay(new_session(1000)).json()
    first = client.v1.refunds.create({"payment_intent": paid["payment_intent"], "amount": 300})
    assert (first.status, first.amount, first.charge) == ("succeeded", 300, paid["charge"])
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"charge": paid["charge"], "amount": 701})
    rest = client.v1.refunds.create({"charge": paid["charge"], "metadata": {"why": "returned"}})
    assert rest.amount == 700
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": paid["charge"]})
    assert refused.value.code == "charge_already_refunded"
    charge = client.v1.charges.retrieve(paid["charge"], {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded) == (1000, True)
    assert charge.refunds and {one.id for one in charge.refunds.data} == {first.id, rest.id}
    entry = client.v1.balance_transactions.retrieve(str(rest.balance_transaction))
    assert (entry.amount, entry.fee, entry.net, entry.reporting_category) == (-700, 0, -700, "refund")
    shop.wait_for(rest.id, "refund.created")
    # The charge's total is cumulative: the last of its events carries the whole.
    cumulative = [
        one.event.data.object["amount_refunded"] for one in shop.wait_for(charge.id, "charge.refunded", 2)
    ]
    assert cumulative == [300, 1000]
    assert client.v1.refunds.retrieve(rest.id).id == rest.id
    assert len(client.v1.refunds.list({"charge": charge.id}).data) == 2


def test_twenty_refunds_at_once_give_back_no_more_than_was_paid(
    client: stripe.StripeClient, new_session: Create, sandbox: Running
) -> None:
    charge, together, given = sandbox.pay(new_session(1000)).json()["charge"], threading.Barrier(20), []

    def refund() -> None:
        together.wait()
        try:
            given.append(client.v1.refunds.create({"charge": charge, "amount": 300}).amount)
        except stripe.InvalidRequestError:
            given.append(0)

    threads = [threading.Thread(target=refund) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(given) == 900


def test_an_expired_session_takes_no_money(
    client: stripe.StripeClient, new_session: Create, sandbox: Running, shop: Shop
) -> None:
    session = new_session()
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    assert "expired" in sandbox.pay(session).json()["error"]["message"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)
    shop.wait_for(session.id, "checkout.session.expired")


def test_a_session_whose_time_runs_out_expires_by_itself(
    client: stripe.StripeClient, new_session: Create, sandbox: Running, shop: Shop
) -> None:
    session = new_session()
    sandbox.post("/test/clock", {"expire": session.id})
    shop.wait_for(session.id, "checkout.session.expired")
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_the_currencies_without_cents_cost_no_cents(
    client: stripe.StripeClient, new_session: Create, sandbox: Running
) -> None:
    charge = sandbox.pay(new_session(12_000, "jpy")).json()["charge"]
    (entry,) = client.v1.balance_transactions.list({"source": charge}).data
    assert (entry.amount, entry.fee) == (12_000, 432)
