"""Bringing a film in: the bytes first, then the row, then the nudge."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import func, select

from accounts.audit.record import record
from kit import ids, jobs, storage
from kit.db import db
from kit.errors import NoRoom, NotFound, NotUnderstood, TooLarge, TooSlow, Unavailable
from kit.language import _
from tagging.episodes import refusals
from tagging.episodes.apart import check
from tagging.episodes.film import Limits
from tagging.episodes.models import Cut, Episode, Series
from tagging.eyes.process import Broken, Unseen

READER = "read_cut"
CHUNK = 1 << 20
UPLOAD = "upload-"
# Nothing more has come for so long. A slow line may send for hours, but it sends.
ABANDONED_S = 24 * 3600
# Within one upload, between two pieces of it.
STALLED_S = 60
# The database and the films being read need some too.
SPARE_BYTES = 100_000_000
AT_ONCE = 4
_turns = threading.BoundedSemaphore(AT_ONCE)


def limits() -> Limits:
    settings = current_app.config["VITRINE"]
    return Limits(settings.max_film_minutes * 60, settings.max_film_megabytes * 1_000_000)


@contextmanager
def a_turn(expected: int | None) -> Iterator[None]:
    """Room on disk and a place among the uploads of this process: slow lines must not hold every thread."""
    if expected and shutil.disk_usage(storage.store().scratch()).free < expected + SPARE_BYTES:
        raise NoRoom(_("There is no room for this film on our side just now. Try again later."))
    if not _turns.acquire(blocking=False):
        raise Unavailable(_("Several films are coming in just now. Try again in a minute."))
    try:
        yield
    finally:
        _turns.release()


def receive(body: IO[bytes], into: Path) -> int:
    """Write an upload to disk, at most as many bytes as a film may have. Returns their number."""
    most = limits().bytes
    received = 0
    with into.open("wb") as file:
        while chunk := _next(body):
            received += len(chunk)
            if received > most:
                raise TooLarge(
                    _("This film is too large: at most %(most)d MB are taken.", most=most // 1_000_000)
                )
            file.write(chunk)
    return received


def _next(body: IO[bytes]) -> bytes:
    try:
        return body.read(CHUNK)
    except TimeoutError as error:
        raise TooSlow(
            _("Nothing more of this film came for a minute. Check your connection and drop it again.")
        ) from error


def refuse_unreadable(path: Path) -> None:
    """Say at once, while the person is still there, why a file can't become an episode."""
    try:
        check(path, limits())
    except Unseen as reason:
        raise NotUnderstood(refusals.said(reason.sentence)) from reason
    except Broken as reason:
        raise Unavailable(_("This film could not be looked at just now. Drop it here again.")) from reason


def hurry(line: Any) -> None:
    """Where the server lends us its socket, a line that says nothing for a while is let go."""
    if line is not None:
        line.settimeout(STALLED_S)


@contextmanager
def received(body: IO[bytes], length: int | None) -> Iterator[Path]:
    """An upload on disk that looks like a film, for as long as it takes to bring it in."""
    with (
        a_turn(length),
        tempfile.TemporaryDirectory(prefix=UPLOAD, dir=storage.store().scratch()) as folder,
    ):
        path = Path(folder) / "film"
        receive(body, path)
        refuse_unreadable(path)
        yield path


def bring_in(workspace_id: str, path: Path, name: str, series: Series, title: str | None = None) -> Episode:
    """Make an episode of a received film and ask for its reading. The file moves into the store."""
    name = file_name(name)
    title = (title or Path(name).stem.replace("_", " ").replace("-", " ")).strip()[:150] or "Untitled"
    episode = Episode(workspace_id=workspace_id, series=series, title=title, number=_next_number(series))
    db.session.add(episode)
    episode.current_cut_id = add_cut(episode, path, name).id
    record("bring_in_film", "episode", episode.id, subject=title, workspace_id=workspace_id)
    return episode


def add_cut(episode: Episode, path: Path, name: str) -> Cut:
    """Give an episode one more cut and ask for its reading; which one is current stays as it is."""
    if episode.cuts and episode.current_cut_id is None:
        episode.current_cut_id = episode.cut.id
    cut = Cut(id=ids.new("cut"), source_name=file_name(name), source_bytes=path.stat().st_size)
    source = f"incoming/{cut.id}"
    cut.source = source
    episode.cuts.append(cut)
    db.session.flush()
    # After the row could be written, before it is kept: a row that can't be leaves no file behind.
    storage.store().put(path, source, move=True)
    jobs.nudge(READER, cut.id)
    return cut


def file_name(name: str) -> str:
    return Path(name.replace("\\", "/")).name.strip()[:200] or "film"


def series_named(workspace_id: str, title: str) -> Series:
    title = title.strip()[:150]
    if not title:
        raise NotUnderstood(_("Give the series a title."))
    wanted = select(Series).where(Series.workspace_id == workspace_id, Series.title == title)
    series = db.session.scalar(wanted)
    if series is None:
        series = Series(workspace_id=workspace_id, title=title)
        db.session.add(series)
        db.session.flush()
    return series


def series_of(workspace_id: str, series_id: str) -> Series:
    series = db.session.get(Series, series_id)
    if series is None or series.workspace_id != workspace_id:
        raise NotFound(_("There is no such series."))
    return series


def remove(episode: Episode) -> None:
    """Take an episode and its files away."""
    for cut in episode.cuts:
        clear(cut)
    record("delete_episode", "episode", episode.id, subject=episode.title, workspace_id=episode.workspace_id)
    db.session.delete(episode)
    db.session.flush()


def clear(cut: Cut) -> None:
    """Remove a cut's files, source and all."""
    store = storage.store()
    store.remove(cut.folder)
    if cut.source:
        store.remove(cut.source)
    shutil.rmtree(store.scratch() / cut.id, ignore_errors=True)


def forget_abandoned() -> None:
    """Uploads whose server died while they came in: nobody will ever finish them."""
    for folder in storage.store().scratch().glob(f"{UPLOAD}*"):
        with suppress(FileNotFoundError):
            if time.time() - max(path.stat().st_mtime for path in (folder, *folder.iterdir())) > ABANDONED_S:
                shutil.rmtree(folder)


def _next_number(series: Series) -> int:
    highest = select(func.max(Episode.number)).where(Episode.series_id == series.id)
    return (db.session.scalar(highest) or 0) + 1
