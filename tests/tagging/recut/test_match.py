"""Shots are recognised by their pictures, to the frame, whatever was done to them; other takes are not."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tagging.recut.match import Mapping, match
from tests import clips

WIDTH, HEIGHT, RATE = 144, 256, 25
Picture = np.ndarray[Any, Any]


def take(seed: int, frames: int = 40, first: int = 0) -> list[Picture]:
    scene = clips.panned(seed, WIDTH, HEIGHT, 0.25)
    return [scene((first + k) / RATE) for k in range(frames)]


ONE, TWO, THREE = take(5), take(31), take(77)


def film(folder: Path, name: str, pictures: list[Picture]) -> Path:
    high, wide = pictures[0].shape[:2]
    return clips.make(folder, clips.Recipe(width=wide, height=high, frames=len(pictures)), name, pictures)


def matched(folder: Path, old: list[Picture], new: list[Picture]) -> Mapping:
    return match(film(folder, "old", old), film(folder, "new", new))


def at(found: Mapping, frame: int) -> int | None:
    seen = found.at(frame)
    return None if seen is None else round(seen[0])


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Mapping:
    """The third shot first, graded and captioned; a new one; the first without its head; no second one."""
    graded = [np.clip(picture * 0.7 + 30, 0, 255).astype(np.uint8) for picture in THREE]
    for picture in graded:
        cv2.putText(picture, "no one", (20, 220), 2, 0.9, (255, 255, 255), 2)
    new = [*graded, *take(200, 30), *ONE[12:]]
    return matched(tmp_path_factory.mktemp("edited"), [*ONE, *TWO, *THREE], new)


def test_reordered_graded_and_captioned_shots_are_found_to_the_frame(edited: Mapping):
    assert [at(edited, frame) for frame in (80, 95, 119)] == [0, 15, 39]


def test_a_trimmed_shot_begins_where_it_does(edited: Mapping):
    assert [at(edited, frame) for frame in (13, 25, 39)] == [71, 83, 97]
    assert [at(edited, frame) for frame in (3, 9)] == [None, None]


def test_what_is_gone_isnt_found_in_what_is_new(edited: Mapping):
    assert [at(edited, frame) for frame in range(42, 79, 6)] == [None] * 7


def test_a_cropped_film_tells_how_its_pictures_lie(tmp_path: Path):
    move = np.array([[1.1, 0, -0.06 * WIDTH], [0, 1.1, -0.02 * HEIGHT]])
    new = [cv2.warpAffine(picture, move, (WIDTH, HEIGHT), flags=cv2.INTER_AREA) for picture in ONE]
    (run,) = matched(tmp_path, ONE, new).runs
    assert run.lie == pytest.approx((1.1, 1.1, -0.06, -0.02), abs=0.01)
    assert [round(run.at(frame)) for frame in (0, 39)] == [0, 39]


def test_a_slowed_shot_is_followed_at_its_speed(tmp_path: Path):
    new = [*TWO, *(picture for picture in ONE for _ in range(2))]
    found = matched(tmp_path, [*ONE, *TWO], new)
    assert [at(found, frame) for frame in (40, 79)] == [0, 39]
    for frame in (4, 20, 35):
        assert abs((at(found, frame) or 0) - (40.5 + 2 * frame)) <= 2
