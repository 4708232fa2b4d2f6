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

from kit.db import after_commit, transaction

log = structlog.get_logger()

Job = Callable[..., None]
_jobs: dict[str, Job] = {}
_sweeps: dict[str, tuple[Job, float]] = {}


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

    def send() -> None:
        try:
            run(name, *args)
        except Exception:  # the sweep finds the row; the request must not fail for its nudge
            log.warning("nudge.lost", job=name, exc_info=True)

    after_commit(send)


def init_app(app: Flask) -> None:
    settings = app.config["VITRINE"]
    queue: Huey
    if settings.redis_url:
        queue = RedisHuey("vitrine", url=settings.redis_url)
    else:
        queue = SqliteHuey("vitrine", filename=settings.jobs_path, fsync=False)

    def run(name: str, *args: str) -> None:
        with app.app_context():
            do(name, *args)

    app.extensions["huey"] = queue
    app.extensions["huey_run"] = queue.task(name="run")(run)


def do(name: str, *args: str) -> None:
    """Run one job here and now, logged. What it raises is logged and left to the sweep."""
    started = time.monotonic()
    try:
        _jobs[name](*args)
    except Exception:
        log.exception("job.failed", job=name, args=args)
        return
    log.info("job.done", job=name, args=args, seconds=round(time.monotonic() - started, 3))


def sweep_once() -> None:
    for name in _sweeps:
        _sweep(name)


def _sweep(name: str) -> None:
    try:
        _sweeps[name][0]()
    except Exception:
        log.exception("sweep.failed", sweep=name)


def work(app: Flask, workers: int) -> None:
    """Serve jobs and sweeps until told to stop. Jobs in hand are given up: their rows are found again."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    stop = threading.Event()
    for name, (_, every_s) in _sweeps.items():
        thread = threading.Thread(target=_keep_sweeping, args=(app, name, every_s, stop), daemon=True)
        thread.start()
    queue = cast(Huey, app.extensions["huey"])
    consumer = queue.create_consumer(
        workers=workers, periodic=False, initial_delay=0.05, max_delay=0.4, shutdown_timeout=2
    )
    consumer.run()
    stop.set()


def _keep_sweeping(app: Flask, name: str, every_s: float, stop: threading.Event) -> None:
    while True:
        with app.app_context():
            _sweep(name)
        if stop.wait(every_s):
            return


def in_transaction(function: Callable[..., Any]) -> Job:
    """One job is one transaction."""

    @functools.wraps(function)
    def wrapped(*args: str) -> None:
        with transaction():
            function(*args)

    return wrapped
