"""Backup and restore: whole or not at all, on both databases and from one to the other."""

import json
import os
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, select

from accounts.models import Workspace
from app import create_app
from commerce.attribution.models import Moment
from kit import archive, backup
from kit import restore as restoring
from kit.archive import Damaged
from kit.db import db, transaction
from kit.migrating import migrate
from kit.restore import CannotRestore
from kit.storage import store
from tests.cast import Cast, episode, placed, published, scarf
from tests.conftest import plain_settings
from tests.databases import KINDS, Databases

FILM = b"a film" * 100_000


@pytest.fixture
def stocked(app: Flask, cast: Cast) -> Flask:
    """A shop with something in most tables, and two files."""
    with app.app_context():
        shown = episode(cast.ada)
        placed(shown, scarf(cast.ada))
        published(shown)
        put("films/x/film.mp4", FILM)
        put("incoming/cut_1", b"not read yet")
        put("incoming/scratch/half", b"half an upload")
    return app


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    address = databases.make(request.param)
    made = create_app(plain_settings(tmp_path / "other", address, "http://127.0.0.1:9"))
    yield made
    close(made)
    databases.drop(address)


def put(key: str, body: bytes) -> None:
    path = Path(store().path(key))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def quiet(_words: str) -> None:
    return None


def back_up(app: Flask, file: Path) -> archive.Manifest:
    with app.app_context():
        return backup.back_up(file, quiet)


def restore(app: Flask, file: Path, replace: bool = False) -> archive.Manifest:
    with app.app_context():
        return restoring.restore(file, replace, quiet)


