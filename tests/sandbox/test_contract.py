"""Requests and answers, as the pinned SDK types them, for everything the main loop asks of Stripe."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.sandbox.operations import answer_problems, operations, request_problems
from tests.sandbox.running import Running, basket, client_of
from tests.sandbox.shop import CheckedClient

Create = Callable[..., Any]


def test_the_schemas_cover_the_sdk() -> None:
    known = {(one.method, one.path) for one in operations()}
    assert len(known) > 300
    assert {("post", "/v1/checkout/sessions"), ("get", "/v1/balance_transactions")} <= known


def test_the_schemas_refuse_what_the_sdk_does_not_know() -> None:
    path = "/v1/checkout/sessions"
    assert request_problems("post", path, "mode=payment&line_items[0][quantity]=2&metadata[a]=b") == []
    assert request_problems("post", path, "line_items[0][quantity]=two")
    assert request_problems("post", path, "colour=red")
    assert request_problems("post", path, "ui_mode=newer_than_this_sdk") == []


def test_a_session_is_answered_as_it_was_asked_for(client: stripe.StripeClient) -> None:
    expires_at = int(time.time()) + 45 * 60
    session = client.v1.checkout.sessions.create(
        {
            **basket(18900, quantity=2),
            "metadata": {"order": "ord_1"},
            "client_reference_id": "chk_1",
            "customer_email": "ines@example.com",
            "expires_at": expires_at,
            "payment_intent_data": {"metadata": {"order": "ord_1"}},
            "return_url": "https://shop.example/back?session={CHECKOUT_SESSION_ID}",
        }
    )
    assert session.id.startswith("cs_test_")
    assert (session.client_secret or "").startswith(f"{session.id}_secret_")
    assert (session.amount_subtotal, session.amount_total, session.currency) == (37800, 37800, "eur")
    assert (session.status, session.payment_status, session.ui_mode) == ("open", "unpaid", "elements")
    assert (session.expires_at, session.client_reference_id) == (expires_at, "chk_1")
    assert dict(session.to_dict()["metadata"]) == {"order": "ord_1"}
    assert session.livemode is False
    assert client.v1.checkout.sessions.retrieve(session.id).to_dict() == session.to_dict()


def test_line_items_tell_what_was_sold(client: stripe.StripeClient, new_session: Create) -> None:
    (line,) = client.v1.checkout.sessions.line_items.list(new_session().id).data
    assert (line.description, line.quantity, line.amount_total) == ("Trench coat, moss", 1, 18900)
    assert line.price and line.price.unit_amount == 18900


def test_a_paid_session_leads_to_its_charge_and_fee(
    client: stripe.StripeClient, new_session: Create, sandbox: Running
) -> None:
    session = new_session(payment_intent_data={"metadata": {"order": "ord_2"}})
    paid = sandbox.pay(session, email="ines@example.com")
    assert (paid.status_code, paid.json()["status"]) == (200, "complete")
    path = "payment_intent.latest_charge.balance_transaction"
    found = client.v1.checkout.sessions.retrieve(session.id, {"expand": [path, "line_items"]})
    assert (found.status, found.payment_status) == ("complete", "paid")
    assert found.customer_details and found.customer_details.email == "ines@example.com"
    intent: Any = found.payment_intent
    charge, entry = intent.latest_charge, intent.latest_charge.balance_transaction
    assert (intent.status, intent.amount_received, intent.metadata["order"]) == ("succeeded", 18900, "ord_2")
    assert (charge.paid, charge.amount_captured, charge.metadata["order"]) == (True, 18900, "ord_2")
    assert (entry.amount, entry.fee, entry.net) == (18900, 309, 18591)
    assert (entry.type, entry.reporting_category, entry.source) == ("charge", "charge", charge.id)
    assert found.line_items and found.line_items.data[0].quantity == 1
    assert client.v1.payment_intents.retrieve(intent.id).latest_charge == charge.id
    assert client.v1.charges.retrieve(charge.id).payment_intent == intent.id
    assert [one.id for one in client.v1.charges.list({"payment_intent": intent.id}).data] == [charge.id]
    (listed,) = client.v1.checkout.sessions.list({"payment_intent": intent.id}).data
    assert listed.id == session.id


def test_the_balance_is_the_sum_of_its_transactions(
    client: stripe.StripeClient, new_session: Create, sandbox: Running
) -> None:
    session = new_session(5000, "chf")
    charge = sandbox.pay(session).json()["charge"]
    client.v1.refunds.create({"charge": charge, "amount": 1000})
    entries = client.v1.balance_transactions.list({"currency": "chf", "limit": 100}).data
    pending = {one.currency: one.amount for one in client.v1.balance.retrieve().pending}
    assert sum(one.net for one in entries) == pending["chf"]
    since = int(time.time()) - 3600
    assert client.v1.balance_transactions.list({"created": {"gte": since, "lt": since + 7200}}).data
    assert client.v1.balance_transactions.list({"created": {"lt": since}}).data == []
    assert client.v1.balance_transactions.list({"payout": "po_none"}).data == []
    (of_charge,) = client.v1.balance_transactions.list({"source": charge, "type": "charge"}).data
    assert client.v1.balance_transactions.retrieve(of_charge.id).net == of_charge.net


def test_lists_are_walked_page_by_page(client: stripe.StripeClient, new_session: Create) -> None:
    made = [new_session(1000 + number).id for number in range(5)]
    first = client.v1.checkout.sessions.list({"limit": 2})
    assert [one.id for one in first.data] == made[:2:-1]
    assert first.has_more
    second = client.v1.checkout.sessions.list({"limit": 2, "starting_after": first.data[-1].id})
    assert [one.id for one in second.data] == made[2:0:-1]
    back = client.v1.checkout.sessions.list({"limit": 2, "ending_before": second.data[0].id})
    assert [one.id for one in back.data] == [one.id for one in first.data]
    walked = [one.id for one in client.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()]
    assert walked[:5] == made[::-1]
    assert len(walked) == len(set(walked))


def test_events_are_listed_newest_first(
    client: stripe.StripeClient, new_session: Create, sandbox: Running
) -> None:
    session = new_session()
    sandbox.pay(session)
    (event, *_) = client.v1.events.list({"type": "checkout.session.completed"}).data
    assert event.data.object["id"] == session.id
    assert event.api_version == stripe.api_version
    assert client.v1.events.retrieve(event.id).type == "checkout.session.completed"


@pytest.mark.parametrize(
    "old, new", [("hosted", "hosted_page"), ("embedded", "embedded_page"), ("custom", "elements")]
)
def test_the_old_names_of_ui_mode_fail(client: stripe.StripeClient, old: Any, new: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=new) as refused:
        client.v1.checkout.sessions.create({**basket(), "ui_mode": old})  # type: ignore[typeddict-item]
    assert (refused.value.param, refused.value.http_status) == ("ui_mode", 400)


def test_the_other_new_names_work(client: stripe.StripeClient) -> None:
    back = {"return_url": "https://shop.example/back"}
    assert client.v1.checkout.sessions.create({**basket(), **back, "ui_mode": "embedded_page"}).client_secret
    hosted = client.v1.checkout.sessions.create(
        {**basket(), "ui_mode": "hosted_page", "success_url": "https://shop.example/thanks"}
    )
    assert hosted.client_secret is None
    assert hosted.url


@pytest.mark.parametrize(
    "change, param",
    [
        ({"mode": "subscription"}, "mode"),
        ({"line_items": []}, "line_items"),
        ({"expires_at": int(time.time()) + 600}, "expires_at"),
        ({"expires_at": int(time.time()) + 90_000}, "expires_at"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"success_url": "https://shop.example"}, "success_url"),
        ({"colour": "red"}, "colour"),
        ({"payment_intent_data": {"colour": "red"}}, "payment_intent_data[colour]"),
        ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]"),
    ],
)
def test_a_session_asked_for_wrongly_is_refused(
    client: stripe.StripeClient, change: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create({**basket(), **change})  # type: ignore[typeddict-item]
    assert refused.value.param == param


def test_an_amount_too_small_is_refused(new_session: Create) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        new_session(49)
    assert refused.value.code == "amount_too_small"


@pytest.mark.parametrize(
    "key", ["sk_test_wrong", "sk_live_whatever", "rk_live_whatever", "pk_test_51Sandbox"]
)
def test_a_wrong_key_is_refused(sandbox: Running, wire: CheckedClient, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as refused:
        client_of(sandbox, wire, key).v1.balance.retrieve()
    assert refused.value.http_status == 401


def test_what_is_not_there_is_not_found(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.retrieve("pi_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.list({"starting_after": "cs_test_none"})


def test_what_cannot_be_expanded_is_refused(client: stripe.StripeClient, new_session: Create) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.retrieve(new_session().id, {"expand": ["colour"]})


def test_every_answer_names_its_request_and_version(client: stripe.StripeClient) -> None:
    answer = client.v1.balance.retrieve().last_response
    assert answer and answer.request_id.startswith("req_")
    assert answer.headers["Stripe-Version"] == stripe.api_version


def test_the_schemas_see_a_wrong_answer(client: stripe.StripeClient, new_session: Create) -> None:
    path, answered = "/v1/checkout/sessions/cs_x", new_session().to_dict()
    assert answer_problems("get", path, answered) == []
    assert answer_problems("get", path, {**answered, "colour": "red"})
    assert answer_problems("get", path, {**answered, "status": "finished"})
    assert answer_problems("get", path, {**answered, "expires_at": "soon"})
    assert answer_problems(
        "get", path, {key: value for key, value in answered.items() if key != "expires_at"}
    )
