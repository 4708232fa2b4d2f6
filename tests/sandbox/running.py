"""A sandbox process of the tests: started, paid at, killed, started again."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import stripe

from tests.sandbox.shop import PATIENCE_S, CheckedClient

ROOT = Path(__file__).parents[2]
KEY = "sk_test_51Sandbox"
PUBLISHABLE_KEY = "pk_test_51Sandbox"
WEBHOOK_SECRET = "whsec_of_the_tests"


@dataclass
class Running:
    """A sandbox process that can be killed and started again on the same address and file."""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Running":
        """Ready when it says so: the line comes once the port listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox"], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE
        )
        assert self.process.stdout is not None
        assert b"no money moves" in self.process.stdout.readline(), "the sandbox did not start"
        return self

    def kill(self) -> None:
        """kill -9: nothing is flushed, closed or said."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def wait_for_row(self, sql: str) -> None:
        """Until the sandbox's own file holds a row; what is told over HTTP comes later."""
        db = sqlite3.connect(self.environment["SANDBOX_DATABASE"])
        deadline = time.monotonic() + PATIENCE_S
        while db.execute(sql).fetchone() is None:
            assert time.monotonic() < deadline, f"never happened: {sql}"
        db.close()

    def post(self, path: str, given: dict[str, Any]) -> requests.Response:
        return requests.post(self.url + path, json=given, timeout=30)

    def pay(self, session: Any, card: str = "4242424242424242", **more: Any) -> requests.Response:
        return self.post("/test/pay", {"client_secret": session.client_secret, "card": card, **more})


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def sandbox_at(folder: Path, webhook_url: str) -> Running:
    url = f"http://127.0.0.1:{free_port()}"
    settings = {
        "SANDBOX_DATABASE": str(folder / "sandbox.db"),
        "SANDBOX_SECRET_KEY": KEY,
        "SANDBOX_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
        "SANDBOX_WEBHOOK_URL": webhook_url,
        "SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SANDBOX_PUBLIC_URL": url,
    }
    return Running(url, {**os.environ, **settings})


def client_of(sandbox: Running, wire: CheckedClient | None = None, key: str = KEY) -> stripe.StripeClient:
    return stripe.StripeClient(
        key, base_addresses={"api": sandbox.url}, http_client=wire or CheckedClient(), max_network_retries=0
    )


def basket(amount: int = 18900, currency: str = "eur", quantity: int = 1, **more: Any) -> Any:
    """What a shop asks of Stripe for one line; Any, because tests ask for wrong things too."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Trench coat, moss"}}
    return {
        "mode": "payment",
        "ui_mode": "elements",
        "line_items": [{"price_data": price, "quantity": quantity}],
        **more,
    }
