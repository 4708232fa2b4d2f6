"""Background work. The row is the truth and a queued job only a nudge: a lost nudge is found by the sweep."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, cast

import structlog
from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey

from kit import clock, logs, metrics
from kit.db import after_commit, transaction

log = structlog.get_logger()

Job = Callable[..., None]
_jobs: dict[str, Job] = {}
_sweeps: dict[str, tuple[Job, float]] = {}
# Set when the worker was told to stop.
_stop = threading.Event()


def job(name: str) -> Callable[[Job], Job]:
    """Register a background entry point under the name it is nudged by."""

    def register(function: Job) -> Job:
        _jobs[name] = function
        return function

    return register


def sweep(name: str, every_s: float) -> Callable[[Job], Job]:
    """Register a look for work whose nudge was lost. Runs in every worker: it must claim what it takes."""

    def register(function: Job) -> Job:
        _sweeps[name] = (function, every_s)
        return function

    return register


def nudge(name: str, *args: str) -> None:
    """Ask for a job after the open transaction is kept. A queue that is down only costs time."""
    if name not in _jobs:
        raise LookupError(f"there is no job named {name}")
    run = current_app.extensions["huey_run"]
    about = {"trace": logs.trace(), "request_id": logs.request_id(), "asked_ms": clock.now_ms()}

    def send() -> None:
        try:
            run(name, *args, about=about)
        except Exception:  # the sweep finds the row; the request must not fail for its nudge
            metrics.families().nudges_lost.labels(name).inc()
            log.warning("nudge.lost", job=name, exc_info=True)

    after_commit(send)


def init_app(app: Flask) -> None:
    settings = app.config["VITRINE"]
    queue: Huey
    if settings.redis_url:
        queue = RedisHuey("vitrine", url=settings.redis_url)
    else:
        queue = SqliteHuey("vitrine", filename=settings.jobs_path, fsync=False)

    def run(name: str, *args: str, about: dict[str, Any] | None = None) -> None:
        told = {key: (about or {}).get(key) for key in ("trace", "request_id")}
        bound = structlog.contextvars.bound_contextvars(**{k: v for k, v in told.items() if v})
        with app.app_context(), bound:
            do(name, *args)

    app.extensions["huey"] = queue
    app.extensions["huey_run"] = queue.task(name="run")(run)


def queue() -> Huey:
    return cast(Huey, current_app.extensions["huey"])


def do(name: str, *args: str) -> None:
    """Run one job here and now, logged. What it raises is logged and left to the sweep."""
    started = time.monotonic()
    outcome = "failed"
    try:
        _jobs[name](*args)
        outcome = "done"
    except Exception:
        log.exception("job.failed", job=name, args=args)
    seconds = time.monotonic() - started
    metrics.families().jobs.labels(name, outcome).inc()
    metrics.families().job_seconds.labels(name).observe(seconds)
    if outcome == "done":
        log.info("job.done", job=name, args=args, seconds=round(seconds, 3))


def sweep_once() -> None:
    for name in _sweeps:
        _sweep(name)


def _sweep(name: str) -> None:
    try:
        _sweeps[name][0]()
    except Exception:
        metrics.families().sweep_failures.labels(name).inc()
        log.exception("sweep.failed", sweep=name)


def work(app: Flask, workers: int) -> None:
    """Serve jobs and sweeps until told to stop.

    After SIGTERM it takes no further job and waits STOP_SECONDS for those in hand; long ones give themselves
    up. What is cut off all the same, or by Ctrl-C, is found again by its row.
    """
    logging.getLogger("huey").setLevel(logging.WARNING)
    most_s = app.config["VITRINE"].stop_seconds
    consumer = cast(Huey, app.extensions["huey"]).create_consumer(
        workers=workers,
        periodic=False,
        initial_delay=0.05,
        max_delay=0.4,
        shutdown_timeout=most_s,
        graceful_signal="TERM",
    )
    global _stop
    _stop = consumer.stop_flag
    sweeping = [
        threading.Thread(target=_keep_sweeping, args=(app, name, every_s), name=f"sweep {name}", daemon=True)
        for name, (_, every_s) in _sweeps.items()
    ]
    for thread in sweeping:
        thread.start()
    log.info("worker.started", workers=workers, sweeps=len(sweeping))
    consumer.run()
    _stop.set()
    until = time.monotonic() + min(most_s, 5)
    for thread in sweeping:
        thread.join(max(0.0, until - time.monotonic()))
    log.info("worker.stopped", cut_off=[thread.name for thread in sweeping if thread.is_alive()])


def _keep_sweeping(app: Flask, name: str, every_s: float) -> None:
    while True:
        with app.app_context():
            _sweep(name)
        if _stop.wait(every_s):
            return


def is_stopping() -> bool:
    """Whether this worker was told to stop: whoever works long looks here and gives up what is in hand."""
    return _stop.is_set()


def in_transaction(function: Callable[..., Any]) -> Job:
    """One job is one transaction."""

    @functools.wraps(function)
    def wrapped(*args: str) -> None:
        with transaction():
            function(*args)

    return wrapped
