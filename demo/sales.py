"""Sample sales for a report that shall not begin empty (SALES=3): bought and paid as any viewer's are."""

import http.client
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from kit import clock

if TYPE_CHECKING:
    from demo.seed import Door

CARD = "4242424242424242"
# The tour's ticks leave out what wasn't bought by the visitor.
MARK = "sample-"


def make(door: "Door", sandbox: str, episode: str, count: int) -> int:
    """Seen, tapped, bought and paid, moment after moment; made once however often it is asked for."""
    shown = door.get(f"/v1/episodes/{episode}/overlay")
    moments, made = shown["moments"], 0
    for number in range(count if moments else 0):
        moment = moments[number % len(moments)]
        touch = {
            "session": f"{MARK}{number}",
            "episode": episode,
            "release": shown["release"],
            "token": moment["token"],
            "at_ms": moment["starts_ms"] + 500,
        }
        events = [
            {"id": uuid4().hex, "type": kind, "ts": clock.now_ms(), **touch} for kind in ("impression", "tap")
        ]
        line = {"variant": moment["variant"], "quantity": 1, "token": moment["token"]}
        key = f"{MARK}{episode}-{number}"
        checkout = door.sure("POST", "/v1/checkouts", {"lines": [line]}, headers={"Idempotency-Key": key})
        if checkout["client_secret"]:
            door.sure("POST", "/v1/events", {"events": events})
            made += pay(sandbox, checkout["client_secret"])
    return made


def pay(sandbox: str, client_secret: str) -> bool:
    parts = urlsplit(sandbox)
    till = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30)
    try:
        body = json.dumps({"client_secret": client_secret, "card": CARD})
        till.request("POST", "/test/pay", body, {"Content-Type": "application/json"})
        return till.getresponse().status < 300
    finally:
        till.close()
