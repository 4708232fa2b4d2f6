"""How fast events are on disk before the 202, against only parsing them, appending to a file, and a row each.

Everything in one run, on the same bodies (20 events, some of them touches with genuine tokens): as a bare
function with 8 threads, and through real HTTP on gunicorn with two workers, threads and asgi. Each way has
several goes, in turn, so that a machine that gets busy does so for all of them; the middle one counts.

Run: python -m bench.beacons [--goes 5] [--seconds 3] [--connections 32]
"""

import argparse
import asyncio
import fcntl
import os
import selectors
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from kit import signing
from tagging.audience import beacon
from tagging.audience.take import Answer, Taker

EVENTS = 20
THREADS = 8
SECRET = b"a key for measuring, 32 bytes or so"
MARK = b"@@@@@@@@"
WAYS = ("parse", "inbox", "append", "row")
FOLDER = "BENCH_BEACONS"
HEAD = b"POST /v1/events HTTP/1.1\r\nHost: bench\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
OK = Answer(202, b'{"accepted":20,"repeated":0,"refused":[]}', {"Content-Type": "application/json"})

Take = Callable[[bytes], Answer]


def body() -> bytes:
    """20 events as the player sends them. The eight marks in each id become another number in each batch."""
    shown = ["rel_01HXYZABCDEFGHJK", "mom_01HXYZABCDEFGHJK"]
    token = ".".join([*shown, "bench1", signing._signature(SECRET, tuple(shown))])
    about = {"session": "0f" * 16, "episode": "ep_01HXYZABCDEFGHJK", "release": shown[0], "viewer": None}
    kinds = ("progress", "progress", "impression", "play", "pause")
    events = []
    for n in range(EVENTS):
        kind = kinds[n % len(kinds)]
        event = {"id": f"{MARK.decode()}{n:024x}", "type": kind, "ts": 1_700_000_000_000 + n, **about}
        event["at_ms"] = 250 * n
        if kind == "impression":
            event |= {"moment": shown[1], "token": token}
        events.append(event)
    return msgspec.json.encode({"events": events})


# ---- the ways


def way(name: str, folder: Path) -> Take:
    folder.mkdir(parents=True, exist_ok=True)
    return {"parse": parse, "inbox": inbox, "append": append, "row": row}[name](folder)


def parse(_folder: Path) -> Take:
    """Read, judged by its shape, and answered: nothing is kept."""

    def take(raw: bytes) -> Answer:
        beacon.read(raw)
        return OK

    return take


def inbox(folder: Path) -> Take:
    """The product's own."""
    return taker(folder).take


@cache
def taker(folder: Path) -> Taker:
    return Taker(folder, signing.Ring(lambda: {"bench1": SECRET}))


