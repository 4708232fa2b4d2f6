"""Posters, sprites and stills show exactly the frame that was asked for."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tagging.episodes import sound
from tagging.episodes.film import Film, Unreadable, check
from tagging.episodes.normalise import normalise
from tagging.episodes.pictures import plan_sprite, poster, sprite, still, stills
from tests import clips


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Film:
    folder = tmp_path_factory.mktemp("episode")
    recipe = clips.Recipe(width=270, height=480, frames=300, rate=clips.Fraction(30000, 1001))
    source = clips.make(folder, recipe)
    return normalise(source, folder / "episode.mp4", check(source))


def number(path: Path) -> int:
    picture = cv2.imread(str(path))
    assert picture is not None
    return clips.number_in(picture)


def test_a_poster_is_the_frame_asked_for(episode: Film, tmp_path: Path):
    poster(episode.path, tmp_path / "poster.jpg", 137)
    assert number(tmp_path / "poster.jpg") == 137


@pytest.mark.parametrize("frame", [0, 1, 28, 29, 30, 31, 150, 298, 299])
def test_a_still_is_the_frame_asked_for(episode: Film, tmp_path: Path, frame: int):
    still(episode.path, frame, tmp_path / "still.jpg", 200)
    assert number(tmp_path / "still.jpg") == frame
    assert cv2.imread(str(tmp_path / "still.jpg")).shape[1] == 200  # type: ignore[union-attr]


def test_many_stills_in_any_order(episode: Film, tmp_path: Path):
    made = stills(episode.path, [299, 0, 61, 60, 3, 200], tmp_path, 200)
    assert {frame: number(path) for frame, path in made.items()} == {f: f for f in (0, 3, 60, 61, 200, 299)}


def test_a_still_is_never_blown_up(episode: Film, tmp_path: Path):
    still(episode.path, 5, tmp_path / "still.jpg", 4000)
    assert cv2.imread(str(tmp_path / "still.jpg")).shape[:2] == (480, 270)  # type: ignore[union-attr]


def test_a_frame_past_the_end_is_refused(episode: Film, tmp_path: Path):
    with pytest.raises(Unreadable, match="ends before frame 300"):
        still(episode.path, 300, tmp_path / "still.jpg", 200)
    with pytest.raises(ValueError, match="no frame -1"):
        still(episode.path, -1, tmp_path / "still.jpg", 200)


def test_every_thumbnail_of_the_sprite_is_its_frame(episode: Film, tmp_path: Path):
    told: list[float] = []
    plan = sprite(episode.path, tmp_path / "sprite.jpg", episode, told.append)
    sheet = cv2.imread(str(tmp_path / "sprite.jpg"))
    assert sheet is not None
    assert sheet.shape[:2] == (plan.rows * plan.height, plan.columns * plan.width)
    for n in range(plan.count):
        top, left = n // plan.columns * plan.height, n % plan.columns * plan.width
        thumb = sheet[top : top + plan.height, left : left + plan.width]
        assert clips.number_in(thumb) == n * plan.every_frames
    assert told == sorted(told)
    assert told[-1] == 1


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1920, 40), (40, 1920)])
@pytest.mark.parametrize("frames", [1, 7, 160, 161, 15_000])
def test_a_sprite_always_fits(episode: Film, size: tuple[int, int], frames: int):
    plan = plan_sprite(clips.replace(episode, width=size[0], height=size[1], frames=frames))
    assert 1 <= plan.count <= 160
    assert (plan.count - 1) * plan.every_frames < frames <= plan.count * plan.every_frames
    assert plan.columns * plan.rows >= plan.count
    assert max(plan.columns * plan.width, plan.rows * plan.height) <= 16_384


def test_colours_come_through_unchanged(tmp_path: Path):
    """BT.601 in, BT.709 inside, sRGB out again."""
    bands = np.zeros((320, 180, 3), np.uint8)
    colours = [(30, 30, 200), (40, 190, 60), (200, 60, 30), (128, 128, 128)]
    for k, colour in enumerate(colours):
        bands[k * 80 : (k + 1) * 80] = colour
    source = clips.make(tmp_path, clips.Recipe(), pictures=[bands] * 10)
    normalise(source, tmp_path / "episode.mp4", check(source))
    poster(tmp_path / "episode.mp4", tmp_path / "poster.jpg", 5)
    seen = cv2.imread(str(tmp_path / "poster.jpg"))
    assert seen is not None
    for k, colour in enumerate(colours):
        assert np.abs(seen[k * 80 + 40, 90].astype(int) - colour).max() <= 12


def test_loudness_is_ten_values_a_second_and_says_where_it_is_silent(tmp_path: Path):
    source = clips.make(tmp_path, clips.Recipe(frames=50, audio="aac"))
    film = normalise(source, tmp_path / "loud.mp4", check(source))
    loud = sound.peaks(film.path)
    assert abs(len(loud) - 20) <= 1
    assert all(0 <= peak <= 100 for peak in loud)
    assert max(loud) > 0
