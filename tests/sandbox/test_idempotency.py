"""Idempotency-Key, as https://docs.stripe.com/api/idempotent_requests tells it."""

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.running import KEY, Running, basket, client_of
from tests.sandbox.shop import CheckedClient

Create = Callable[..., Any]


def test_the_same_request_twice_makes_one_session(client: stripe.StripeClient) -> None:
    first, again = (
        client.v1.checkout.sessions.create(basket(), {"idempotency_key": "order-1-attempt-1"})
        for _ in range(2)
    )
    assert first.to_dict() == again.to_dict()
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.request_id


def test_the_same_key_with_other_params_is_an_error(client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(basket(), {"idempotency_key": "order-2"})
    with pytest.raises(stripe.IdempotencyError) as refused:
        client.v1.checkout.sessions.create(basket(quantity=2), {"idempotency_key": "order-2"})
    assert refused.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        client.v1.refunds.create({"charge": "ch_none"}, {"idempotency_key": "order-2"})


def test_a_failed_validation_is_not_kept(client: stripe.StripeClient) -> None:
    wrong: Any = {**basket(), "expires_at": 1}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(wrong, {"idempotency_key": "order-3"})
    assert client.v1.checkout.sessions.create(basket(), {"idempotency_key": "order-3"}).id


def test_a_500_is_kept(client: stripe.StripeClient, sandbox: Running) -> None:
    sandbox.post("/test/faults", {"fail": 1})
    for _ in range(2):
        with pytest.raises(stripe.APIError) as broken:
            client.v1.checkout.sessions.create(basket(), {"idempotency_key": "order-4"})
        assert broken.value.http_status == 500
    assert broken.value.headers["Idempotent-Replayed"] == "true"
    assert client.v1.checkout.sessions.create(basket(), {"idempotency_key": "order-4-attempt-2"}).id


def test_a_refusal_made_while_executing_is_kept(
    client: stripe.StripeClient, new_session: Create, sandbox: Running
) -> None:
    charge = sandbox.pay(new_session(1000)).json()["charge"]
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.refunds.create({"charge": charge, "amount": 1001}, {"idempotency_key": "refund-1"})
    assert refused.value.headers["Idempotent-Replayed"] == "true"


def test_a_key_in_use_conflicts(client: stripe.StripeClient, sandbox: Running) -> None:
    sandbox.post("/test/faults", {"delay_ms": 400})
    together, statuses = threading.Barrier(8), []

    def press_buy() -> None:
        together.wait()
        form = {
            "mode": "payment",
            "ui_mode": "elements",
            "line_items[0][price_data][currency]": "eur",
            "line_items[0][price_data][unit_amount]": "900",
            "line_items[0][price_data][product_data][name]": "Coat",
            "line_items[0][quantity]": "1",
        }
        headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": "double-tap"}
        answer = requests.post(f"{sandbox.url}/v1/checkout/sessions", data=form, headers=headers, timeout=30)
        statuses.append((answer.status_code, answer.json().get("error", {}).get("code")))

    threads = [threading.Thread(target=press_buy) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses, key=str) == [(200, None)] + [(409, "idempotency_key_in_use")] * 7


def test_the_sdk_gets_through_a_conflict_by_itself(sandbox: Running, wire: CheckedClient) -> None:
    """With its own retries: a second press while the first is under way ends with the first one's session."""
    sandbox.post("/test/faults", {"delay_ms": 300})
    patient = stripe.StripeClient(KEY, base_addresses={"api": sandbox.url}, max_network_retries=5)
    made: list[str] = []

    def press_buy() -> None:
        session = patient.v1.checkout.sessions.create(basket(), {"idempotency_key": "patient"})
        made.append(session.id)

    threads = [threading.Thread(target=press_buy) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert len(set(made)) == 1


def test_a_key_is_forgotten_after_a_day(fresh_sandbox: Running, wire: CheckedClient) -> None:
    client = client_of(fresh_sandbox, wire)
    first = client.v1.checkout.sessions.create(basket(), {"idempotency_key": "old"})
    with sqlite3.connect(fresh_sandbox.environment["SANDBOX_DATABASE"]) as db:
        db.execute("UPDATE idempotency SET created = created - 24 * 3600 - 1")
    db.close()
    again = client.v1.checkout.sessions.create(basket(), {"idempotency_key": "old"})
    assert again.id != first.id


def test_a_key_left_running_by_a_dead_process_is_free(fresh_sandbox: Running, wire: CheckedClient) -> None:
    fresh_sandbox.post("/test/faults", {"delay_ms": 60_000})
    client = client_of(fresh_sandbox, wire)
    cut_off = threading.Thread(target=_create_and_be_cut_off, args=(fresh_sandbox,))
    cut_off.start()
    fresh_sandbox.wait_for_row("SELECT 1 FROM idempotency WHERE status IS NULL")
    fresh_sandbox.kill()
    cut_off.join()
    fresh_sandbox.start()
    fresh_sandbox.post("/test/faults", {})
    assert client.v1.checkout.sessions.create(basket(), {"idempotency_key": "cut-off"}).id
    assert len(client.v1.checkout.sessions.list().data) == 1


def _create_and_be_cut_off(sandbox: Running) -> None:
    with pytest.raises(stripe.APIConnectionError):
        client_of(sandbox).v1.checkout.sessions.create(basket(), {"idempotency_key": "cut-off"})
