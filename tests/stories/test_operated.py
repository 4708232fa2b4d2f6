"""What an operator does to it, with real processes: followed, measured, stopped, saved and brought back."""

import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kit.db import db
from tagging.episodes.models import Cut
from tests.databases import Databases
from tests.stage import Stage, until
from tests.stories.company import Company
from tests.stories.films import Film
from tests.stories.test_by_script import event, send
from tests.stories.test_killed import is_normalising, long_film

__all__ = ["long_film"]


@pytest.fixture
def whole(stage: Stage) -> Iterator[Stage]:
    """A stage on which everybody lives, whatever the story before left."""
    yield stage.start()
    stage.env.pop("DRAIN_SECONDS", None)


def lines(stage: Stage, *names: str) -> list[dict[str, Any]]:
    """What our own processes wrote, as they wrote it for machines."""
    text = "\n".join(stage.log(name) for name in names or ("web", "worker"))
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_one_id_follows_a_tap_to_its_credit(whole: Stage, company: Company, small_film: Film) -> None:
    overlay = company.overlay(company.premiere(small_film))
    (moment,) = overlay["moments"]
    agreed = whole.ask("POST", "/v1/viewers", {"episode": overlay["episode"]})
    assert agreed.status == 201, agreed.body
    tap = event("tap", overlay, moment) | {"viewer": agreed.json["id"]}
    send(whole, tap)
    line = {"variant": moment["variant"], "quantity": 1, "token": moment["token"]}
    wanted = {"lines": [line], "viewer": agreed.json["id"], "trace": tap["id"]}
    begun = whole.ask("POST", "/v1/checkouts", wanted, {"X-Request-Id": "asked-by-a-test"})
    assert begun.status == 201, begun.body
    assert begun.headers["X-Request-Id"] == "asked-by-a-test"
    company.pay(begun.json)
    company.wait_until_paid(begun.json["id"])

    def followed() -> set[str]:
        return {line["event"] for line in lines(whole) if line.get("trace") == tap["id"]}

    story = {"tap.taken", "checkout.started", "event.kept", "order.paid", "credit.written", "request"}
    until("the whole story by one id", lambda: story <= followed())
    told = whole.flask("trace", begun.json["id"])
    assert told.returncode == 0, told.stderr
    for part in ("tap on", "asked for", "opened at Stripe", "paid at Stripe", "settled", "credit direct"):
        assert part in told.stdout
    assert whole.flask("trace", tap["id"]).stdout == told.stdout
    assert whole.flask("trace", "ord_NOBODY").returncode == 1


def test_without_consent_the_trace_begins_at_the_checkout(
    whole: Stage, company: Company, small_film: Film
) -> None:
    overlay = company.overlay(company.premiere(small_film))
    (moment,) = overlay["moments"]
    tap = event("tap", overlay, moment)
    send(whole, tap)
    line = {"variant": moment["variant"], "quantity": 1, "token": moment["token"]}
    wanted = {"lines": [line], "trace": tap["id"]}
    begun = whole.ask("POST", "/v1/checkouts", wanted, {"X-Request-Id": f"by-{tap['id'][:8]}"})
    company.pay(begun.json)
    company.wait_until_paid(begun.json["id"])
    assert not any(tap["id"] in json.dumps(line) for line in lines(whole))
    seen = {line["event"] for line in lines(whole) if line.get("trace") == f"by-{tap['id'][:8]}"}
    assert {"checkout.started", "order.paid", "credit.written"} <= seen


def test_no_line_holds_an_address_or_a_secret(whole: Stage) -> None:
    whole.ask("GET", "/v1/episodes", headers={"Authorization": "Bearer vk_of_nobody"})
    whole.ask("POST", "/nowhere/a-secret-of-an-invitation", {"password": "hush"})
    written = whole.log("web") + whole.log("worker")
    assert "/nowhere/…" in written
    for hidden in ("127.0.0.1 ", "a-secret-of-an-invitation", "vk_of_nobody", "hush", "whsec_", "sk_test_"):
        assert hidden not in written


def test_figures_are_added_up_over_all_processes(whole: Stage, company: Company, small_film: Film) -> None:
    company.wait_until_read(company.upload(small_film))
    for _ in range(40):
        whole.ask("GET", "/v1/episodes/ep_NOTHING/overlay")

    def figures() -> str:
        return whole.ask("GET", "/metrics").body.decode()

    labels = 'method="GET",route="/v1/episodes/<episode_id>/overlay",status="4xx"'
    counted = [figure(figures(), f"vitrine_http_requests_total{{{labels}}}") for _ in range(4)]
    assert len(set(counted)) == 1, "whoever answers, answers for all"
    assert counted[0] >= 40
    told = until("the worker's jobs", lambda: re.search(r"vitrine_jobs_total\{.*\}", figures()) and figures())
    assert "ep_NOTHING" not in told
    for name in ("queue_jobs", "stripe_events_unsettled", "orders_held", "films_stale", "scrape_failures"):
        assert figure(told, f"vitrine_{name}") == 0


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is missing"
    return float(found[1])