def append(folder: Path) -> Take:
    """Written at the end of a file and synced, each request for itself."""
    file = os.open(folder / f"{os.getpid()}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def take(raw: bytes) -> Answer:
        beacon.read(raw)
        os.write(file, raw)
        os.fsync(file)
        return OK

    return take


def row(folder: Path) -> Take:
    """A unique row for each event in the database that all share, a commit for each request."""
    mine = threading.local()

    def take(raw: bytes) -> Answer:
        if not hasattr(mine, "db"):
            mine.db = sqlite3.connect(folder / "rows.db", isolation_level=None, timeout=60)
            # Nobody waits for whoever changes the journal's mode: one after the other.
            with (folder / "rows.lock").open("w") as door:
                fcntl.flock(door, fcntl.LOCK_EX)
                mine.db.execute("PRAGMA journal_mode = WAL")
                mine.db.execute("CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, body TEXT)")
            mine.db.execute("PRAGMA synchronous = FULL")
        rows = [(event.id, beacon.pack([event])) for event in beacon.read(raw).events]
        mine.db.execute("BEGIN IMMEDIATE")
        mine.db.executemany("INSERT OR IGNORE INTO event VALUES (?, ?)", rows)
        mine.db.execute("COMMIT")
        return OK

    return take


# ---- as a bare function


def bare(name: str, folder: Path, seconds: float) -> tuple[float, list[float]]:
    """Batches a second and each one's seconds, from 8 threads."""
    take, raw = way(name, folder), body()
    ends = time.perf_counter() + seconds
    waits: list[list[float]] = [[] for _ in range(THREADS)]

    def ask(thread: int) -> None:
        count = 0
        while (began := time.perf_counter()) < ends:
            count += 1
            answer = take(raw.replace(MARK, b"%02x%06x" % (thread, count)))
            assert answer.status == 202, answer.body
            waits[thread].append(time.perf_counter() - began)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - began
    taken = [wait for own in waits for wait in own]
    if name == "inbox":
        taker(folder).close()
    return len(taken) / passed, taken


# ---- through HTTP: what gunicorn serves


def served(name: str) -> Callable[..., Iterable[bytes]]:
    take = way(name, Path(os.environ[FOLDER]))

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = take(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        headers = [*answer.headers.items(), ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status} Said", headers)
        return [answer.body]

    return app


def served_asgi(name: str) -> Callable[..., Any]:
    """The way of an ASGI front: parsed on the loop, and whoever waits for the disk holds up nobody."""
    folder = Path(os.environ[FOLDER])
    plain = way(name, folder)

    async def take(raw: bytes) -> Answer:
        if name == "parse":
            return plain(raw)
        if name == "inbox":
            return await taker(folder).take_soon(raw)
        return await asyncio.to_thread(plain, raw)

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        raw, more = b"", True
        while more:
            part = await receive()
            raw, more = raw + part.get("body", b""), part.get("more_body", False)
        answer = await take(raw)
        length = (b"content-length", str(len(answer.body)).encode())
        headers = [*((k.lower().encode(), v.encode()) for k, v in answer.headers.items()), length]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    return app


def over_http(
    name: str, worker: str, folder: Path, seconds: float, connections: int
) -> tuple[float, list[float]]:
    """One server of its own for each go."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    target = f'bench.beacons:served{"_asgi" if worker == "asgi" else ""}("{name}")'
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--worker-class", worker, "--log-level", "error", "--no-control-socket"]
    command += ["--threads", str(THREADS)] if worker == "gthread" else []
    server = subprocess.Popen([*command, target], env={**os.environ, FOLDER: str(folder)})
    try:
        wait_for(port)
        ask(port, connections, 0.3, 900)
        return ask(port, connections, seconds, 1)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def wait_for(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("gunicorn did not start")


def ask(port: int, connections: int, seconds: float, series: int) -> tuple[float, list[float]]:
    """A closed loop: each connection asks again as soon as it is answered."""
    raw, waits, count = body(), [], 0
    chosen = selectors.DefaultSelector()
    asked: dict[socket.socket, float] = {}

    def send(one: socket.socket) -> None:
        nonlocal count
        count += 1
        fresh = raw.replace(MARK, b"%03x%05x" % (series, count))
        one.sendall(HEAD % (len(fresh), fresh))
        asked[one] = time.perf_counter()

    for _ in range(connections):
        one = socket.create_connection(("127.0.0.1", port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(one, selectors.EVENT_READ)
        send(one)
    began = time.perf_counter()
    while (now := time.perf_counter()) < began + seconds:
        for key, _ in chosen.select(0.5):
            one: Any = key.fileobj
            said = one.recv(4096)
            while b'"refused":[]}' not in said:
                more = one.recv(4096)
                assert more, said
                said += more
            assert b" 202 " in said[:16], said
            waits.append(time.perf_counter() - asked[one])
            send(one)
    passed = now - began
    for one in asked:
        one.close()
    chosen.close()
    return len(waits) / passed, waits


# ---- the table


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--goes", type=int, default=5)
    reader.add_argument("--seconds", type=float, default=3.0)
    reader.add_argument("--connections", type=int, default=32)
    told = reader.parse_args()
    print("bar: events/s against only parsing them, floor 0.33, aim 0.6; p99 against an append with fsync,")
    print("     floor 2.0, aim 1.2\n")
    print("| through | | events/s | of parsing | p50 ms | p99 ms | of the append's p99 |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for through in ("bare function", "gthread", "asgi"):
        table(through, told.goes, told.seconds, told.connections)


def table(through: str, goes: int, seconds: float, connections: int) -> None:
    figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name in WAYS}
    for _ in range(goes):
        for name in WAYS:
            folder = Path(tempfile.mkdtemp(prefix="beacons-"))
            try:
                if through == "bare function":
                    rate, waits = bare(name, folder, seconds)
                else:
                    rate, waits = over_http(name, through, folder, seconds, connections)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            cuts = statistics.quantiles(waits, n=100)
            figures[name].append((rate * EVENTS, cuts[49] * 1000, cuts[98] * 1000))
    for name in WAYS:
        rate, p50, p99 = middle(figures[name])
        # Against what ran beside it in the same go, and the middle of that.
        share = statistics.median(a[0] / b[0] for a, b in zip(figures[name], figures["parse"], strict=True))
        slow = statistics.median(a[2] / b[2] for a, b in zip(figures[name], figures["append"], strict=True))
        print(
            f"| {through} | {name} | {rate:,.0f} | {share:.2f} | {p50:.2f} | {p99:.2f} | {slow:.2f} |",
            flush=True,
        )


def middle(goes: list[tuple[float, float, float]]) -> tuple[float, ...]:
    return tuple(statistics.median(column) for column in zip(*goes, strict=True))


if __name__ == "__main__":
    main()
