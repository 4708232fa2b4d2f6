"""Starting over: what a demo made is gone, what it was made from stays, and nobody else's work is touched."""

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from demo import again
from demo.surroundings import STUDIO

FILMS = ("film.mp4", "film.json", "second.mp4", "coat.png", ".film.made")


def lived_in(instance: Path, *workspaces: str) -> Path:
    """An instance as a demo leaves it."""
    (instance / "demo").mkdir(parents=True)
    (instance / "media" / "films" / "cut_1").mkdir(parents=True)
    (instance / "media" / "films" / "cut_1" / "film.mp4").write_bytes(b"read")
    for name in FILMS:
        (instance / "demo" / name).write_text(name)
    for name in ("settings.env", "secret-key", "sandbox.db", "jobs.db", "jobs.db-wal", "demo.json"):
        (instance / name).write_text(name)
    (instance / "demo" / "state.json").write_text("{}")
    (instance / "demo" / "mail.log").write_text("E-mail to nobody")
    with closing(sqlite3.connect(instance / "vitrine.db")) as rows:
        rows.execute("CREATE TABLE workspace (name TEXT)")
        rows.executemany("INSERT INTO workspace VALUES (?)", [(name,) for name in workspaces])
        rows.commit()
    return instance


def workspaces_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as rows:
        return [name for (name,) in rows.execute("SELECT name FROM workspace")]


def test_rows_media_sandbox_jobs_and_e_mails_go_and_films_and_secrets_stay(tmp_path: Path):
    instance = lived_in(tmp_path, STUDIO)
    again.ask(instance)
    assert again.put_back(instance, STUDIO) is False
    gone = ("vitrine.db", "sandbox.db", "jobs.db", "jobs.db-wal", "demo.json", "media", "demo/state.json")
    assert not [name for name in (*gone, "demo/mail.log") if (instance / name).exists()]
    assert all((instance / "demo" / name).read_text() == name for name in FILMS)
    assert (instance / "settings.env").exists()
    assert (instance / "secret-key").exists()
    assert not again.is_wished(instance)


def test_a_wish_outlives_a_supervisor_that_was_killed_halfway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    instance = lived_in(tmp_path, STUDIO)
    again.ask(instance)

    def killed(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(again.shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            again.put_back(instance, STUDIO)
    assert again.is_wished(instance)
    again.put_back(instance, STUDIO)
    assert not (instance / "media").exists()
    assert not again.is_wished(instance)


def test_somebody_elses_work_in_the_same_folder_is_never_removed(tmp_path: Path):
    instance = lived_in(tmp_path, STUDIO, "Ada Films")
    again.ask(instance)
    with pytest.raises(again.NotOurs, match="Ada Films"):
        again.put_back(instance, STUDIO)
    assert (instance / "media" / "films" / "cut_1" / "film.mp4").exists()
    assert workspaces_in(instance / "vitrine.db") == [STUDIO, "Ada Films"]
    assert not again.is_wished(instance), "or no later start would ever come up"


def test_the_remembered_beginning_is_laid_out_again(tmp_path: Path):
    instance = lived_in(tmp_path, STUDIO)
    again.keep_fresh(instance)
    with closing(sqlite3.connect(instance / "vitrine.db")) as rows:
        rows.execute("CREATE TABLE sale (amount INTEGER)")
    (instance / "media" / "films" / "cut_1" / "film.mp4").unlink()
    (instance / "media" / "films" / "cut_2").mkdir()
    assert again.put_back(instance, STUDIO) is True
    assert workspaces_in(instance / "vitrine.db") == [STUDIO]
    with closing(sqlite3.connect(instance / "vitrine.db")) as rows, pytest.raises(sqlite3.OperationalError):
        rows.execute("SELECT * FROM sale")
    assert (instance / "media" / "films" / "cut_1" / "film.mp4").read_bytes() == b"read"
    assert not (instance / "media" / "films" / "cut_2").exists()


def test_a_beginning_of_other_films_is_not_laid_out(tmp_path: Path):
    instance = lived_in(tmp_path, STUDIO)
    again.keep_fresh(instance)
    (instance / "demo" / ".film.made").write_text("drawn anew")
    assert again.put_back(instance, STUDIO) is False
    assert not (instance / "vitrine.db").exists()


def test_only_a_running_supervisor_holds_the_lock(tmp_path: Path):
    assert not again.is_supervised(tmp_path)
    with (tmp_path / "demo.lock").open("a+") as lock:
        assert not again.is_supervised(tmp_path)
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert again.is_supervised(tmp_path)
