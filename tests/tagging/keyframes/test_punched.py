"""Who cuts closer or wider within one take has made a cut; a camera that zooms, shakes or hangs has not."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tagging.keyframes.looks import Look, look
from tagging.keyframes.punched import AT_ONCE_S, is_alone, punched
from tagging.keyframes.suggest import suggest
from tests.clips import Edit, Picture, Recipe, make, texture
from tests.drawn import drawn

WIDTH, HEIGHT = 180, 320
TAKE = texture(21, 2 * WIDTH, 2 * HEIGHT)


def seen(zoom: float, right: float = 0.5) -> Picture:
    """The take through a frame of the editor's."""
    w, h = round(2 * WIDTH / zoom), round(2 * HEIGHT / zoom)
    x, y = round((2 * WIDTH - w) * right), (2 * HEIGHT - h) // 2
    return cv2.resize(TAKE[y : y + h, x : x + w], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def looked(picture: Picture, t: float = 0.0) -> Look:
    return look(t, drawn(picture))


@pytest.mark.parametrize("zoom", [1.12, 1.2, 1.4])
@pytest.mark.parametrize("right", [0.2, 0.5])
def test_the_same_seen_closer_is_told_either_way(zoom: float, right: float):
    wide, close = seen(1.0), seen(zoom, right)
    assert punched(looked(wide), looked(close, 0.04)) > 0.25
    assert punched(looked(close), looked(wide, 0.04)) > 0.25


def test_the_same_again_another_place_or_a_little_sway_is_not_closer():
    wide = seen(1.1)
    other = texture(77, WIDTH, HEIGHT)
    for picture in (wide, other, seen(1.1, 0.7)):
        assert punched(looked(wide), looked(picture, 0.04)) < 0.1


def test_what_took_its_time_is_no_cut():
    assert punched(looked(seen(1.0)), looked(seen(1.3), AT_ONCE_S + 0.1)) == 0


def test_only_a_step_among_smaller_ones_is_alone():
    assert is_alone([0.0, 0.01, 0.01, 0.15, 0.01], 3)
    assert not is_alone([0.0, 0.01, 0.12, 0.15, 0.01], 3)
    assert not is_alone([0.0, 0.0, 0.0, 0.04, 0.0], 3)


def starts(folder: Path, zooms: list[float]) -> list[int]:
    edit = Edit(WIDTH, HEIGHT)
    luck = np.random.default_rng(2)
    edit.frames = [
        np.clip(seen(zoom) + luck.normal(0, 2, (HEIGHT, WIDTH, 1)), 0, 255).astype(np.uint8) for zoom in zooms
    ]
    return [shot.start_frame for shot in suggest(make(folder, Recipe(), pictures=edit.frames)).shots[1:]]


def test_a_take_jumped_through_has_a_shot_for_each_frame_of_the_editors(tmp_path: Path):
    assert starts(tmp_path, [1.0] * 25 + [1.15] * 25 + [1.0] * 25 + [1.3] * 25) == [25, 50, 75]


@pytest.mark.parametrize("frames", [5, 12, 25])
def test_a_zoom_within_a_shot_is_no_cut(tmp_path: Path, frames: int):
    assert starts(tmp_path, [1.0] * 30 + list(np.linspace(1.0, 1.35, frames)) + [1.35] * 30) == []
