"""Where a worker keeps events until they are sealed: a SQLite file of its own, durable before it answers.

Sharing one file between workers costs four times the wait (docs/decisions/0018), so each process writes one
that only it may, held by a lock that ends with it. An inbox is let go after a second or when it is full:
whoever seals takes those that nobody holds, a dead worker's among them.
"""

import asyncio
import os
import threading
import time
from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from tagging.audience import inbox_files as files
from tagging.audience.inbox_files import File

MOST_WAITING = 256
# One commit holds so many at most: the first in it must not wait for a flood behind it.
MOST_AT_ONCE = 64
# Of all that waits, one sender may hold so much: the rest is for everybody else.
SHARE = 4


class Full(Exception):
    """Too much waits to be written. Nothing was kept; asking again in a moment is right."""


class Waiting(NamedTuple):
    body: bytes
    received_ms: int
    sender: str
    kept: "Future[None] | asyncio.Future[None]"
    loop: asyncio.AbstractEventLoop | None


class Inbox:
    """Writes what all threads put into it, in one thread and with one commit for all that waits."""

    def __init__(self, folder: Path, most_waiting: int = MOST_WAITING) -> None:
        self.folder, self.most = folder, most_waiting
        self._queue: deque[Waiting] = deque()
        self._held: Counter[str] = Counter()
        self._turn = threading.Condition()
        self._writer: threading.Thread | None = None
        self._is_closing = False
        self._file: File | None = None
        # Files are made and closed beside the writer: both take the disk's time, and nobody waits for them.
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="inbox files")
        self._next: Future[File] | None = None

    def put(self, body: bytes, received_ms: int, sender: str = "") -> "Future[None]":
        """Ask for `body` to be kept; done when it is on disk. `Full` where too much waits already.

        `sender` is whoever must not crowd out the others; it is kept nowhere.
        """
        kept: Future[None] = Future()
        self._add(Waiting(body, received_ms, sender, kept, None))
        return kept

    def put_soon(self, body: bytes, received_ms: int, sender: str = "") -> "asyncio.Future[None]":
        """As `put`, on an event loop: all of a commit's are woken by one call."""
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[None] = loop.create_future()
        self._add(Waiting(body, received_ms, sender, kept, loop))
        return kept

    def _add(self, one: Waiting) -> None:
        sender = one.sender
        with self._turn:
            most_of_one = self.most // SHARE if sender else self.most
            if len(self._queue) >= self.most or self._held[sender] >= most_of_one:
                raise Full
            self._queue.append(one)
            self._held[sender] += 1
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="inbox", daemon=True)
                self._writer.start()
            self._turn.notify()

    def close(self) -> None:
        """Write what waits and let the file go. It opens again for whoever comes later."""
        with self._turn:
            writer, self._is_closing = self._writer, True
            self._turn.notify()
        if writer is not None:
            writer.join()
        self._is_closing = False
        self._beside.submit(int).result()

    def _write(self) -> None:
        while True:
            with self._turn:
                ended = self._file.ends - time.monotonic() if self._file else 0.0
                self._turn.wait_for(lambda: self._queue or self._is_closing, max(0.0, ended))
                lump = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_AT_ONCE))]
                if not lump and not self._is_closing and self._file and not self._file.is_done():
                    continue
                if not lump:
                    # Nobody came for a while: whoever comes next starts the thread again.
                    self._let_go(is_last=True)
                    self._writer = None
                    return
            self._keep(lump)

    def _keep(self, lump: list[Waiting]) -> None:
        error: BaseException | None = None
        try:
            if self._file is None:
                self._file = self._next.result() if self._next else File(self.folder)
                self._file.begin()
                self._next = self._beside.submit(File, self.folder)
            self._file.add(lump)
        except Exception as failed:
            error = failed
        with self._turn:
            for one in lump:
                self._held[one.sender] -= 1
                if not self._held[one.sender]:
                    del self._held[one.sender]
        loops: dict[asyncio.AbstractEventLoop | None, list[Any]] = {}
        for one in lump:
            loops.setdefault(one.loop, []).append(one.kept)
        for loop, kept in loops.items():
            if loop is None:
                _wake(kept, error)
            else:
                with suppress(RuntimeError):  # closed meanwhile: nobody waits there any more
                    loop.call_soon_threadsafe(_wake, kept, error)
        if error is not None or (self._file and self._file.is_done()):
            self._let_go(is_last=error is not None)

    def _let_go(self, is_last: bool) -> None:
        file, self._file = self._file, None
        if file:
            self._beside.submit(file.let_go)
        if is_last and self._next:
            spare, self._next = self._next, None
            self._beside.submit(_discard, spare)


def _wake(waiting: list[Any], error: BaseException | None) -> None:
    for kept in waiting:
        if kept.done():
            continue  # given up by whoever waited
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)


def _discard(spare: "Future[File]") -> None:
    """One that was made for what didn't come any more."""
    if spare.exception() is None:
        file = spare.result()
        file.db.close()
        files.remove(file.path)
        os.close(file.lock)
