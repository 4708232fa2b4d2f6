"""Starting over: who asks for it leaves a wish on disk; the supervisor fulfils it while nothing else runs."""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from demo.made import fingerprint
from demo.surroundings import ROOT

# All that a demo makes while it runs. Its films, secrets and logs stay, and whatever isn't named here.
DATABASES = ("vitrine.db", "sandbox.db", "jobs.db")
BESIDE = ("", "-wal", "-shm", "-journal")
NOTES = ("demo.json", "demo/state.json", "demo/refused.json", "demo/mail.log")
FOLDERS = ("media", "inbox", "demo/mail")
# How it all was when the first episode had just been published; reading films again would take far longer.
FRESH = "demo/fresh"
ROOMS = ("accounts", "commerce", "demo", "kit", "migrations", "tagging")


class NotOurs(Exception):
    """This folder holds more than a demo; the message says what to do."""


def instance_folder() -> Path:
    return Path(os.environ.get("VITRINE_INSTANCE") or ROOT / "instance").absolute()


def wish(instance: Path) -> Path:
    return instance / "demo" / "start-over"


def ask(instance: Path) -> None:
    wish(instance).parent.mkdir(parents=True, exist_ok=True)
    wish(instance).touch()


def is_wished(instance: Path) -> bool:
    return wish(instance).exists()


def is_supervised(instance: Path) -> bool:
    """Whether `make demo` is there to do it: it holds this lock as long as it lives."""
    with suppress(FileNotFoundError), (instance / "demo.lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def put_back(instance: Path, studio: str) -> bool:
    """Remove what the demo made. The wish goes last: what was killed halfway, the next start finishes.

    True if the beginning was remembered and lies there again.
    """
    try:
        check_is_ours(instance, studio)
    except NotOurs:
        wish(instance).unlink(missing_ok=True)
        raise
    for name in DATABASES:
        for end in BESIDE:
            (instance / f"{name}{end}").unlink(missing_ok=True)
    for folder in FOLDERS:
        shutil.rmtree(instance / folder, ignore_errors=True)
    for name in NOTES:
        (instance / name).unlink(missing_ok=True)
    is_laid_out = lay_out(instance)
    wish(instance).unlink(missing_ok=True)
    return is_laid_out


def check_is_ours(instance: Path, studio: str) -> None:
    """Somebody may have worked in earnest on these files: then nothing is removed."""
    path = instance / "vitrine.db"
    if not path.exists():
        return
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as rows:
        found = {name for (name,) in rows.execute("SELECT name FROM workspace")}
        if found - {studio}:
            raise NotOurs(
                f"This demo's database also holds {', '.join(sorted(found - {studio}))}, which is not of the "
                "demo, so nothing was removed. Run one elsewhere: VITRINE_INSTANCE=another/folder make demo"
            )


def keep_fresh(instance: Path) -> None:
    """Remember rows, media and keys as they are now. Files of the media folder are never written twice,
    so a second name for each is enough."""
    fresh, part = instance / FRESH, instance / f"{FRESH}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with (
        closing(sqlite3.connect(instance / "vitrine.db")) as rows,
        closing(sqlite3.connect(part / "vitrine.db")) as copy,
    ):
        rows.backup(copy)
    ignore = shutil.ignore_patterns("incoming")
    shutil.copytree(instance / "media", part / "media", copy_function=link, ignore=ignore)
    shutil.copy2(instance / "demo" / "state.json", part)
    (part / "mark").write_text(mark(instance))
    shutil.rmtree(fresh, ignore_errors=True)
    part.replace(fresh)


def is_kept(instance: Path) -> bool:
    """Whether what is remembered was made by this very version from these very films."""
    with suppress(OSError):
        return (instance / FRESH / "mark").read_text() == mark(instance)
    return False


def lay_out(instance: Path) -> bool:
    """Put the remembered beginning in place, if there is one."""
    fresh = instance / FRESH
    if not is_kept(instance):
        return False
    shutil.copytree(fresh / "media", instance / "media", copy_function=link)
    shutil.copy2(fresh / "state.json", instance / "demo")
    shutil.copy2(fresh / "vitrine.db", instance)
    return True


def link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without such names
        shutil.copy2(source, target)


def mark(instance: Path) -> str:
    code = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    films = [path.read_text() for path in sorted((instance / "demo").glob(".*.made"))]
    return fingerprint(code, *films)
