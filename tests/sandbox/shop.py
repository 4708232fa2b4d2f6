"""The other side of the sandbox: a shop that receives webhooks, and one that calls the API and is checked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import stripe

from tests.sandbox.operations import answer_problems, request_problems

PATIENCE_S = 20
# A page of another origin than the sandbox, as a shop's page is.
HOST_PAGE = Path(__file__).with_name("host.html")


@dataclass
class Delivery:
    body: bytes
    signature: str
    event: stripe.Event

    @property
    def subject(self) -> str:
        return str(self.event.data.object["id"])


@dataclass
class Shop:
    """A webhook endpoint that verifies every delivery with the SDK and answers as it is told."""

    secret: str
    url: str = ""
    status: int = 200
    problems: list[str] = field(default_factory=list)
    _deliveries: list[Delivery] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, body: bytes, signature: str) -> int:
        with self._changed:
            if self.status < 300:
                try:
                    event = stripe.Webhook.construct_event(body, signature, self.secret)
                    self._deliveries.append(Delivery(body, signature, event))
                except stripe.SignatureVerificationError as error:
                    self.problems.append(str(error))
            self._changed.notify_all()
            return self.status

    def about(self, subject: str) -> list[Delivery]:
        """What was delivered about the object with this id, in the order of arrival."""
        with self._changed:
            return [one for one in self._deliveries if one.subject == subject]

    def wait_for(self, subject: str, type: str, times: int = 1) -> list[Delivery]:
        found: list[Delivery] = []

        def arrived() -> bool:
            found[:] = [one for one in self._deliveries if (one.subject, one.event.type) == (subject, type)]
            return len(found) >= times

        self.wait_until(arrived, f"{times} × {type} about {subject}")
        return found

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(condition, PATIENCE_S):
                raise AssertionError(f"never arrived: {what}")


@contextmanager
def open_shop(secret: str) -> Iterator[Shop]:
    shop = Shop(secret)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(shop.take(body, self.headers["Stripe-Signature"]))
            self.end_headers()

        def do_GET(self) -> None:
            page = HOST_PAGE.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    shop.url = f"http://127.0.0.1:{server.server_port}/webhooks/stripe"
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert shop.problems == []


class CheckedClient(stripe.RequestsClient):
    """The SDK's own HTTP client, which notes every request and answer that isn't as the SDK's types say."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.calls: list[str] = []

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        content, status, answered = super().request(method, url, headers, post_data)
        address = urlsplit(url)
        form = post_data or address.query
        self.calls.append(f"{method.upper()} {address.path}")
        if status == 200:
            self._note(self.calls[-1], request_problems(method, address.path, form))
            self._note(self.calls[-1], answer_problems(method, address.path, json.loads(content)))
        else:
            self._note(self.calls[-1], error_problems(status, json.loads(content)))
        return content, status, answered

    def _note(self, call: str, problems: list[str]) -> None:
        self.problems.extend(f"{call}: {problem}" for problem in problems)


TYPES = {"api_error", "card_error", "idempotency_error", "invalid_request_error"}
FIELDS = {"charge", "code", "decline_code", "doc_url", "message", "param", "payment_intent", "type"}


def error_problems(status: int, body: Any) -> list[str]:
    error = body.get("error", {})
    problems = [f"unknown field {name}" for name in set(error) - FIELDS]
    if error.get("type") not in TYPES or not error.get("message"):
        problems.append(f"not Stripe's shape: {body}")
    return problems
