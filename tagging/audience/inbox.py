"""Where a worker keeps events until they are sealed: a SQLite file of its own, durable before it answers.

Sharing one file between workers costs four times the wait (docs/decisions/0018), so each process writes one
that only it may, held by a lock that ends with it. An inbox is let go after `OPEN_S` or when it is full:
whoever seals takes those that nobody holds, a dead worker's among them.
"""

import asyncio
import fcntl
import os
import secrets
import sqlite3
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from kit.storage import sync

OPEN_S = 1.0
MOST_BYTES = 16 << 20
MOST_WAITING = 256
# One commit holds so many at most: the first in it must not wait for a flood behind it.
MOST_AT_ONCE = 64
# Of all that waits, one sender may hold so much: the rest is for everybody else.
SHARE = 4
ENDS = (".db", ".db-journal", ".db-wal", ".db-shm", ".lock")


class Full(Exception):
    """Too much waits to be written. Nothing was kept; asking again in a moment is right."""


class Unreadable(Exception):
    """A file that is no inbox, or none any more."""


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
        self._file: _File | None = None
        # Files are made and closed beside the writer: both take the disk's time, and nobody waits for them.
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="inbox files")
        self._next: Future[_File] | None = None

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
                self._file = self._next.result() if self._next else _File(self.folder)
                self._file.ends = time.monotonic() + OPEN_S
                self._next = self._beside.submit(_File, self.folder)
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


class _File:
    """One file, from its making until it is let go. One thread at a time touches it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # One that looks for the dead may hold a new name for a moment: then it is theirs to throw away.
        while (lock := _lock(path := _new_name(folder))) is None:
            pass
        self.path, self.lock = path, lock
        self.ends = time.monotonic() + OPEN_S
        self.bytes = 0
        try:
            self.db = sqlite3.connect(f"{self.path}.db", isolation_level=None, check_same_thread=False)
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            # It is read once and thrown away: moving it from the log into the file would be work for nobody.
            self.db.execute("PRAGMA wal_autocheckpoint = 0")
            self.db.execute("CREATE TABLE taken (seq INTEGER PRIMARY KEY, received_ms INTEGER, body BLOB)")
            sync(folder)  # a new file's name is durable only with its folder
        except BaseException:
            remove(self.path)
            os.close(lock)
            raise

    def add(self, lump: list[Waiting]) -> None:
        # One statement is one transaction, and Python's lock is let go and fought for once.
        places = ", ".join(["(?, ?)"] * len(lump))
        given = [value for one in lump for value in (one.received_ms, one.body)]
        self.db.execute(f"INSERT INTO taken (received_ms, body) VALUES {places}", given)  # noqa: S608 - only places
        self.bytes += sum(len(one.body) for one in lump)

    def is_done(self) -> bool:
        return self.bytes >= MOST_BYTES or time.monotonic() >= self.ends

    def let_go(self) -> None:
        # Who closes last brings the log into the file, which costs as much disk again, and for a file that is
        # read once. Who only reads can't do that: so the last one here is a reader.
        with suppress(sqlite3.Error), closing(_reader(self.path)) as last:
            last.execute("SELECT 1 FROM taken LIMIT 1").fetchone()
            self.db.close()
        self.db.close()
        os.close(self.lock)


def _discard(spare: "Future[_File]") -> None:
    """One that was made for what didn't come any more."""
    if spare.exception() is None:
        file = spare.result()
        file.db.close()
        remove(file.path)
        os.close(file.lock)


@contextmanager
def held(name: Path) -> Iterator[bool]:
    """Hold an inbox as its worker did; false where somebody else still does."""
    lock = _lock(name)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            os.close(lock)


def names(folder: Path) -> list[Path]:
    """Every inbox there is, held or not, oldest first."""
    return sorted(path.with_suffix("") for path in folder.glob("*.lock")) if folder.is_dir() else []


def read(name: Path) -> list[tuple[int, bytes]]:
    """[(received, UTC ms; body)] as far as it is durable. Gone already is empty."""
    # The journal is there only while the file is made: nobody has put anything in yet.
    if not Path(f"{name}.db").exists() or Path(f"{name}.db-journal").exists():
        return []
    try:
        with closing(_reader(name)) as db:
            return db.execute("SELECT received_ms, body FROM taken ORDER BY seq").fetchall()
    except sqlite3.OperationalError as error:
        # Killed before its table was there, or sealed and taken away while we looked.
        if "no such table" in str(error) or "unable to open" in str(error):
            return []
        raise
    except sqlite3.DatabaseError as error:
        raise Unreadable(str(error)) from error


def _reader(name: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{name}.db?mode=ro", uri=True, timeout=5, check_same_thread=False)


def remove(name: Path) -> None:
    """Throw a sealed inbox away, its lock last: until then nobody takes the rest for a new one."""
    for end in ENDS:
        Path(f"{name}{end}").unlink(missing_ok=True)


def set_aside(name: Path) -> None:
    """A file that can't be read any more is left to a person, and not tried again."""
    for end in ENDS[:-1]:
        with suppress(FileNotFoundError):
            Path(f"{name}{end}").replace(f"{name}.damaged{end.removeprefix('.db')}")
    Path(f"{name}.lock").unlink(missing_ok=True)


@contextmanager
def only_one(folder: Path) -> Iterator[bool]:
    """Whether it is us who seal in this folder now; never two at once."""
    folder.mkdir(parents=True, exist_ok=True)
    turn = os.open(folder / "sealing", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _flock(turn)
    finally:
        os.close(turn)


def _new_name(folder: Path) -> Path:
    # By time, so that what came first is sealed first.
    return folder / f"{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}"


def _lock(name: Path) -> int | None:
    """Hold an inbox; None while somebody else does, or where it went just now."""
    # Beside the database and not on it: closing any handle of a file ends SQLite's own locks in this process.
    path = f"{name}.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if _flock(lock) and Path(path).stat().st_ino == os.fstat(lock).st_ino:
            return lock
    except FileNotFoundError:
        pass
    os.close(lock)
    return None


def _flock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
