"""kill -9 of web, worker and sandbox at the worst moments: no sale is lost and none is made twice."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from commerce.payments.models import StripeEvent
from kit.db import db
from tests import clips
from tests.stage import Stage, is_alive, until
from tests.stories.company import COAT_CENTS, Company
from tests.stories.films import Film


@pytest.fixture
def whole(stage: Stage) -> Stage:
    """A stage on which everybody lives, whatever the story before left."""
    return stage.start()


@pytest.fixture
def bought(whole: Stage, company: Company, small_film: Film) -> Any:
    """A checkout that stands open, one coat held for it, on a moment that everybody can watch."""
    (moment,) = company.overlay(company.premiere(small_film))["moments"]
    begun = company.check_out(moment)
    assert begun.status == 201, begun.body
    assert company.stock() == (10, 1)
    return begun.json


def test_the_app_dies_between_payment_and_webhook(whole: Stage, company: Company, bought: Any) -> None:
    whole.kill("web")
    assert company.pay(bought).status == 200
    whole.start("web")
    company.wait_until_paid(bought["id"])
    sold_once(whole, company)


def test_everybody_dies_between_payment_and_webhook(whole: Stage, company: Company, bought: Any) -> None:
    whole.kill("web", "worker")
    assert company.pay(bought).status == 200
    whole.kill("sandbox")
    whole.start()
    company.wait_until_paid(bought["id"])
    sold_once(whole, company)


def test_app_and_worker_die_between_webhook_and_settlement(
    whole: Stage, company: Company, bought: Any
) -> None:
    whole.kill("worker")
    session = company.pay(bought).json["session"]
    until("the webhook being kept", lambda: kept_of(whole, session))
    assert company.checkout(bought["id"])["status"] != "paid", "nobody was there to settle it"
    whole.kill("web")
    whole.start()
    company.wait_until_paid(bought["id"])
    sold_once(whole, company)


def test_the_worker_dies_while_it_settles(whole: Stage, company: Company, bought: Any) -> None:
    """It asks Stripe what the session is worth, and is killed before the answer comes."""
    whole.kill("worker")
    session = company.pay(bought).json["session"]
    until("the webhook being kept", lambda: kept_of(whole, session))
    with whole.held_still("sandbox"):
        whole.start("worker")
        until("the worker having the event in hand", lambda: whole.queued_jobs() == 0)
        whole.kill("worker")
    assert company.books() == (["open"], [])
    whole.start("worker")
    company.wait_until_paid(bought["id"])
    sold_once(whole, company)


def test_the_sandbox_dies_right_after_the_payment(whole: Stage, company: Company, bought: Any) -> None:
    late = whole.ask("POST", f"{whole.sandbox_url}/test/webhooks", {"delay_ms": 1500})
    assert late.status == 200
    session = company.pay(bought).json["session"]
    whole.kill("sandbox")
    assert not kept_of(whole, session), "the webhook must not have been sent yet"
    whole.start("sandbox")
    until("the webhook of before", lambda: kept_of(whole, session))
    company.wait_until_paid(bought["id"])
    sold_once(whole, company)


def test_webhooks_that_come_twice_and_out_of_order_sell_once(
    whole: Stage, company: Company, bought: Any
) -> None:
    whole.ask("POST", f"{whole.sandbox_url}/test/webhooks", {"duplicate": 3, "shuffle": True})
    company.pay(bought)
    company.wait_until_paid(bought["id"])
    sold_once(whole, company)


@pytest.mark.parametrize("died", ["worker", "web"])
def test_a_film_is_read_to_its_end_although_somebody_died(
    whole: Stage, company: Company, long_film: Film, died: str
) -> None:
    episode = company.upload(long_film)
    until("the worker normalising", lambda: is_normalising(company, episode))
    whole.kill(died)
    assert left_over(whole), "it was not in the middle of anything"
    whole.start(died)
    read = company.wait_until_read(episode)
    assert read["cut"]["frames"] == long_film.frames
    assert read["shots"]
    assert read["status"] == "draft"
    until("nothing lying about", lambda: left_over(whole) == [])


@pytest.mark.parametrize("stage", ["sqlite"], indirect=True)
def test_a_box_is_followed_to_its_end_although_the_worker_died(
    whole: Stage, company: Company, small_film: Film
) -> None:
    episode = company.upload(small_film)
    company.wait_until_read(episode)
    company.place(episode, small_film)
    (placed,) = company.placements(episode)
    frame, *box = placed["keys"][0]
    wanted = {"frame": frame, "box": box, "placement": placed["id"]}
    asked = whole.ask("POST", f"/v1/episodes/{episode}/tracks", wanted, key=company.key("editor"))
    assert asked.status == 202, asked.body

    def track() -> Any:
        return whole.ask("GET", f"/v1/tracks/{asked.json['id']}", key=company.key("editor")).json

    until("the worker following it", lambda: track()["status"] == "following")
    eyes = until("its looking process", lambda: children(whole.processes["worker"].pid))
    whole.kill("worker")
    until("the end of that too", lambda: not any(is_alive(pid) for pid in eyes))
    assert track()["status"] == "following", "nobody told anybody that it died"
    whole.start("worker")
    until("the path being there", lambda: track()["status"] == "done")
    (followed,) = company.placements(episode)
    assert followed["version"] > placed["version"]
    assert followed["keys"] == track()["keys"]


def children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # pid (name) state parent …; a name may hold anything.
            if int(entry.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.parent.name))
    return found


def test_an_upload_that_broke_off_leaves_nothing_for_ever(whole: Stage, company: Company) -> None:
    with half_an_upload(whole, company):
        until("the first half being there", lambda: left_over(whole))
        whole.kill("web", "worker")
    whole.start("web")
    assert company.stage.ask("GET", "/v1/episodes", key=company.key("editor")).json["items"] == []
    # A slow line may send for hours: only what nobody has touched for a day is given up.
    age(whole, days=2)
    whole.start("worker")
    until("nothing lying about", lambda: left_over(whole) == [])


@contextmanager
def half_an_upload(stage: Stage, company: Company) -> Iterator[None]:
    host, port = stage.url.removeprefix("http://").split(":")
    head = (
        f"POST /v1/uploads?name=film.mp4 HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 4000000\r\n"
        f"Authorization: Bearer {company.key('editor')}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as line:
        line.sendall(head.encode() + bytes(2_000_000))
        yield


def age(stage: Stage, days: int) -> None:
    long_ago = time.time() - days * 86400
    for path in (stage.folder / "media" / "incoming" / "scratch").rglob("*"):
        os.utime(path, (long_ago, long_ago))


@pytest.fixture(autouse=True)
def good_manners(stage: Stage) -> Any:
    """Whatever a story asked of the sandbox ends with it."""
    yield
    stage.start("sandbox")
    stage.ask("POST", f"{stage.sandbox_url}/test/webhooks", {})


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Long enough in the making that a worker can be caught at it."""
    recipe = clips.Recipe(
        suffix=".mkv", width=540, height=960, frames=400, options=(("preset", "ultrafast"),)
    )
    still = clips.still_life(5, recipe.width, recipe.height)
    pictures = (clips.numbered(still(k / 25), k) for k in range(recipe.frames))
    path = clips.make(tmp_path_factory.mktemp("long"), recipe, "long", pictures)
    return Film(path, recipe.rate, recipe.frames, 1, 20, 100, (0.3, 0.3, 0.4, 0.3))


