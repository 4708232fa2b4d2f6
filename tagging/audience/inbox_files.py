"""The files of inboxes: made, read by others, taken over from the dead, thrown away when sealed.

An inbox is a database, what SQLite lays beside it, and a lock: it belongs to whoever holds that.
"""

import fcntl
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from kit.storage import sync

OPEN_S = 1.0
MOST_BYTES = 16 << 20
ENDS = (".db", ".db-journal", ".db-wal", ".db-shm", ".lock")


class Unreadable(Exception):
    """A file that is no inbox, or none any more."""


class File:
    """One file, from its making until it is let go. One thread at a time touches it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # One that looks for the dead may hold a new name for a moment: then it is theirs to throw away.
        while (lock := _lock(path := _new_name(folder))) is None:
            pass
        self.path, self.lock = path, lock
        self.begin()
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

    def add(self, lump: list[Any]) -> None:
        """Keep each one's `body` and `received_ms`; on disk when it returns."""
        # One statement is one transaction, and Python's lock is let go and fought for once.
        places = ", ".join(["(?, ?)"] * len(lump))
        given = [value for one in lump for value in (one.received_ms, one.body)]
        self.db.execute(f"INSERT INTO taken (received_ms, body) VALUES {places}", given)  # noqa: S608 - only places
        self.bytes += sum(len(one.body) for one in lump)

    def begin(self) -> None:
        """Its time runs from its first event, not from its making."""
        self.ends, self.bytes = time.monotonic() + OPEN_S, 0

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