def test_a_stopping_web_ends_what_it_began(whole: Stage, company: Company, small_film: Film) -> None:
    whole.stop_well("web")
    whole.env["DRAIN_SECONDS"] = "2"
    whole.start("web")
    until("being ready", lambda: whole.ask("GET", "/readyz").status == 200)
    body = small_film.path.read_bytes()
    with upload_begun(whole, company, body) as line:
        whole.processes["web"].terminate()
        drained = until("saying so", lambda: not_ready(whole))
        assert drained["status"] == "stopping"
        assert whole.ask("GET", "/healthz").status == 200, "meanwhile everybody is still served"
        until("taking nobody new", lambda: refuses(whole))
        line.sendall(body[len(body) // 2 :])
        assert b" 201 " in line.recv(4096), "an upload in hand comes to its end"
    assert whole.processes.pop("web").wait(20) == 0
    whole.env.pop("DRAIN_SECONDS")
    whole.start("web")
    assert len(whole.ask("GET", "/v1/episodes", key=company.key("editor")).json["items"]) == 1


@contextmanager
def upload_begun(stage: Stage, company: Company, body: bytes) -> Iterator[socket.socket]:
    host, port = stage.url.removeprefix("http://").split(":")
    head = (
        f"POST /v1/uploads?name=film.mp4 HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: Bearer {company.key('editor')}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(head.encode() + body[: len(body) // 2])
        time.sleep(0.3)  # so that it is in somebody's hands
        yield line


def not_ready(stage: Stage) -> Any:
    answer = stage.ask("GET", "/readyz")
    return answer.json if answer.status == 503 else None


def refuses(stage: Stage) -> bool:
    host, port = stage.url.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return True
    return False


def test_a_stopping_worker_gives_its_film_back_at_once(
    whole: Stage, company: Company, long_film: Film
) -> None:
    episode = company.upload(long_film)
    until("the worker normalising", lambda: is_normalising(company, episode))
    assert whole.stop_well("worker") == 0
    with whole.inside():
        cut = db.session.scalars(select(Cut).where(Cut.episode_id == episode)).one()
        assert (cut.lease, cut.leased_until, cut.tries) == (None, None, 0), "nobody has to wait for a lease"
        assert cut.step != "done"
    whole.start("worker")
    assert company.wait_until_read(episode)["cut"]["frames"] == long_film.frames


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("stage", "onto"), [("sqlite", "postgresql"), ("postgresql", "sqlite")], indirect=["stage"]
)
def test_the_drill_all_is_lost_and_comes_back(
    whole: Stage, company: Company, small_film: Film, databases: Databases, tmp_path: Path, onto: str
) -> None:
    """Five are about to pay while the backup is made: whoever of them it has or hasn't as paid, all are."""
    episode = company.premiere(small_film)
    (moment,) = company.overlay(episode)["moments"]
    buy(company, moment)
    begun = [company.check_out(moment).json for _ in range(5)]
    file = tmp_path / "all.tar"
    with paying(company, begun):
        made = whole.flask("backup", str(file))
    assert made.returncode == 0, made.stderr

    whole.kill("web", "worker")
    shutil.rmtree(whole.folder / "media")
    whole.move_to(databases.make_blank(onto))
    back = whole.flask("restore", str(file))
    assert back.returncode == 0, back.stderr
    whole.start()
    until("being ready again", lambda: whole.ask("GET", "/readyz").status == 200)

    for checkout in begun:
        company.wait_until_paid(checkout["id"])
    company.expect_books_to_agree()
    assert company.stock() == (4, 0)
    seen = company.overlay(episode)
    assert [kept["id"] for kept in seen["moments"]] == [moment["id"]]
    page = whole.ask("GET", f"/watch/{episode}", headers={"Accept": "text/html"}).body.decode()
    film = re.search(r"/media/films/[^\"'&]+\.mp4", page)
    assert film, "the page names its film"
    assert whole.ask("GET", film[0]).body[4:8] == b"ftyp", "and it plays"
    buy(company, seen["moments"][0])
    company.expect_books_to_agree()


def buy(company: Company, moment: Any) -> None:
    begun = company.check_out(moment)
    assert begun.status == 201, begun.body
    assert company.pay(begun.json).status == 200
    company.wait_until_paid(begun.json["id"])


@contextmanager
def paying(company: Company, begun: list[Any]) -> Iterator[None]:
    """One after the other pays, until all have."""

    def pay_all() -> None:
        for checkout in begun:
            company.pay(checkout)
            time.sleep(0.4)

    shop = threading.Thread(target=pay_all)
    shop.start()
    try:
        yield
    finally:
        shop.join()
