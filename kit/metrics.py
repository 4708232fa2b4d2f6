"""What there is to measure, for Prometheus: counted in every process, added up over all of them.

The web's processes and the worker on one machine share a folder (`share`), so that whoever answers a scrape
answers for all. What rows know better than any process (what waits, and since when) is asked of them then.
"""

import hmac
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import event
from sqlalchemy.pool import Pool

from kit.db import db
from kit.errors import NotSignedIn

log = structlog.get_logger()
blueprint = Blueprint("metrics", __name__)

SHARED = "PROMETHEUS_MULTIPROC_DIR"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SLOW = (0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)

own = CollectorRegistry()
_making = threading.Lock()
_shared_folder: Path | None = None
_rows: dict[str, tuple[str, Callable[[], float]]] = {}


@dataclass(frozen=True)
class Families:
    requests: Counter
    request_seconds: Histogram
    jobs: Counter
    job_seconds: Histogram
    sweep_failures: Counter
    nudges_lost: Counter
    events: Counter
    checkouts: Counter
    webhook_lag: Histogram
    settlement_lag: Histogram
    connections: Gauge


def families() -> Families:
    """Made at the first count, when it is known whether they are shared with other processes."""
    with _making:
        return _families()


@cache
def _families() -> Families:

    def counter(name: str, words: str, *labels: str) -> Counter:
        return Counter(f"vitrine_{name}", words, labels, registry=own)

    def histogram(name: str, words: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"vitrine_{name}", words, labels, registry=own, buckets=buckets)

    return Families(
        requests=counter("http_requests_total", "Requests answered", "route", "method", "status"),
        request_seconds=histogram("http_request_seconds", "Time to answer", QUICK, "route", "method"),
        jobs=counter("jobs_total", "Background jobs run", "job", "outcome"),
        job_seconds=histogram("job_seconds", "Time a background job took", SLOW, "job"),
        sweep_failures=counter("sweep_failures_total", "Sweeps that raised an error", "sweep"),
        nudges_lost=counter("nudges_lost_total", "Jobs that could not be queued; a sweep finds them", "job"),
        events=counter("events_taken_total", "New events of players", "type"),
        checkouts=counter("checkouts_total", "Purchases, by how far they came", "outcome"),
        webhook_lag=histogram("webhook_lag_seconds", "From Stripe's event to our keeping it", SLOW),
        settlement_lag=histogram(
            "settlement_lag_seconds", "From keeping an event to having settled it", SLOW
        ),
        connections=Gauge(
            "vitrine_database_connections_in_use",
            "Connections in hand",
            registry=own,
            multiprocess_mode="livesum",
        ),
    )


def share(folder: Path) -> None:
    """Count together with the other processes of this machine. Before anything is counted."""
    global _shared_folder, own
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[SHARED] = str(folder)
    values.ValueClass = values.get_value_class()
    with _making:
        _shared_folder, own = folder, CollectorRegistry()
        _families.cache_clear()


def forget_the_dead(folder: Path) -> None:
    """At a start: files of processes that are gone. Prometheus knows counters that begin again."""
    for path in folder.glob("*_*.db"):
        pid = path.stem.rpartition("_")[2]
        if pid.isdecimal() and not Path(f"/proc/{pid}").exists():
            path.unlink(missing_ok=True)


def from_rows(name: str, words: str) -> Callable[[Callable[[], float]], Callable[[], float]]:
    """Register a number that rows know, asked for at each scrape."""

    def register(function: Callable[[], float]) -> Callable[[], float]:
        _rows[f"vitrine_{name}"] = (words, function)
        return function

    return register


def init_app(app: Flask) -> None:
    app.after_request(count_request)
    app.register_blueprint(blueprint)


@event.listens_for(Pool, "checkout")
def _taken(*_: object) -> None:
    families().connections.inc()


@event.listens_for(Pool, "checkin")
def _given_back(*_: object) -> None:
    families().connections.dec()


def count_request(response: Response) -> Response:
    # By rule and never by path: what people type must not make a new row here.
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in METHODS else "other"
    families().requests.labels(route, method, f"{response.status_code // 100}xx").inc()
    families().request_seconds.labels(route, method).observe(time.monotonic() - g.began)
    return response


def count_kept(answers: Iterable[tuple[str, str, int, int]]) -> None:
    """Answers that were given from memory: rule, method, status and how often. They take next to no time."""
    for route, method, status, times in answers:
        families().requests.labels(route, method, f"{status // 100}xx").inc(times)


def count_events(kinds: list[str]) -> None:
    for kind in kinds:
        families().events.labels(kind).inc()


def count_checkout(outcome: str) -> None:
    families().checkouts.labels(outcome).inc()


@blueprint.get("/metrics")
def show_metrics() -> Response:
    """What all processes of this machine counted, and what the rows say now."""
    token = current_app.config["VITRINE"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        raise NotSignedIn("Send METRICS_TOKEN as `Authorization: Bearer …`.")
    return Response(generate_latest(gathered()), content_type=CONTENT_TYPE_LATEST)


def gathered() -> CollectorRegistry:
    families()
    registry = CollectorRegistry()
    if _shared_folder is not None:
        multiprocess.MultiProcessCollector(registry, str(_shared_folder))
    else:
        registry.register(own)
    registry.register(Rows())
    return registry


class Rows:
    """Each number by itself: one that can't be had leaves the others standing."""

    def collect(self) -> Iterator[Any]:
        failed = 0
        for name, (words, ask) in sorted(_rows.items()):
            try:
                yield GaugeMetricFamily(name, words, value=float(ask()))
            except Exception:
                db.session.rollback()
                failed += 1
                log.warning("metrics.failed", metric=name, exc_info=True)
        yield GaugeMetricFamily("vitrine_scrape_failures", "Numbers that could not be had", value=failed)

    def describe(self) -> list[Any]:
        return []
