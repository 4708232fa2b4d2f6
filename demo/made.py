"""Making a thing once: a stamp beside it says what it was made from, and nothing half ever stands there."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def fingerprint(sources: Iterable[Path], *also: object) -> str:
    """A hash of the sources' bytes and of whatever else decides the outcome."""
    total = hashlib.sha256(repr(also).encode())
    for source in sorted(sources):
        total.update(source.name.encode() + b"\0" + source.read_bytes())
    return total.hexdigest()


def is_made(folder: Path, names: Iterable[str], stamp: str, mark: str) -> bool:
    stamped = folder / f".{stamp}.made"
    return (
        stamped.is_file() and stamped.read_text() == mark and all((folder / name).is_file() for name in names)
    )


@contextmanager
def making(folder: Path, names: Iterable[str], stamp: str, mark: str) -> Iterator[Path]:
    """A folder to work in; what is named moves into place when the block ends well, the stamp last."""
    folder.mkdir(parents=True, exist_ok=True)
    # A killed run can't tidy up after itself: the next one does.
    for left in folder.glob(f".{stamp}.*.part"):
        shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f".{stamp}.", suffix=".part", dir=folder))
    try:
        yield work
        stamped = folder / f".{stamp}.made"
        stamped.unlink(missing_ok=True)
        for name in names:
            (work / name).replace(folder / name)
        (work / "mark").write_text(mark)
        (work / "mark").replace(stamped)
    finally:
        shutil.rmtree(work, ignore_errors=True)