def sold_once(stage: Stage, company: Company) -> None:
    """Settled to the end: one paid order, one credit, one coat gone, and Stripe's books agree."""
    until("every event being handled", lambda: not unhandled(stage))
    assert company.books() == (["paid"], [COAT_CENTS])
    assert company.stock() == (9, 0)
    (row,) = company.report()["items"]
    assert (row["orders"], row["units"], row["net"]) == (1, 1, COAT_CENTS)
    company.expect_books_to_agree()


def unhandled(stage: Stage) -> int:
    with stage.inside():
        waiting = select(func.count()).select_from(StripeEvent).where(StripeEvent.handled_at.is_(None))
        return db.session.scalar(waiting) or 0


def kept_of(stage: Stage, session: str) -> list[str]:
    """The events we keep about a session."""
    with stage.inside():
        return list(db.session.scalars(select(StripeEvent.id).where(StripeEvent.object_id == session)))


def is_normalising(company: Company, episode: str) -> bool:
    reading = company.episode(episode)["reading"]
    assert reading["step"] in ("waiting", "checking", "normalising"), "the film is too small to be caught"
    return reading["step"] == "normalising" and reading["progress"] > 0


def left_over(stage: Stage) -> list[str]:
    """What lies about where uploads and films in work are kept."""
    scratch = stage.folder / "media" / "incoming" / "scratch"
    return [str(path.relative_to(scratch)) for path in scratch.rglob("*")]
