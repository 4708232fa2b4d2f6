"""Pictures that stay undecoded are counted all the same, and can be had again exactly."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tagging.episodes.again import Again
from tagging.episodes.decode import Damage, hurry, pictures
from tagging.episodes.source import opened, picture_stream
from tagging.episodes.thrift import Thrift
from tests import clips

B_FRAMES = clips.Recipe(frames=90, rate=clips.Fraction(30), options=(("bf", "3"), ("g", "250")))


def gone_through(path: Path, is_wanted: Callable[[int], bool]) -> tuple[list[int], list[int]]:
    """The stamps of what came out, and of what was left out; `is_wanted` hears how many came so far."""
    came: list[int] = []
    out: list[int] = []
    with opened(path) as container:
        stream = picture_stream(container)
        hurry(stream)
        thrift = Thrift(stream)
        for frame in pictures(container, stream, Damage(), thrift):
            passed = thrift.left_out(frame)
            out += passed
            came.append(frame.pts or 0)
            for _ in [*passed, frame]:
                thrift.judged(is_wanted(len(came)))
        out += thrift.rest()
    return came, out


def test_what_comes_and_what_is_left_out_is_the_whole_film(tmp_path: Path):
    film = clips.make(tmp_path, B_FRAMES)
    every, nothing = gone_through(film, lambda n: False)
    came, out = gone_through(film, lambda n: True)
    assert nothing == []
    assert len(out) > 15
    assert sorted(came + out) == every


def test_what_is_left_out_changes_from_picture_to_picture(tmp_path: Path):
    film = clips.make(tmp_path, B_FRAMES)
    every, _ = gone_through(film, lambda n: False)
    came, out = gone_through(film, lambda n: n // 10 % 2 == 1)
    assert 3 < len(out) < 30
    assert sorted(came + out) == every


@pytest.mark.parametrize("name", ["webm vp9", "mov mjpeg", "mkv h264 uneven", "ts h264", "mkv hevc 23.976"])
def test_no_kind_of_film_loses_a_picture(tmp_path: Path, name: str):
    film = clips.make(tmp_path, clips.RECIPES[name])
    every, _ = gone_through(film, lambda n: False)
    came, out = gone_through(film, lambda n: True)
    assert sorted(came + out) == every


def test_a_look_that_ends_early_leaves_no_decoder_waiting(tmp_path: Path):
    film = clips.make(tmp_path, B_FRAMES)
    with opened(film) as container:
        stream = picture_stream(container)
        thrift = Thrift(stream)
        thrift.end()
        assert len(list(pictures(container, stream, Damage(), thrift))) == 90


def test_pictures_are_had_again_by_their_times(tmp_path: Path):
    film = clips.make(tmp_path, B_FRAMES)
    again = Again(film)
    for first, last in ((40, 44), (10, 11), (80, 83)):
        had = list(again.between((first - 1) / 30, (last + 1) / 30))
        assert [round(t * 30) for t, _ in had] == list(range(first, last + 1))
        shown = [clips.number_in(frame.to_ndarray(format="bgr24")) for _, frame in had]
        assert shown == list(range(first, last + 1))
    again.close()


def test_what_can_not_be_had_again_is_left_out(tmp_path: Path):
    nothing = tmp_path / "nothing.mp4"
    assert list(Again(nothing).between(0, 1)) == []
    nothing.write_bytes(b"no film")
    assert list(Again(nothing).between(0, 1)) == []
