"""A keyframe is sharp, typical and untouched by any change of shot."""

from fractions import Fraction
from pathlib import Path

import cv2

from tagging.keyframes.suggest import Shot, suggest
from tests.clips import Edit, Recipe, make, panned, still_life


def shots(folder: Path, edit: Edit) -> tuple[Shot, ...]:
    recipe = Recipe(width=edit.width, height=edit.height, rate=Fraction(edit.rate))
    return suggest(make(folder, recipe, pictures=edit.frames)).shots


def test_a_keyframe_keeps_clear_of_dissolves(tmp_path: Path):
    edit = Edit()
    for k in range(4):
        edit.then(still_life(k + 20, 180, 320), 60, "dissolve", 16)
    for shot in shots(tmp_path, edit):
        frame = shot.keyframes[0].frame
        assert not any(joint.start <= frame < joint.end for joint in edit.joints)


def test_a_keyframe_is_never_a_flash(tmp_path: Path):
    edit = Edit().then(still_life(4, 180, 320), 40)
    for at in range(3, 36, 5):
        edit.flash(at, 2)
    white = {at + k for at in edit.flashes for k in range(2)}
    assert not white & {k.frame for k in shots(tmp_path, edit)[0].keyframes}


def test_a_blurred_stretch_is_passed_over(tmp_path: Path):
    edit = Edit().then(still_life(5, 180, 320), 60)
    edit.frames[:45] = [cv2.GaussianBlur(picture, (0, 0), 4) for picture in edit.frames[:45]]
    assert shots(tmp_path, edit)[0].keyframes[0].frame >= 45


def test_the_best_comes_first(tmp_path: Path):
    edit = Edit().then(panned(8, 180, 320, speed=1.0), 200)
    scores = [k.score for k in shots(tmp_path, edit)[0].keyframes]
    assert scores == sorted(scores, reverse=True)


def test_a_shot_that_travels_gets_more_than_one_and_a_still_one_does_not(tmp_path: Path):
    travelling = Edit().then(panned(8, 180, 320, speed=0.5), 200)
    resting = Edit().then(panned(8, 180, 320, speed=0.0), 200)
    assert len(shots(tmp_path, travelling)[0].keyframes) > 1
    assert len(shots(tmp_path, resting)[0].keyframes) == 1
