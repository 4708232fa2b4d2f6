"""How gunicorn serves us: `gunicorn -c python:kit.web 'app:create_app()'`. Flags given to it win over this.

SIGTERM: `/readyz` says 503 for DRAIN_SECONDS while everything is still served, so that a load balancer looks
away; then no new connection is taken and requests in hand have STOP_SECONDS to end.
"""

import signal
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

from gunicorn.workers.gthread import ThreadWorker
from prometheus_client import multiprocess

from kit import health, logs, metrics, settings

_ours = settings.read()
logs.configure(_ours.log_level)

workers = _ours.web_workers
worker_class = "kit.web.Worker"
threads = _ours.web_threads
# A worker that doesn't even look at the clock for so long hangs. Long uploads are fine: a thread reads them.
timeout = 60
graceful_timeout = _ours.stop_seconds
keepalive = 15
# Whatever leaks, in us or in a library, goes with the worker; not all of them at once.
max_requests = 20_000
max_requests_jitter = 4_000
# One line for each request is ours, with its id and without an address.
accesslog = None
control_socket_disable = True


class Worker(ThreadWorker):
    """A stopping worker lets go of its door at once: left open, it would let people in and never answer."""

    def set_accept_enabled(self, enabled: Any) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()


def on_starting(server: Any) -> None:
    """In the one process that starts the others."""
    folder = Path(_ours.metrics_path)
    metrics.share(folder)
    metrics.forget_the_dead(folder)
    # Loaded once: workers are forks that find it there. Each still makes an app of its own.
    import_module(server.app.app_uri.partition(":")[0])


def when_ready(server: Any) -> None:
    end = server.handle_term

    def drain() -> None:
        if _ours.drain_seconds == 0 or health.is_stopping():
            health.say_stopping()
            end()
        health.say_stopping()
        server.log.info("Draining for %s s", _ours.drain_seconds)
        again = threading.Timer(_ours.drain_seconds, server.SIG_QUEUE.put_nowait, [signal.SIGTERM])
        again.daemon = True
        again.start()

    server.handle_term = drain


def child_exit(_server: Any, worker: Any) -> None:
    multiprocess.mark_process_dead(worker.pid)
