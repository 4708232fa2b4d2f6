"""A backup's file: one tar of media files and of rows in lumps, closed by a manifest.

Everything streams: neither a film nor a table is ever held in memory. The manifest comes last, so that a file
without one is half a backup; its hash is over all that came before, in order.
"""

import gzip
import hashlib
import io
import json
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA, ROWS = "media/", "rows/"
LUMP = 1 << 20

Progress = Callable[[str], None]


class Damaged(Exception):
    """What is wrong with the file, in a sentence."""


@dataclass
class Manifest:
    revision: str = ""
    made_at: str = ""
    database: str = ""
    tables: dict[str, int] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    sha256: str = ""
    format: int = FORMAT

    def said(self) -> str:
        rows = sum(self.tables.values())
        text = f"{rows:,} rows of {len(self.tables)} tables, {self.files:,} files ({size(self.bytes)}), "
        return text + f"database version {self.revision}, made {self.made_at}."


class Teller:
    """Says how far it is, not more than once a second."""

    def __init__(self, tell: Progress) -> None:
        self.tell = tell
        self.last = time.monotonic()

    def __call__(self, words: Callable[[], str]) -> None:
        if time.monotonic() - self.last >= 1:
            self.last = time.monotonic()
            self.tell(words())


class Writer:
    """Members one after the other, each counted into the hash."""

    def __init__(self, out: IO[bytes]) -> None:
        self.tar = tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.digest = hashlib.sha256()

    def add(self, name: str, body: IO[bytes], bytes: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = bytes, 0o600, int(time.time())
        _begin(self.digest, name, bytes)
        self.tar.addfile(info, _Counted(body, self.digest, bytes, name))

    def add_rows(self, table: str, number: int, rows: list[dict[str, Any]]) -> None:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        body = gzip.compress(lines.encode(), mtime=0)
        self.add(f"{ROWS}{table}/{number:06d}.jsonl.gz", io.BytesIO(body), len(body))

    def close(self, manifest: Manifest) -> None:
        manifest.sha256 = self.digest.hexdigest()
        body = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(body), 0o600
        self.tar.addfile(info, io.BytesIO(body))
        self.tar.close()


class _Counted:
    """A body that is hashed as it is read, and must be as long as was said."""

    def __init__(self, body: IO[bytes], digest: Any, bytes: int, name: str) -> None:
        self.body, self.digest, self.left, self.name = body, digest, bytes, name

    def read(self, size: int = -1) -> bytes:
        lump = self.body.read(min(size if size >= 0 else LUMP, LUMP))
        if not lump and self.left:
            raise Damaged(f"{self.name} became shorter while it was read. Try again.")
        self.left -= len(lump)
        self.digest.update(lump)
        return lump


def members(file: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Every member's name, length and body, in order; a body must be read before the next."""
    with tarfile.open(file, "r|") as tar:
        for info in tar:
            body = tar.extractfile(info)
            if not info.isfile() or body is None or not _is_ours(info.name):
                raise Damaged(f"{file} holds {info.name!r}, which no backup of ours does.")
            yield info.name, info.size, body


def rows(body: IO[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(body.read()).splitlines()]


def verify(file: Path, tell: Progress) -> Manifest:
    """Read it through; Damaged says what is wrong."""
    try:
        return _verify(file, tell)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Damaged(f"{file} is damaged or no backup: {error}.") from error


def _verify(file: Path, tell: Progress) -> Manifest:
    digest, counted, manifest = hashlib.sha256(), Manifest(), None
    told = Teller(tell)
    for name, length, body in members(file):
        if manifest is not None:
            raise Damaged(f"{file} goes on after its end.")
        if name == MANIFEST:
            manifest = _manifest(file, body.read())
            continue
        _begin(digest, name, length)
        lumps = []
        while lump := body.read(LUMP):
            digest.update(lump)
            if name.startswith(ROWS):
                lumps.append(lump)
        if name.startswith(MEDIA):
            counted.files += 1
            counted.bytes += length
        else:
            _count_rows(file, name, b"".join(lumps), counted)
        told(lambda: f"Checked {counted.files:,} files, {size(counted.bytes)} …")
    if manifest is None:
        raise Damaged(f"{file} ends before its end: the backup was cut off. Use another one.")
    ours = (counted.files, counted.bytes, counted.tables, digest.hexdigest())
    kept = {table: count for table, count in manifest.tables.items() if count}
    if ours != (manifest.files, manifest.bytes, kept, manifest.sha256):
        raise Damaged(f"{file} is damaged: what it holds is not what was written. Use another one.")
    return manifest


def _count_rows(file: Path, name: str, body: bytes, counted: Manifest) -> None:
    table = name.split("/")[1]
    try:
        number = len(rows(io.BytesIO(body)))
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise Damaged(f"{file} is damaged in {name}. Use another one.") from error
    counted.tables[table] = counted.tables.get(table, 0) + number


def _manifest(file: Path, body: bytes) -> Manifest:
    try:
        told = json.loads(body)
        if told["format"] != FORMAT:
            raise Damaged(
                f"{file} was made by another version, in format {told['format']}; we read {FORMAT}."
            )
        return Manifest(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{file} is damaged in its manifest. Use another one.") from error


def _is_ours(name: str) -> bool:
    return name == MANIFEST or (name.startswith((MEDIA, ROWS)) and ".." not in name.split("/"))


def _begin(digest: Any, name: str, length: int) -> None:
    digest.update(f"{name}\0{length}\0".encode())


def size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
