"""How gunicorn serves us: `gunicorn -c python:kit.web 'app:create_app()'`. Flags given to it win over this.

SIGTERM: `/readyz` says 503 for DRAIN_SECONDS while everything is still served, so that a load balancer looks
away; then no new connection is taken and requests in hand have STOP_SECONDS to end.
"""

import signal
import socket
import threading
import time
from functools import partial
from importlib import import_module
from pathlib import Path
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker
from prometheus_client import multiprocess

from kit import health, logs, metrics, plain, settings
from kit.front import Front

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


PEEK = socket.MSG_PEEK | socket.MSG_DONTWAIT
NOTICE_S = 0.5
# For what is left of an answer of a few thousand bytes.
SLOW_S = 30


class Worker(ThreadWorker):
    """Gunicorn's threads, with the front before them: plain requests to it are answered as they are noticed.

    What is asked is looked at without being taken from the line: what the front has no answer to goes on to
    gunicorn's parser and a thread as if nobody had looked.
    """

    front: Front | None = None
    _noticed = 0.0

    def load_wsgi(self) -> None:
        super().load_wsgi()
        ours = getattr(self.wsgi, "extensions", {}).get("front")
        if ours is not None:
            self.front = self.wsgi = Front(self.wsgi, ours)

    def notify(self) -> None:
        # Under load this is called for each batch of requests; the one who waits for it counts in seconds.
        now = time.monotonic()
        if now - self._noticed < NOTICE_S:
            return
        self._noticed = now
        super().notify()
        if self.front is not None:
            metrics.count_kept(self.front.counted())

    def set_accept_enabled(self, enabled: Any) -> None:
        """A stopping worker lets go of its door at once: left open, it lets people in and never answers."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()

    def enqueue_req(self, conn: TConn) -> None:
        """A new line, or one that waited for its first word: here it may be answered without a thread."""
        if conn.parser is None and self._is_open():
            first = peeked(conn.sock)
            if first is None and not conn.data_ready:
                return self._await(conn)
            rest = self._answer(conn, first or b"")
            if rest is not None:
                return self._send(conn, rest) if rest else self._keep(conn)
        return super().enqueue_req(conn)

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """The next word on a line that is kept."""
        rest = self._answer(conn, peeked(conn.sock) or b"") if self._is_open() else None
        if rest is None:
            return super().on_client_socket_readable(conn, client)
        self.keepalived_conns.remove(conn)
        if rest:
            self.poller.unregister(client)
            return self._send(conn, rest)
        # They stand in the order in which they end.
        conn.set_timeout()
        self.keepalived_conns.append(conn)
        return None

    def _is_open(self) -> bool:
        has_room = len(self.keepalived_conns) < self.max_keepalived
        return self.front is not None and self.alive and has_room and not self.cfg.is_ssl

    def _answer(self, conn: TConn, head: bytes) -> bytes | None:
        """What of the answer the line wouldn't take yet; None where there is no answer here."""
        asked = plain.read(head)
        found = self.front.look(asked) if self.front and asked else None
        if asked is None or found is None:
            return None
        whole, anew = found
        if anew is not None:
            self.tpool.submit(anew)
        try:
            conn.sock.recv(asked.length)
            return whole[conn.sock.send(whole) :]
        except BlockingIOError:
            return whole
        except OSError:
            return b""  # they hung up, which is noticed as for everybody

    def _keep(self, conn: TConn) -> None:
        conn.set_timeout()
        self.keepalived_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _await(self, conn: TConn) -> None:
        """Silence costs no thread."""
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _send(self, conn: TConn, rest: bytes) -> None:
        sending = self.tpool.submit(send_all, conn, rest)
        sending.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))


def peeked(line: socket.socket) -> bytes | None:
    """What was said on a line, left there; None if nothing was yet."""
    try:
        return line.recv(plain.MOST_BYTES, PEEK)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def send_all(conn: TConn, rest: bytes) -> bool:
    conn.init()
    conn.sock.settimeout(SLOW_S)
    conn.sock.sendall(rest)
    return True


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
