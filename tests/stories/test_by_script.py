"""The main job by script alone: overlay, events, checkout, the sandbox's door, paid, report. No browser."""

import time
from typing import Any
from uuid import uuid4

from tests.stage import Stage, until
from tests.stories.company import COAT_CENTS, Company
from tests.stories.films import Film


def test_a_script_buys_and_the_report_says_which_moment_sold(
    stage: Stage, company: Company, small_film: Film
) -> None:
    episode = company.premiere(small_film)
    overlay = company.overlay(episode)
    (moment,) = overlay["moments"]
    tap = event("tap", overlay, moment)
    assert send(stage, event("impression", overlay, moment), tap) == (202, 2, 0)
    # Taken again, for it is only the worker who knows; and counted once, as the report shows below.
    assert send(stage, tap) == (202, 1, 0)
    assert send(stage, tap, tap) == (202, 1, 1)

    begun = company.check_out(moment)
    assert (begun.status, begun.json["status"]) == (201, "open")
    assert (begun.json["amount"], begun.json["currency"]) == (COAT_CENTS, "EUR")
    declined = company.pay(begun.json, "4000000000000002")
    assert (declined.status, declined.json["error"]["code"]) == (402, "card_declined")
    assert company.checkout(begun.json["id"])["status"] == "open"
    paid = company.pay(begun.json)
    assert (paid.status, paid.json["payment_status"]) == (200, "paid")
    receipt = company.wait_until_paid(begun.json["id"])["receipt"]
    assert receipt["number"]
    assert receipt["paid_at"] <= time.time() * 1000 + 1000

    (row,) = until("the tap in the report", lambda: taps_of(company))
    assert (row["moment"], row["episode"]) == (moment["id"], episode)
    assert (row["starts_ms"], row["ends_ms"]) == (moment["starts_ms"], moment["ends_ms"])
    assert (row["gross"], row["refunds"], row["net"]) == (COAT_CENTS, 0, COAT_CENTS)
    assert (row["units"], row["orders"], row["impressions"], row["taps"]) == (1, 1, 1, 1)
    assert row["commission"] == COAT_CENTS * 800 // 10000, "the house channel's deal gives 8 %"
    assert company.report()["unattributed"] == []
    assert company.books() == (["paid"], [COAT_CENTS])
    assert company.stock() == (9, 0)


def test_the_same_press_twice_is_one_purchase(company: Company, small_film: Film) -> None:
    (moment,) = company.overlay(company.premiere(small_film))["moments"]
    first = company.check_out(moment, key="one press")
    again = company.check_out(moment, key="one press")
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    assert company.stock() == (10, 1)


def event(kind: str, overlay: Any, moment: Any) -> dict[str, Any]:
    return {
        "id": uuid4().hex,
        "type": kind,
        "ts": int(time.time() * 1000),
        "viewer": None,
        "session": "a script",
        "episode": overlay["episode"],
        "release": overlay["release"],
        "moment": moment["id"],
        "token": moment["token"],
        "at_ms": moment["starts_ms"],
    }


def send(stage: Stage, *events: dict[str, Any]) -> tuple[int, int, int]:
    answer = stage.ask("POST", "/v1/events", {"events": list(events)})
    assert answer.json["refused"] == []
    return answer.status, answer.json["accepted"], answer.json["repeated"]


def taps_of(company: Company) -> Any:
    items = company.report()["items"]
    return items if items and items[0]["taps"] else None