def all_rows(app: Flask) -> dict[str, list[Any]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [
                json.dumps(backup.as_json(dict(row)), sort_keys=True)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in backup.tables(connection)
        }


def test_everything_comes_back_on_either_database(stocked: Flask, empty: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.tar"
    made = back_up(stocked, file)
    assert (made.files, made.bytes) == (2, len(FILM) + len(b"not read yet"))
    before = all_rows(stocked)
    assert sum(len(rows) for rows in before.values()) > 30
    restore(empty, file)
    assert all_rows(empty) == before
    with empty.app_context():
        assert store().open("films/x/film.mp4").read() == FILM
        assert store().exists("incoming/cut_1")
        assert not store().exists("incoming/scratch/half")
        moment = db.session.scalars(select(Moment)).one()
        assert moment.starts_ms < moment.ends_ms


def test_what_came_back_can_be_sold_from_again(stocked: Flask, empty: Flask, tmp_path: Path) -> None:
    """Foreign keys and counters stand as before: new rows fit, and strangers don't."""
    back_up(stocked, tmp_path / "all.tar")
    restore(empty, tmp_path / "all.tar")
    with empty.app_context():
        with transaction():
            db.session.add(Workspace(name="one more", seller="One"))
        from sqlalchemy import text
        from sqlalchemy.exc import IntegrityError

        with pytest.raises(IntegrityError), transaction():
            db.session.execute(text("UPDATE channel SET workspace_id = 'ws_nobody'"))
        found = MetaData()
        found.reflect(db.engine)
        ours = {name: len(table.foreign_keys) for name, table in db.metadata.tables.items()}
        theirs = {name: len(table.foreign_keys) for name, table in found.tables.items() if name in ours}
        assert theirs == ours


def test_what_is_there_is_never_given_up_unasked(stocked: Flask, tmp_path: Path) -> None:
    back_up(stocked, tmp_path / "all.tar")
    with pytest.raises(CannotRestore, match="--replace"):
        restore(stocked, tmp_path / "all.tar")


def test_asked_to_it_puts_everything_back_as_it_was(stocked: Flask, tmp_path: Path) -> None:
    back_up(stocked, tmp_path / "all.tar")
    before = all_rows(stocked)
    with stocked.app_context():
        with transaction():
            db.session.add(Workspace(name="made since", seller="Since"))
        put("films/since/film.mp4", b"made since")
    restore(stocked, tmp_path / "all.tar", replace=True)
    assert all_rows(stocked) == before
    with stocked.app_context():
        assert not store().exists("films/since/film.mp4")


def spoil(file: Path, at: int) -> None:
    with file.open("r+b") as out:
        out.seek(at)
        byte = out.read(1)
        out.seek(at)
        out.write(bytes([byte[0] ^ 1]))


@pytest.mark.parametrize("where", ["cut off", "no end", "a film", "rows", "no backup", "its manifest"])
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_damaged_backup_touches_nothing(stocked: Flask, empty: Flask, tmp_path: Path, where: str) -> None:
    file = tmp_path / "all.tar"
    back_up(stocked, file)
    with tarfile.open(file) as tar:
        infos = {info.name: info for info in tar}
    if where == "cut off":
        os.truncate(file, file.stat().st_size // 2)
    elif where == "no end":
        os.truncate(file, infos[archive.MANIFEST].offset)
    elif where == "a film":
        spoil(file, infos["media/films/x/film.mp4"].offset_data + 70_000)
    elif where == "rows":
        spoil(file, infos["rows/moment/000000.jsonl.gz"].offset_data + 60)
    elif where == "its manifest":
        spoil(file, infos[archive.MANIFEST].offset_data + infos[archive.MANIFEST].size - 80)
    else:
        file.write_bytes(b"something else entirely" * 1000)
    with pytest.raises(Damaged, match=str(file)):
        restore(empty, file)
    assert not any(all_rows(empty).values())
    with empty.app_context():
        assert list(store().files()) == []


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_backup_of_a_newer_version_is_refused(
    stocked: Flask, empty: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "revision_of", lambda _connection: "0999")
    back_up(stocked, tmp_path / "all.tar")
    with pytest.raises(CannotRestore, match=r"version '0999', which is newer than this program's 00"):
        restore(empty, tmp_path / "all.tar")


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    databases: Databases, empty: Flask, tmp_path: Path
) -> None:
    old = create_app(replace(databases.plain, database_url=f"sqlite:///{tmp_path}/old.db"))
    with old.app_context():
        with db.engine.begin() as connection:
            migrate(connection, "0001")
            workspace = MetaData()
            workspace.reflect(connection, only=["workspace"])
            row = {"id": "ws_old", "name": "Old", "seller": "Old Ltd", "currency": "EUR", "timezone": "UTC"}
            table = workspace.tables["workspace"]
            from kit import clock

            connection.execute(table.insert().values(**row, made_at=clock.now()))
        manifest = back_up(old, tmp_path / "old.tar")
        close(old)
    assert manifest.revision == "0001"
    restore(empty, tmp_path / "old.tar")
    with empty.app_context():
        assert db.session.get_one(Workspace, "ws_old").name == "Old"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_backup_that_was_killed_leaves_the_one_before(stocked: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.tar"
    back_up(stocked, file)
    before = file.read_bytes()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(backup, "write_rows", dies)
        back_up(stocked, file)
    assert file.read_bytes() == before
    assert list(tmp_path.glob("*.part")) == []


def test_a_restore_killed_in_the_middle_leaves_the_database_as_it_was(stocked: Flask, tmp_path: Path) -> None:
    """A real kill -9, while the rows come in."""
    file = tmp_path / "all.tar"
    back_up(stocked, file)
    with stocked.app_context(), transaction():
        db.session.add(Workspace(name="made since", seller="Since"))
    before = all_rows(stocked)
    close(stocked)
    settings = stocked.config["VITRINE"]
    script = (
        "import os, sys; from pathlib import Path; from tests.conftest import plain_settings\n"
        "from app import create_app; from kit import restore\n"
        "restore.count_on = lambda *_: os.kill(os.getpid(), 9)\n"
        "app = create_app(plain_settings(Path(sys.argv[1]), sys.argv[2], 'http://127.0.0.1:9'))\n"
        "with app.app_context(): restore.restore(Path(sys.argv[3]), True, print)\n"
    )
    words = [str(tmp_path), settings.database_url, str(file)]
    died = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, timeout=60)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert all_rows(stocked) == before


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_commands_say_what_they_did(stocked: Flask, tmp_path: Path) -> None:
    run = stocked.test_cli_runner().invoke
    file = str(tmp_path / "all.tar")
    made = run(args=["backup", file])
    assert made.exit_code == 0, made.output
    assert "Written:" in made.output
    assert "SECRET_KEY" in made.output
    assert "Whole:" in run(args=["backup", "--verify", file]).output
    spoil(Path(file), 3000)
    refused = run(args=["backup", "--verify", file])
    assert refused.exit_code == 1
    assert "damaged" in refused.output
    assert "there is data" in run(args=["restore", file]).output.lower() or refused.exit_code
