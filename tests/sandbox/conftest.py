"""The sandbox of these tests: a real process on a free loopback port, spoken to by the official SDK."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.sandbox.running import WEBHOOK_SECRET, Running, basket, client_of, sandbox_at
from tests.sandbox.shop import CheckedClient, Shop, open_shop


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    with open_shop(WEBHOOK_SECRET) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory, shop: Shop) -> Iterator[Running]:
    running = sandbox_at(tmp_path_factory.mktemp("sandbox"), shop.url).start()
    yield running
    running.kill()


@pytest.fixture
def sandbox(shared_sandbox: Running) -> Iterator[Running]:
    """The sandbox, behaving well again after each test."""
    yield shared_sandbox
    shared_sandbox.post("/test/webhooks", {})
    shared_sandbox.post("/test/faults", {})


@pytest.fixture
def fresh_sandbox(tmp_path: Path, shop: Shop) -> Iterator[Running]:
    """A sandbox of one test's own, which it may kill."""
    running = sandbox_at(tmp_path, shop.url).start()
    yield running
    running.kill()


@pytest.fixture
def wire() -> Iterator[CheckedClient]:
    """Every request and answer of a test is held against the SDK's own types."""
    client = CheckedClient()
    yield client
    client.close()
    assert client.problems == []


@pytest.fixture
def client(sandbox: Running, wire: CheckedClient) -> stripe.StripeClient:
    return client_of(sandbox, wire)


@pytest.fixture
def new_session(client: stripe.StripeClient) -> Callable[..., Any]:
    def create(amount: int = 18900, currency: str = "eur", **more: Any) -> Any:
        return client.v1.checkout.sessions.create(basket(amount, currency, **more))

    return create
