"""Metrics: by route and never by path, from rows at each scrape, guarded where a token is set."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from commerce.payments.models import StripeEvent
from kit import metrics
from kit.db import db, transaction
from tests.databases import ON_SQLITE

DOCS = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()


def scraped(client: FlaskClient) -> str:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return answer.text


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is missing"
    return float(found[1])


@ON_SQLITE
def test_requests_are_counted_by_route_and_never_by_path(client: FlaskClient) -> None:
    for name in ("ep_ONE", "ep_TWO"):
        client.get(f"/v1/episodes/{name}/overlay")
        client.get(f"/nowhere/{name}")
        client.open("/sign-in", method="BREW")
    told = scraped(client)
    assert 'route="/v1/episodes/<episode_id>/overlay",status="4xx"' in told
    assert 'route="none"' in told
    assert 'method="other"' in told
    assert not re.search("ep_ONE|nowhere|BREW", told)


def test_rows_are_asked_at_each_scrape(app: Flask, client: FlaskClient) -> None:
    assert value(scraped(client), "vitrine_stripe_events_unsettled") == 0
    with app.app_context(), transaction():
        db.session.add(StripeEvent(id="evt_1", type="charge.updated", object_id="ch_1", body="{}"))
    told = scraped(client)
    assert value(told, "vitrine_stripe_events_unsettled") == 1
    assert value(told, "vitrine_stripe_events_oldest_seconds") >= 0
    assert value(told, "vitrine_scrape_failures") == 0


@ON_SQLITE
def test_a_figure_that_cannot_be_had_leaves_the_others(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> float:
        raise ConnectionError("the queue is down")

    monkeypatch.setitem(metrics._rows, "vitrine_queue_jobs", ("words", broken))
    told = scraped(client)
    assert value(told, "vitrine_scrape_failures") == 1
    assert value(told, "vitrine_orders_held") == 0


@ON_SQLITE
def test_with_a_token_set_nobody_else_reads_them(app: Flask) -> None:
    guarded = create_app(replace(app.config["VITRINE"], metrics_token="let me in")).test_client()
    assert guarded.get("/metrics").status_code == 401
    assert guarded.get("/metrics", headers={"Authorization": "Bearer let me"}).status_code == 401
    assert guarded.get("/metrics", headers={"Authorization": "Bearer let me in"}).status_code == 200
    with guarded.application.app_context():
        db.engine.dispose()


@ON_SQLITE
def test_every_metric_is_documented_and_named_as_prometheus_wants(client: FlaskClient) -> None:
    client.get("/sign-in")
    for name, kind in re.findall(r"^# TYPE (vitrine_\w+) (\w+)$", scraped(client), re.MULTILINE):
        if name.endswith("_created"):
            continue
        assert f"`{name}`" in DOCS, f"{name} is missing in docs/operating.md"
        assert name.endswith("_total") is (kind == "counter"), name


def test_files_of_processes_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    import os

    mine, gone = tmp_path / f"counter_{os.getpid()}.db", tmp_path / "counter_4194304999.db"
    mine.touch()
    gone.touch()
    metrics.forget_the_dead(tmp_path)
    assert mine.exists()
    assert not gone.exists()
