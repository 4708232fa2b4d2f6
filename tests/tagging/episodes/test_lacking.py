"""A film that lacks something is taken as far as it goes, in sync, and says what is missing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tagging.episodes.film import Film, check
from tagging.episodes.lacking import CUT_OFF, DAMAGED_AT, SOUND_CUT_OFF, damaged, first_damage, lacking
from tagging.episodes.normalise import normalise, replace
from tests import clips

FASTSTART = clips.Recipe(audio="aac", frames=150, options=(("bf", "3"),), muxer=(("movflags", "faststart"),))
FRAGMENTS = clips.Recipe(audio="aac", frames=150, muxer=(("movflags", "frag_keyframe+empty_moov"),))
HEVC = clips.Recipe(suffix=".mkv", codec="libx265", audio="aac", frames=150)
WEBM = clips.Recipe(suffix=".webm", codec="libvpx-vp9", audio="libopus", frames=150)
STREAM = clips.Recipe(suffix=".ts", audio="aac", frames=150, options=(("bf", "2"),))
RECIPES = pytest.mark.parametrize("recipe", [FASTSTART, FRAGMENTS, HEVC, WEBM, STREAM])


def taken(path: Path) -> tuple[Film, Film, list[str]]:
    """What came, what was made of it, and what is said."""
    source = check(path)
    hurt: list[bool] = []
    made = normalise(path, path.with_name("made.mp4"), source, on_damage=lambda: hurt.append(True))
    said = lacking(source, made)
    if hurt or source.is_damaged:
        said += damaged(source, made, first_damage(path, source.duration_s, lambda fraction: None))
    return source, made, said


def spoilt(path: Path, spoil: Callable[[bytearray], object]) -> Path:
    content = bytearray(path.read_bytes())
    spoil(content)
    path.write_bytes(bytes(content))
    return path


def zeros(start: float, end: float) -> Callable[[bytearray], object]:
    """As a download leaves it that had made room for all of it."""

    def spoil(content: bytearray) -> None:
        first, last = int(start * len(content)), int(end * len(content))
        content[first:last] = bytes(last - first)

    return spoil


@RECIPES
@pytest.mark.parametrize("keep", [0.7, 0.4])
def test_what_is_cut_off_is_taken_as_far_as_it_goes(tmp_path: Path, recipe: clips.Recipe, keep: float):
    _, made, said = taken(clips.cut_short(clips.make(tmp_path, recipe), keep))
    numbers = clips.numbers_of(made.path)
    assert 1 < made.duration_s < 5
    # In their places; of the very last ones, parts may have been there and nothing to draw them from.
    assert numbers[:-5] == list(range(made.frames))[:-5]
    assert made.audio_s < made.duration_s + 0.1
    if made.audio_s > 1.3:
        assert clips.beep_in(made.path) == pytest.approx(clips.BEEP_FRAME / 25, abs=0.02)
    # A stream of packets has no end that it could miss.
    cut_off = CUT_OFF.format(time=f"0:0{int(made.duration_s)}")
    assert said == [cut_off] if recipe is not STREAM else cut_off not in said


@RECIPES
def test_a_whole_film_says_nothing(tmp_path: Path, recipe: clips.Recipe):
    _, made, said = taken(clips.make(tmp_path, recipe))
    assert (made.frames, said) == (150, [])


def test_the_place_of_the_break_is_right(tmp_path: Path):
    still = [clips.numbered(np.full((320, 180, 3), 90, np.uint8), k) for k in range(50 * 25)]
    recipe = clips.Recipe(suffix=".avi", codec="mjpeg", pixels="yuvj420p")
    _, _, said = taken(clips.cut_short(clips.make(tmp_path, recipe, pictures=still), 0.62))
    assert said == [CUT_OFF.format(time="0:31")]


def test_an_end_of_nothing_but_zeros_is_no_end(tmp_path: Path):
    source, made, said = taken(spoilt(clips.make(tmp_path, FASTSTART), zeros(0.7, 1.0)))
    assert not source.ends_early
    assert (made.duration_s < 4, said) == (True, [CUT_OFF.format(time="0:03")])


def test_sound_ends_with_the_picture_where_that_breaks_off(tmp_path: Path):
    source, made, said = taken(spoilt(clips.make(tmp_path, HEVC), zeros(0.5, 0.6)))
    assert source.audio_s == pytest.approx(6, abs=0.1)
    assert made.duration_s < 4
    assert made.audio_s == pytest.approx(made.duration_s, abs=0.1)
    assert clips.beep_in(made.path) == pytest.approx(clips.BEEP_FRAME / 25, abs=0.02)
    assert said == [CUT_OFF.format(time="0:02")]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["film.mkv", "made.mp4"]


@pytest.mark.parametrize("recipe", [FASTSTART, STREAM])
def test_a_damaged_stretch_is_held_over_and_told_by_its_beginning(tmp_path: Path, recipe: clips.Recipe):
    keyed = recipe.but(frames=250, options=(("bf", "0"),))
    _, made, said = taken(spoilt(clips.make(tmp_path, keyed), zeros(0.5, 0.55)))
    assert made.duration_s == pytest.approx(10, abs=0.1)
    numbers = clips.numbers_of(made.path)
    first_wrong = next(k for k, number in enumerate(numbers) if number != k)
    times = [DAMAGED_AT.format(time=f"0:0{(first_wrong + off) // 25}") for off in (-8, 0, 8)]
    assert said[0] in times
    assert len(said) == 1


def test_a_picture_that_is_all_there_is_not_called_cut_off(tmp_path: Path):
    film = check(clips.make(tmp_path, FASTSTART))
    short_sound = replace(film, audio_s=3.2)
    assert lacking(replace(film, ends_early=True), short_sound) == [SOUND_CUT_OFF.format(time="0:03")]


def test_most_of_the_sound_may_be_damaged(tmp_path: Path):
    _, made, said = taken(spoilt(clips.make(tmp_path, FRAGMENTS), zeros(0.7, 1.0)))
    assert (made.frames, made.has_audio, len(said)) == (150, True, 1)
