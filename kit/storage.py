"""Pictures and films: a folder by default, any S3 by MEDIA_URL, through fsspec."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

import fsspec
from flask import Blueprint, Flask, current_app, redirect, send_from_directory
from fsspec.implementations.local import LocalFileSystem
from werkzeug.wrappers import Response

from kit.errors import NotFound

blueprint = Blueprint("media", __name__)

# What is still coming in, or being worked on.
WORK = "incoming/scratch/"
# Nobody gets these by an address: what isn't a film yet, and what viewers did.
CLOSED = {"incoming", "events"}
# Names hold the unguessable id of what they belong to and are never written twice.
FOREVER = "public, max-age=31536000, immutable"


class Store:
    """Keys are `/`-separated paths of our own making; they never hold what a person typed."""

    def __init__(self, url: str) -> None:
        self.fs, self.root = cast(tuple[Any, str], fsspec.core.url_to_fs(url))
        self.is_local = isinstance(self.fs, LocalFileSystem)
        if self.is_local:
            Path(self.root).mkdir(parents=True, exist_ok=True)

    def path(self, key: str) -> str:
        if ".." in key.split("/") or key.startswith("/"):
            raise ValueError(f"{key!r} is no key")
        return f"{self.root.rstrip('/')}/{key}"

    def put(self, source: Path, key: str, *, move: bool = False) -> None:
        """Bring a finished file under its key; never half of it. `move` gives the source up."""
        if not self.is_local:
            self.fs.put_file(str(source), self.path(key))
            if move:
                source.unlink()
            return
        target = Path(self.path(key))
        target.parent.mkdir(parents=True, exist_ok=True)
        if move and source.stat().st_dev == target.parent.stat().st_dev:
            source.replace(target)
            return
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, part)
        part.replace(target)
        if move:
            source.unlink()

    def keep(self, source: Path, key: str) -> None:
        """As `put`, giving the source up, and on disk when it returns: not even a power cut takes it."""
        if not self.is_local:
            return self.put(source, key, move=True)
        target = Path(self.path(key))
        fresh = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        sync(source)
        self.put(source, key, move=True)
        for folder in (target.parent, *(one.parent for one in fresh)):
            sync(folder)
        return None

    def scratch(self) -> Path:
        """A folder for work in progress: beside a local store, so that finished files move in at once."""
        folder = (
            Path(self.root) / "incoming" / "scratch"
            if self.is_local
            else Path(tempfile.gettempdir()) / "vitrine"
        )
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def files(self, below: str = "") -> Iterator[tuple[str, int]]:
        """Every finished file with its size, what is still coming in left out."""
        self.fs.invalidate_cache()
        root = self.path(below.rstrip("/")) if below else self.root
        for path, known in sorted(self.fs.find(root, detail=True).items()):
            key = path.removeprefix(self.root).lstrip("/")
            if not key.startswith(WORK) and not key.endswith(".part"):
                yield key, int(known["size"])

    def probe(self) -> None:
        """Write a little and take it away again; raises where that isn't possible."""
        key = f"{WORK}probe-{secrets.token_hex(4)}"
        self.fs.makedirs(self.path(WORK.rstrip("/")), exist_ok=True)
        self.fs.pipe_file(self.path(key), b"ok")
        self.fs.rm_file(self.path(key))

    def write(self, key: str, body: IO[bytes]) -> None:
        """Bring what is read from somewhere under its key; never half of it."""
        path = self.path(key)
        if not self.is_local:
            with self.fs.open(path, "wb") as far:
                shutil.copyfileobj(body, far, 1 << 20)
            return
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        with part.open("wb") as near:
            shutil.copyfileobj(body, near, 1 << 20)
        part.replace(target)

    def exists(self, key: str) -> bool:
        return bool(self.fs.exists(self.path(key)))

    def open(self, key: str) -> IO[bytes]:
        return cast(IO[bytes], self.fs.open(self.path(key), "rb"))

    def remove(self, key: str) -> None:
        """Remove a file or a folder of them; gone already is fine."""
        if self.fs.exists(self.path(key)):
            self.fs.rm(self.path(key), recursive=True)

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """The file as a path that ffmpeg and OpenCV can read."""
        if self.is_local:
            yield Path(self.path(key))
            return
        with tempfile.TemporaryDirectory(prefix="vitrine-") as folder:
            path = Path(folder) / Path(key).name
            self.fs.get_file(self.path(key), str(path))
            yield path


def sync(path: Path) -> None:
    """What is in a file, or which names are in a folder, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store() -> Store:
    return cast(Store, current_app.extensions["store"])


def origin() -> str | None:
    """The other site that films and pictures come from, if it isn't this one: pages must allow it."""
    media = store()
    if media.is_local:
        return None
    parts = urlsplit(media.fs.sign(media.path("x"), expiration=60))
    return f"{parts.scheme}://{parts.netloc}"


def address(key: str | None) -> str | None:
    """Where a browser gets the file."""
    return f"/media/{key}" if key else None


def init_app(app: Flask) -> None:
    app.extensions["store"] = Store(app.config["VITRINE"].media_url)
    app.register_blueprint(blueprint)


@blueprint.get("/media/<path:key>")
def show_media(key: str) -> Response:
    """Serve a file with byte ranges: without them no browser can seek."""
    media = store()
    # Werkzeug would follow `films/../incoming`: only a key as we write it is looked up.
    parts = key.split("/")
    if parts[0] in CLOSED or not {"", ".", ".."}.isdisjoint(parts) or not key.isprintable():
        raise NotFound("There is no such file.")
    if not media.is_local:
        return redirect(media.fs.sign(media.path(key), expiration=3600), 302)
    answer = send_from_directory(media.root, key, conditional=True, max_age=31536000)
    answer.headers["Cache-Control"] = FOREVER
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
