"""Reading a film: one worker at a time, and what one leaves another finishes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kit import clock
from kit.db import db, transaction
from tagging.episodes import intake, jobs, lacking, lease, normalise, reading, refusals
from tagging.episodes.lease import Lease
from tagging.episodes.models import UNREAD, Cut
from tests import clips
from tests.cast import Cast
from tests.commerce.buying import at_once
from tests.databases import ON_SQLITE


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return clips.make(tmp_path_factory.mktemp("film"), clips.Recipe(frames=25)).read_bytes()


@pytest.fixture
def waiting(app: Flask, cast: Cast, film: bytes, tmp_path: Path) -> str:
    """The id of a cut that waits to be read."""
    return bring_in(app, cast, film, tmp_path / "source.mp4")


def bring_in(app: Flask, cast: Cast, raw: bytes, source: Path) -> str:
    source.write_bytes(raw)
    with app.app_context(), transaction():
        series = intake.series_named(cast.ada.id, "A series")
        return intake.bring_in(cast.ada.id, source, "film.mp4", series).cut.id


def seen(app: Flask, cut_id: str) -> Cut:
    with app.app_context():
        return db.session.get_one(Cut, cut_id)


def files(app: Flask) -> list[str]:
    root = Path(app.config["VITRINE"].media_url)
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file())


def read(app: Flask, cut_id: str) -> None:
    with app.app_context():
        reading.read_cut(cut_id)


def test_a_read_film_has_its_pictures_and_waits_for_its_shots(app: Flask, waiting: str):
    read(app, waiting)
    cut = seen(app, waiting)
    assert (cut.step, cut.leased_until, cut.tries) == ("shots", None, 1)
    assert cut.warnings == []
    assert (cut.width, cut.height, cut.frames) == (180, 320, 25)
    assert (cut.rate_num, cut.rate_den) == (25, 1)
    kept = [f for f in files(app) if f.startswith("films/")]
    assert kept == [f"films/{waiting}/{name}" for name in ("film.mp4", "poster.jpg", "sprite.jpg")]
    assert not [f for f in files(app) if "scratch" in f]


@ON_SQLITE
def test_a_film_with_a_damaged_stretch_is_read_and_says_so(app: Flask, cast: Cast, tmp_path: Path):
    raw = bytearray(
        clips.make(tmp_path, clips.Recipe(suffix=".avi", codec="mjpeg", pixels="yuvj420p")).read_bytes()
    )
    middle = len(raw) // 2
    raw[middle : middle + 2000 : 20] = bytes(100)
    damaged = bring_in(app, cast, bytes(raw), tmp_path / "damaged.avi")
    read(app, damaged)
    said = lacking.DAMAGED_AT.format(time="0:01")
    assert (seen(app, damaged).step, seen(app, damaged).warnings) == ("shots", [said])
    assert said in refusals.OF_THE_FILM


@ON_SQLITE
def test_a_film_that_is_cut_off_is_read_as_far_as_it_goes(app: Flask, cast: Cast, tmp_path: Path):
    whole = clips.make(tmp_path, clips.Recipe(audio="aac", frames=100, muxer=(("movflags", "faststart"),)))
    short = bring_in(app, cast, clips.cut_short(whole, 0.7).read_bytes(), tmp_path / "short.mp4")
    read(app, short)
    cut = seen(app, short)
    assert (cut.step, cut.warnings) == ("shots", [lacking.CUT_OFF.format(time="0:02")])
    assert 55 < (cut.frames or 0) < 75
    assert cut.warnings[0] in refusals.OF_THE_FILM


@ON_SQLITE
def test_a_film_that_turns_out_broken_is_refused_and_leaves_no_file(app: Flask, cast: Cast, tmp_path: Path):
    broken = bring_in(app, cast, b"no film at all" * 100, tmp_path / "broken.mp4")
    read(app, broken)
    cut = seen(app, broken)
    assert (cut.step, cut.source, cut.film) == ("refused", None, None)
    assert (cut.refusal or "").endswith(".")
    assert files(app) == []


def test_two_workers_at_one_film_are_one_reader(app: Flask, waiting: str, monkeypatch: pytest.MonkeyPatch):
    readers: list[str] = []

    def counted(*args: Any, **more: Any) -> Any:
        readers.append("one")
        return normalise.normalise(*args, **more)

    monkeypatch.setattr(reading, "normalise", counted)
    assert at_once(app, 3, lambda _: read(app, waiting)) == [None] * 3
    assert readers == ["one"]
    assert seen(app, waiting).step == "shots"


@ON_SQLITE
def test_a_reader_killed_after_normalising_is_followed_by_another(
    app: Flask, waiting: str, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        pass

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(reading, "take_pictures", killed)
        with pytest.raises(Killed):
            read(app, waiting)
    with app.app_context(), transaction():
        # A killed process gives nothing back: its lease stands until it runs out.
        cut = db.session.get_one(Cut, waiting)
        assert cut.step == "pictures"
        cut.lease, cut.leased_until = "lease_DEAD", clock.now() + lease.LASTS
    with app.app_context():
        jobs.sweep_unread()
    assert seen(app, waiting).step == "pictures", "a living lease is respected"
    with app.app_context(), clock.later(lease.LASTS + timedelta(seconds=1)):
        jobs.sweep_unread()
    assert seen(app, waiting).step == "shots"
    assert not [f for f in files(app) if "scratch" in f]


def steal(app: Flask, cut_id: str) -> None:
    with app.app_context(), transaction():
        cut = db.session.get_one(Cut, cut_id)
        cut.lease, cut.leased_until = "lease_OF_ANOTHER", clock.now() + lease.LASTS


@ON_SQLITE
@pytest.mark.parametrize("step", ["normalise", "take_pictures"])
def test_a_reader_that_lost_its_lease_stops_and_keeps_nothing(
    app: Flask, waiting: str, monkeypatch: pytest.MonkeyPatch, step: str
):
    done = getattr(reading, step)
    held: list[Lease] = []

    class Watched(Lease):
        def __enter__(self) -> Lease:
            held.append(self)
            return super().__enter__()

    def robbed(*args: Any, **more: Any) -> Any:
        steal(app, waiting)
        thread = held[0]._thread
        assert thread is not None
        thread.join(10)
        return done(*args, **more)

    monkeypatch.setattr(lease, "BEAT_S", 0.02)
    monkeypatch.setattr(reading, "Lease", Watched)
    monkeypatch.setattr(reading, step, robbed)
    read(app, waiting)
    assert not held[0].is_mine
    cut = seen(app, waiting)
    assert (cut.film, cut.lease) == (None, "lease_OF_ANOTHER")
    assert [f for f in files(app) if f.startswith("films/")] == []


@ON_SQLITE
def test_an_episode_deleted_while_it_is_read_leaves_nothing(
    app: Flask, waiting: str, monkeypatch: pytest.MonkeyPatch
):
    def deleted(*args: Any, **more: Any) -> Any:
        made = normalise.normalise(*args, **more)
        with app.app_context(), transaction():
            intake.remove(db.session.get_one(Cut, waiting).episode)
        return made

    monkeypatch.setattr(reading, "normalise", deleted)
    read(app, waiting)
    assert files(app) == []
    with app.app_context():
        assert db.session.get(Cut, waiting) is None


@ON_SQLITE
def test_a_film_that_always_fails_is_given_up_with_a_sentence(
    app: Flask, waiting: str, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the encoder crashed")

    monkeypatch.setattr(reading, "normalise", fails)
    for _ in range(reading.MOST_TRIES):
        with pytest.raises(RuntimeError):
            read(app, waiting)
    read(app, waiting)
    assert (seen(app, waiting).step, seen(app, waiting).refusal) == ("refused", reading.GAVE_UP)
    assert files(app) == []


@ON_SQLITE
def test_only_who_holds_the_lease_may_give_it_back(app: Flask, waiting: str):
    with app.app_context():
        with Lease(waiting, UNREAD) as first:
            assert first.is_mine
            with Lease(waiting, UNREAD) as second:
                assert not second.is_mine
            assert db.session.get_one(Cut, waiting).lease == first.mark
            db.session.rollback()
        db.session.expire_all()
        assert db.session.get_one(Cut, waiting).lease is None
