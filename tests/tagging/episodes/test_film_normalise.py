"""Whatever comes in, one shape goes out: upright, constant, from 0, in sync, or nothing at all."""

import os
import signal
import threading
import time
from fractions import Fraction
from pathlib import Path

import av
import pytest

from tagging.episodes import normalise as house
from tagging.episodes.film import Film, Unreadable, check, probe
from tagging.episodes.normalise import normalise, output_size
from tagging.eyes.process import Stopped
from tests import clips

PASSED_ON = [name for name, recipe in clips.RECIPES.items() if recipe.rate <= 60 and not recipe.times_ms]
WITH_SOUND = [name for name, recipe in clips.RECIPES.items() if recipe.audio]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    """Each recipe drawn and normalised once: recipe name to (source film, normalised film)."""
    done: dict[str, tuple[Film, Film]] = {}

    def of(name: str) -> tuple[Film, Film]:
        if name not in done:
            folder = tmp_path_factory.mktemp("film")
            film = check(clips.make(folder, clips.RECIPES[name]))
            done[name] = film, normalise(film.path, folder / "episode.mp4", film)
        return done[name]

    return of


@pytest.mark.parametrize("name", clips.RECIPES)
def test_the_first_picture_is_at_zero_and_the_rest_on_a_grid(made, name: str):
    _, film = made(name)
    with av.open(str(film.path)) as opened:
        stream = opened.streams.video[0]
        stamps = [packet.pts for packet in opened.demux(stream) if packet.size]
        step = 1 / film.rate / stream.time_base
    assert stamps == [k * step for k in range(film.frames)]
    assert film.start_s == 0
    assert not film.variable_rate


