"""How drawings are taken apart, moved and put together again, and how the film sounds."""

import wave
from math import cos, radians, sin
from pathlib import Path

import numpy as np
import pytest

from demo import moves, score, stage
from demo.layers import affine, outline, sheets_of
from demo.moves import Move
from demo.pictures import UNITS_HIGH, UNITS_WIDE, height_of, still
from demo.scenes import EPISODES
from demo.shots import Camera

BARE = {name: Move(show=0) for name in ("arm", "coat-tag", "dark")}
WHOLE = Camera(UNITS_WIDE / 2, UNITS_HIGH / 2, 1)


def test_a_drawing_whose_parts_rest_is_the_drawing_itself():
    width = 360
    shown = stage.picture("card", 1.0, WHOLE, {}, width)
    assert shown.shape == (height_of(width), width, 3)
    assert np.abs(shown.astype(int) - still("card", width).astype(int)).mean() < 0.7


def test_a_part_goes_where_its_move_puts_it_and_takes_its_own_parts_along():
    worn = [sheet for sheet in sheets_of("tram") if any(part.name == "hand-l" for part in sheet.chain)]
    assert [part.name for part in worn[0].chain] == ["her", "torso", "sleeves", "arm-l", "fore-l", "hand-l"]
    rest, moved = (
        (sheet.placed(pose) @ outline(sheet))[:2] for sheet in worn for pose in ({}, {"her": Move(dx=10)})
    )
    # The figure stands in its drawing at 1.18 times its own size.
    assert moved - rest == pytest.approx(np.array([[11.8], [0.0]]) * np.ones_like(rest))


def test_what_is_hidden_or_seen_of_a_thing_is_told_apart():
    alone, left_over = stage.coverage("coat-check", 1.0, WHOLE, BARE, 180, "coat")
    assert alone.sum() == left_over.sum() > 0
    covered, with_arm = stage.coverage(
        "coat-check", 1.0, WHOLE, BARE | {"arm": Move(dx=-20, dy=-200)}, 180, "coat"
    )
    assert covered.sum() == alone.sum()
    assert with_arm.sum() < 0.95 * covered.sum()


def test_a_transform_list_is_read_as_svg_reads_it():
    point = affine("translate(10,20) rotate(90 5 5) scale(2)") @ np.array([1.0, 2.0, 1.0])
    # Twice as large, then a quarter turn about (5, 5), then shifted.
    assert point[:2] == pytest.approx([10 + 6, 20 + 2])


@pytest.mark.parametrize("tip", [(130.0, 400.0), (170.0, 330.0), (90.0, 380.0)])
def test_a_bent_leg_ends_where_the_foot_is(tip: tuple[float, float]):
    root, upper, lower = (130.0, -10.0), 222.0, 222.0
    first, second = (radians(turn) for turn in moves.bend(root, tip, upper, lower))
    knee = (root[0] - upper * sin(first), root[1] + upper * cos(first))
    foot = (knee[0] - lower * sin(first + second), knee[1] + lower * cos(first + second))
    assert foot == pytest.approx(tip)
    assert knee[0] > min(root[0], tip[0]), "the knee goes forward"


def test_a_movement_begins_and_ends_where_it_says():
    for kind in (moves.share, moves.ease, moves.swing, moves.rush):
        assert (kind(4, 5, 15), kind(5, 5, 15), kind(15, 5, 15)) == pytest.approx((0, 0, 1))
    assert [moves.along(frame, (2, 0), (4, 8), (6, 4)) for frame in (0, 3, 4, 9)] == [0, 4, 8, 4]
    assert moves.lids(10, 10).sy < 0.2 < moves.lids(20, 10).sy == 1


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.name)
def test_the_sound_is_as_long_as_the_picture_never_clips_and_ends_with_a_sting(tmp_path: Path, episode):
    with wave.open(str(score.write(tmp_path / "sound.wav", episode))) as sound:
        assert sound.getnframes() == episode.frames * score.RATE // 25
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").reshape(-1, 2) / 32767
    assert 0.5 < np.abs(samples).max() < 0.9
    loud = [float(np.sqrt((part**2).mean())) for part in np.array_split(samples, episode.frames // 25)]
    assert min(loud[:-1]) > 0.004, "there is no second of silence"
    last = episode.starts()[-1] * score.RATE // 25
    sting, before = samples[last : last + 9600], samples[last - 4800 : last]
    assert np.abs(sting).max() > 1.5 * np.sqrt((before**2).mean())
