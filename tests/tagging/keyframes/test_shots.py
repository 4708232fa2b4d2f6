"""Cuts are found where they were made; flashes, strobes, captions and shaking hands are not cuts."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.keyframes.suggest import Suggestion, suggest
from tests.clips import UNEVEN_MS, Edit, Recipe, make, panned, still_life

WIDTH, HEIGHT = 180, 320


def found(folder: Path, edit: Edit, **wrapped: object) -> Suggestion:
    recipe = Recipe(width=edit.width, height=edit.height, rate=Fraction(edit.rate)).but(**wrapped)
    return suggest(make(folder, recipe, pictures=edit.frames))


def starts(suggestion: Suggestion) -> list[int]:
    return [shot.start_frame for shot in suggestion.shots[1:]]


def cut_film(seed: int = 1, shots: int = 5, length: int = 30) -> Edit:
    edit = Edit()
    for k in range(shots):
        scene = still_life if k % 2 else panned
        edit.then(scene(seed * 50 + k, WIDTH, HEIGHT), length)
    return edit


def near(said: list[int], true: list[int], by: int = 1) -> bool:
    return len(said) == len(true) and all(abs(a - b) <= by for a, b in zip(said, true, strict=True))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cuts_are_found_to_the_frame(tmp_path: Path, seed: int):
    edit = cut_film(seed)
    suggestion = found(tmp_path, edit)
    assert starts(suggestion) == edit.cuts
    assert {shot.transition for shot in suggestion.shots[1:]} == {"cut"}
    assert suggestion.shots[0].transition == "start"


@pytest.mark.parametrize(
    "wrapped",
    [
        {"suffix": ".mkv", "codec": "libx265"},
        {"suffix": ".webm", "codec": "libvpx-vp9"},
        {"suffix": ".mov", "codec": "prores_ks", "pixels": "yuv422p10le"},
        {"suffix": ".ts", "options": (("bf", "3"),)},
    ],
)
def test_any_container_will_do(tmp_path: Path, wrapped: dict[str, object]):
    edit = cut_film()
    assert near(starts(found(tmp_path, edit, **wrapped)), edit.cuts)


def test_a_turned_film_has_the_same_shots(tmp_path: Path):
    edit = cut_film()
    turned = found(tmp_path, edit, width=HEIGHT, height=WIDTH, rotation=90, suffix=".mov")
    assert starts(turned) == edit.cuts


def test_times_are_the_containers_own(tmp_path: Path):
    edit = Edit().then(still_life(1, WIDTH, HEIGHT), 31).then(still_life(2, WIDTH, HEIGHT), 29)
    suggestion = found(tmp_path, edit, suffix=".mkv", times_ms=UNEVEN_MS)
    assert starts(suggestion) == [31]
    assert suggestion.shots[1].start_s == pytest.approx(UNEVEN_MS[31] / 1000, abs=0.002)


def test_seconds_count_from_the_first_picture(tmp_path: Path):
    edit = cut_film()
    late = found(tmp_path, edit, video_late_s=0.8, audio="aac")
    assert [shot.start_s for shot in late.shots] == pytest.approx([0, *(cut / 25 for cut in edit.cuts)])


def test_shots_of_a_third_of_a_second(tmp_path: Path):
    edit = cut_film(shots=9, length=9)
    assert near(starts(found(tmp_path, edit)), edit.cuts)


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_flash_is_no_cut(tmp_path: Path, length: int):
    edit = cut_film(shots=3, length=50)
    for at in (10, 25, 70, 120):
        edit.flash(at, length)
    assert starts(found(tmp_path, edit)) == edit.cuts


def test_a_strobe_is_no_cut(tmp_path: Path):
    edit = cut_film(shots=2, length=75)
    for at in range(15, 60, 4):
        edit.flash(at, 2)
    assert starts(found(tmp_path, edit)) == edit.cuts


def test_a_blink_to_black_is_no_cut(tmp_path: Path):
    edit = cut_film(shots=2, length=60)
    edit.frames[30:33] = [np.zeros_like(edit.frames[0])] * 3
    assert starts(found(tmp_path, edit)) == edit.cuts


def test_captions_that_change_are_no_cuts(tmp_path: Path):
    edit = cut_film(shots=2, length=80)
    for at in range(5, 150, 15):
        edit.caption(at, at + 10, f"what? {at}")
    assert starts(found(tmp_path, edit)) == edit.cuts


def test_a_shaking_hand_is_no_cut(tmp_path: Path):
    edit = Edit(rate=30)
    for k in range(3):
        edit.then(panned(k + 70, WIDTH, HEIGHT, speed=0.6, shake=0.05), 60)
    assert near(starts(found(tmp_path, edit)), edit.cuts)


def test_dark_shots_are_told_apart(tmp_path: Path):
    edit = Edit()
    for k in range(5):
        edit.then(still_life(k + 90, WIDTH, HEIGHT, dark=0.2), 40)
    assert near(starts(found(tmp_path, edit)), edit.cuts)


@pytest.mark.parametrize("kind", ["dissolve", "fade", "wipe", "whip"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_gradual_changes_are_found_and_named(tmp_path: Path, kind: str, seed: int):
    over = {"dissolve": 16, "fade": 20, "wipe": 14, "whip": 8}[kind]
    edit = Edit()
    for k in range(4):
        edit.then(still_life(seed * 70 + k, WIDTH, HEIGHT), 60, kind, over)
    suggestion = found(tmp_path, edit)
    assert len(suggestion.shots) == 4
    for shot, joint in zip(suggestion.shots[1:], edit.joints, strict=True):
        assert joint.start <= shot.start_frame <= joint.end
        assert shot.transition == kind


def test_one_long_shot_stays_one(tmp_path: Path):
    edit = Edit().then(panned(3, WIDTH, HEIGHT, speed=1.2, shake=0.01), 200)
    assert starts(found(tmp_path, edit)) == []


def test_a_single_picture_is_one_shot(tmp_path: Path):
    suggestion = found(tmp_path, Edit().then(still_life(1, WIDTH, HEIGHT), 1))
    assert [(s.start_frame, s.end_frame) for s in suggestion.shots] == [(0, 1)]
    assert suggestion.shots[0].keyframes[0].frame == 0


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    lengths=st.lists(st.integers(1, 25), min_size=1, max_size=7),
    kinds=st.lists(st.sampled_from(["cut", "dissolve", "fade", "wipe", "whip"]), min_size=7, max_size=7),
    rate=st.sampled_from([24, 25, 30, 60]),
)
def test_shots_partition_every_film(tmp_path_factory, lengths: list[int], kinds: list[str], rate: int):
    edit = Edit(width=96, height=160, rate=rate)
    for k, (length, kind) in enumerate(zip(lengths, kinds, strict=False)):
        over = min(length, len(edit.frames), 8)
        edit.then(still_life(k, 96, 160), length, kind if over else "cut", over)
    suggestion = found(tmp_path_factory.mktemp("film"), edit)
    edges = [(shot.start_frame, shot.end_frame) for shot in suggestion.shots]
    assert edges[0][0] == 0
    assert edges[-1][1] == suggestion.frames == len(edit.frames)
    assert all(a[1] == b[0] for a, b in pairwise(edges))
    for shot in suggestion.shots:
        assert shot.start_frame < shot.end_frame
        assert shot.start_s < shot.end_s <= suggestion.duration_s + 1e-9
        assert 0 <= shot.confidence <= 1
        assert shot.keyframes
        for keyframe in shot.keyframes:
            assert shot.start_frame <= keyframe.frame < shot.end_frame
            assert shot.start_s <= keyframe.t < shot.end_s
            assert 0 <= keyframe.score <= 1