@pytest.mark.parametrize("name", clips.RECIPES)
def test_the_house_shape(made, name: str):
    source, film = made(name)
    assert (film.video_codec, film.pixel_format, film.rotation) == ("h264", "yuv420p", 0)
    assert (film.width, film.height) == (source.width // 2 * 2, source.height // 2 * 2)
    assert film.has_audio == source.has_audio
    assert film.audio_codec in (None, "aac")
    assert film.duration_s == pytest.approx(film.frames / film.rate)
    assert film.path.read_bytes()[4:8] == b"ftyp"
    assert film.path.read_bytes().index(b"moov") < film.path.read_bytes().index(b"mdat")


@pytest.mark.parametrize("name", PASSED_ON)
def test_a_constant_film_keeps_every_frame_and_no_other(made, name: str):
    source, film = made(name)
    assert film.rate == source.rate
    assert clips.numbers_of(film.path) == list(range(source.frames))


def test_a_fast_film_is_thinned_evenly(made):
    _, film = made("mp4 120 a second")
    assert film.rate == 60
    assert clips.numbers_of(film.path) == list(range(0, 120, 2))


def test_an_uneven_film_shows_each_picture_at_its_own_time(made):
    _, film = made("mkv h264 uneven")
    recipe = clips.RECIPES["mkv h264 uneven"]
    for k, number in enumerate(clips.numbers_of(film.path)):
        # At a grid's rounding: the picture shown is one whose time is within half a step of now.
        shown_from = clips.frame_time(recipe, number)
        follows = clips.frame_time(recipe, number + 1) if number < 59 else float("inf")
        assert shown_from - 0.018 <= k / film.rate < follows + 0.018


@pytest.mark.parametrize("name", ["mp4 interlaced", "ts mpeg2 interlaced"])
def test_two_moments_woven_into_one_picture_are_taken_apart(made, name: str):
    source, film = made(name)
    assert (source.interlaced, film.interlaced) == (True, False)
    assert film.rate == source.rate
    for before, after in zip(pictures_of(source), pictures_of(film), strict=True):
        assert clips.combs(before) > 0.08
        assert clips.combs(after) < clips.combs(before) / 2


def pictures_of(film: Film) -> list[clips.Picture]:
    with av.open(str(film.path)) as opened:
        shown = [frame.to_ndarray(format="bgr24") for frame in opened.decode(video=0)]
    return shown[1:-1:20]


def test_a_picture_that_changes_its_size_on_the_way_counts_on(tmp_path: Path):
    """Two streams of packets, one behind the other, as two phones would send them."""
    tall = clips.Recipe(suffix=".ts", frames=50)
    wide = tall.but(width=320, height=180, video_late_s=2.0)
    both = tmp_path / "both.ts"
    both.write_bytes(
        clips.make(tmp_path, tall).read_bytes() + clips.make(tmp_path, wide, "wide").read_bytes()
    )
    film = normalise(both, tmp_path / "out.mp4", check(both))
    assert (film.width, film.height) == (180, 320)
    assert film.frames == pytest.approx(100, abs=3)
    assert film.duration_s == pytest.approx(film.frames / film.rate)
    numbers = clips.numbers_of(film.path)
    assert numbers[:40] == list(range(40))
    assert numbers[-10:] == list(range(numbers[-1] - 9, numbers[-1] + 1))


@pytest.mark.parametrize("name", WITH_SOUND)
def test_the_beep_comes_with_the_white_picture(made, name: str):
    _, film = made(name)
    white = clips.frame_time(clips.RECIPES[name], clips.BEEP_FRAME)
    assert clips.beep_in(film.path) == pytest.approx(white, abs=0.02)


@pytest.mark.parametrize("name", clips.RECIPES)
def test_a_seek_is_never_further_than_a_second_from_a_keyframe(made, name: str):
    _, film = made(name)
    with av.open(str(film.path)) as opened:
        keys = [p.pts * p.time_base for p in opened.demux(video=0) if p.size and p.is_keyframe]
    gaps = [b - a for a, b in zip(keys, [*keys[1:], film.duration_s], strict=True)]
    assert max(gaps) <= 1.0


def test_where_it_was_filmed_is_not_passed_on(tmp_path: Path):
    source = clips.make(tmp_path, clips.Recipe())
    tagged = tmp_path / "tagged.mp4"
    with (
        av.open(str(source)) as old,
        av.open(str(tagged), "w", options={"movflags": "use_metadata_tags"}) as new,
    ):
        new.metadata["location"] = "+38.7-009.1/"
        new.metadata["title"] = "secret"
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    assert b"+38.7" in tagged.read_bytes()
    film = normalise(tagged, tmp_path / "out.mp4", check(tagged))
    assert b"+38.7" not in film.path.read_bytes()
    assert b"secret" not in film.path.read_bytes()


@pytest.mark.parametrize(
    ("size", "out"),
    [
        ((2160, 3840), (1080, 1920)),
        ((3840, 2160), (1920, 1080)),
        ((1080, 1920), (1080, 1920)),
        ((1440, 1440), (1080, 1080)),
        ((1080, 2400), (864, 1920)),
        ((721, 1281), (720, 1280)),
        ((16, 17), (16, 16)),
    ],
)
def test_pictures_shrink_to_fit_and_never_grow(tmp_path: Path, size: tuple[int, int], out: tuple[int, int]):
    film = check(clips.make(tmp_path, clips.Recipe(frames=2)))
    assert output_size(house.replace(film, width=size[0], height=size[1])) == out


@pytest.mark.parametrize(
    ("rate", "out"),
    [(Fraction(240), 60), (Fraction(100), 50), (Fraction(60), 60), (Fraction(12), 12), (Fraction(1), 25)],
)
def test_odd_rates_become_watchable_ones(tmp_path: Path, rate: Fraction, out: int):
    film = check(clips.make(tmp_path, clips.Recipe(frames=2)))
    assert house.output_rate(house.replace(film, rate=rate)) == out


def test_progress_only_grows_and_ends_at_one(tmp_path: Path):
    film = check(clips.make(tmp_path, clips.Recipe(frames=250, width=360, height=640)))
    told: list[float] = []
    normalise(film.path, tmp_path / "out.mp4", film, told.append)
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1
    assert told.count(1) == 1


def slow(folder: Path) -> Film:
    """Long enough in the making to be stopped part-way."""
    recipe = clips.Recipe(width=720, height=1280, frames=25)
    once = clips.make(folder, recipe, "once")
    film = folder / "slow.mp4"
    with av.open(str(once)) as old:
        stream, packets = old.streams.video[0], [p for p in old.demux(video=0) if p.size]
        length = 25 * 512
        with av.open(str(film), "w") as new:
            copy = new.add_stream_from_template(stream)
            for again in range(200):
                for packet in packets:
                    moved = av.Packet(bytes(packet))
                    moved.pts, moved.dts = packet.pts + again * length, packet.dts + again * length
                    moved.time_base, moved.duration, moved.stream = packet.time_base, packet.duration, copy
                    moved.is_keyframe = packet.is_keyframe
                    new.mux(moved)
    return check(film)


def test_a_no_part_way_stops_within_two_seconds_and_leaves_nothing(tmp_path: Path):
    film = slow(tmp_path)
    began = threading.Event()
    folder = tmp_path / "out"
    folder.mkdir()
    before = set(tmp_path.iterdir())
    asked_at: list[float] = []

    def keep_going() -> bool:
        if began.is_set():
            asked_at.append(time.monotonic())
            return False
        return True

    with pytest.raises(Stopped):
        normalise(film.path, folder / "out.mp4", film, lambda f: began.set() if f else None, keep_going)
    assert time.monotonic() - asked_at[0] < 2
    assert list(folder.iterdir()) == []
    assert set(tmp_path.iterdir()) == before


def test_a_killed_ffmpeg_is_a_refusal_and_leaves_nothing(tmp_path: Path):
    film = slow(tmp_path)
    folder = tmp_path / "out"
    folder.mkdir()
    killed: list[int] = []
    others = set(children())

    def kill(fraction: float) -> None:
        if fraction and not killed:
            killed.extend(pid for pid in children() if pid not in others)
            os.kill(killed[0], signal.SIGKILL)

    with pytest.raises(Unreadable) as no:
        normalise(film.path, folder / "out.mp4", film, kill)
    assert killed
    assert no.value.sentence.startswith("This film can't be converted")
    assert list(folder.iterdir()) == []


def children() -> list[int]:
    listed = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
    return [int(pid) for pid in listed.split()]


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path: Path):
    film = check(clips.make(tmp_path, clips.Recipe()))
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / ".episode.part-abc.mp4").write_bytes(b"half a film")
    normalise(film.path, folder / "episode.mp4", film)
    assert [p.name for p in folder.iterdir()] == ["episode.mp4"]


def test_a_stuck_ffmpeg_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    film = check(clips.make(tmp_path, clips.Recipe()))
    monkeypatch.setattr(house.ffmpeg, "STUCK_SECONDS", 0)
    monkeypatch.setattr(house, "_command", lambda *given: ["tail", "-f", "/dev/null"])
    with pytest.raises(Unreadable, match="stops part-way"):
        normalise(film.path, tmp_path / "out.mp4", film)
    assert not (tmp_path / "out.mp4").exists()


def test_an_episode_already_there_survives_a_failed_run(tmp_path: Path):
    film = check(clips.make(tmp_path, clips.Recipe()))
    target = tmp_path / "episode.mp4"
    normalise(film.path, target, film)
    before = target.read_bytes()
    with pytest.raises(Stopped):
        normalise(film.path, target, film, keep_going=lambda: False)
    assert target.read_bytes() == before
    assert probe(target).frames == 60
