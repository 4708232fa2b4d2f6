"""Buying as a viewer does: over HTTP, paid at the sandbox, told by a webhook or by asking."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from commerce.attribution.models import Credit
from commerce.catalogue.models import Variant
from commerce.checkout import settle
from commerce.orders.models import Order
from commerce.payments.models import Payment, Refund
from kit.db import db
from tagging.publishing.models import Release
from tests.cast import Cast, episode, placed, published, scarf
from tests.sandbox.running import WEBHOOK_SECRET, Running

T = TypeVar("T")


@dataclass
class Shop:
    """The app with one published moment that sells a scarf, and the till it is paid at."""

    app: Flask
    till: Running
    cast: Cast
    variant: str
    episode: str
    release: str
    moment: str
    token: str

    def ask(self, quantity: int = 1, key: str | None = None, **more: Any) -> TestResponse:
        line = {"variant": more.pop("variant", self.variant), "quantity": quantity}
        line["token"] = more.pop("token", self.token)
        body = {"channel": self.cast.ada.channel_key, "lines": [line], **more}
        headers = {"Idempotency-Key": key} if key else {}
        return self.app.test_client().post("/v1/checkouts", json=body, headers=headers)

    def start(self, quantity: int = 1, **more: Any) -> dict[str, Any]:
        answer = self.ask(quantity, **more)
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def pay(self, checkout: dict[str, Any], card: str = "4242424242424242") -> dict[str, Any]:
        answer = self.till.post("/test/pay", {"client_secret": checkout["client_secret"], "card": card})
        return {**answer.json(), "ok": answer.ok}

    def settle(self, checkout: dict[str, Any]) -> None:
        with self.app.app_context():
            settle.settle_session(session(checkout))

    def buy(self, quantity: int = 1, **more: Any) -> dict[str, Any]:
        checkout = self.start(quantity, **more)
        assert self.pay(checkout)["ok"]
        self.settle(checkout)
        return self.seen(checkout)

    def seen(self, checkout: dict[str, Any]) -> dict[str, Any]:
        return self.app.test_client().get(f"/v1/checkouts/{checkout['id']}").get_json()

    def books(self) -> dict[str, Any]:
        """All that must be right at the end, in one comparable value."""
        with self.app.app_context():
            variant = db.session.get_one(Variant, self.variant)
            orders = db.session.query(Order).order_by(Order.number, Order.id).all()
            credits = db.session.query(Credit).order_by(Credit.kind, Credit.amount).all()
            return {
                "stock": (variant.on_hand, variant.held),
                "orders": [(o.status, o.total, o.refunded, o.number) for o in orders],
                "paid": sorted(p.amount for p in db.session.query(Payment) if p.paid_at),
                "refunds": sorted(r.amount for r in db.session.query(Refund)),
                "credits": [(c.kind, c.moment_id, c.amount, c.commission, c.units) for c in credits],
            }

    def tell(self, kind: str, thing: dict[str, Any], id: str | None = None) -> TestResponse:
        """Deliver an event as Stripe would."""
        body = {"id": id or f"evt_{uuid4().hex}", "object": "event", "type": kind, "data": {"object": thing}}
        return self.deliver(json.dumps(body).encode())

    def deliver(self, raw: bytes, secret: str = WEBHOOK_SECRET, at: int | None = None) -> TestResponse:
        headers = {"Stripe-Signature": signature(raw, secret, at), "Content-Type": "application/json"}
        return self.app.test_client().post("/webhooks/stripe", data=raw, headers=headers)

    def refund(self, intent: str, amount: int) -> dict[str, Any]:
        import requests

        answer = requests.post(
            f"{self.till.url}/v1/refunds",
            data={"payment_intent": intent, "amount": amount},
            auth=(self.till.environment["SANDBOX_SECRET_KEY"], ""),
            timeout=20,
        )
        assert answer.ok, answer.text
        return answer.json()


def open_shop(app: Flask, till: Running, cast: Cast, **scarf_of: Any) -> Shop:
    with app.app_context():
        variant = scarf(cast.ada, **scarf_of)
        shown = episode(cast.ada)
        placed(shown, variant)
        release = published(shown)
        moment = json.loads(db.session.get_one(Release, release).manifest)["moments"][0]
    return Shop(app, till, cast, variant, shown, release, moment["id"], moment["token"])


def session(checkout: dict[str, Any]) -> str:
    return checkout["client_secret"].split("_secret_")[0]


def signature(raw: bytes, secret: str = WEBHOOK_SECRET, at: int | None = None) -> str:
    at = int(time.time()) if at is None else at
    signed = hmac.new(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def at_once(app: Flask, times: int, act: Callable[[int], T]) -> list[T | Exception]:
    """`act(0)` … `act(times - 1)` in threads of their own; what one raises is its result."""

    def one(number: int) -> T | Exception:
        try:
            return act(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def run_sweeps(app: Flask) -> None:
    from kit import jobs

    with app.app_context(), suppress(KeyError):
        for name in ("events", "holds", "silence"):
            jobs._sweeps[name][0]()
