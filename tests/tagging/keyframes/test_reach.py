"""A gradual change reaches as far as its pictures tell, and never over the shot that lies before the next."""

from dataclasses import dataclass
from typing import Any

import pytest

from tagging.keyframes.gradual import Between
from tagging.keyframes.joint import Joint
from tagging.keyframes.reach import reaching
from tagging.keyframes.shots import find_joints
from tagging.keyframes.witness import witness
from tests.clips import Edit, panned
from tests.drawn import drawn

RATE = 25


@dataclass(frozen=True)
class Seen:
    t: float
    between: Between | None


def film(told: dict[int, tuple[float, float]], frames: int = 100) -> Any:
    """Pictures of which some are the middle of a dissolve: (its half span, its strength)."""
    return [
        Seen(k / RATE, Between("dissolve", told[k][1], 2 * told[k][0], told[k][0], 0.6, 0.8, 0.1))
        if k in told
        else Seen(k / RATE, None)
        for k in range(frames)
    ]


def spans(joints: list[Joint]) -> list[tuple[int, int]]:
    return [(joint.start, joint.end) for joint in joints]


def test_the_longest_that_any_strong_sign_tells_is_believed():
    seen = film({46: (0.2, 0.9), 50: (0.2, 0.95), 52: (0.48, 0.9)})
    assert spans(reaching(seen, [Joint("dissolve", 50, 45, 55, 0.9)])) == [(40, 64)]


def test_a_weak_sign_and_one_of_another_change_tell_nothing():
    seen = film({50: (0.2, 0.95), 52: (0.72, 0.6), 75: (0.72, 0.95)})
    assert spans(reaching(seen, [Joint("dissolve", 50, 45, 55, 0.9)])) == [(45, 55)]


def test_cuts_and_fades_are_left_as_they_are():
    joints = [Joint("cut", 20, 20, 20, 0.9), Joint("fade", 50, 45, 55, 0.9)]
    assert reaching(film({50: (0.48, 0.9)}), joints) == joints


def test_between_two_changes_a_shot_is_left():
    seen = film({40: (0.48, 0.9), 58: (0.48, 0.9)})
    joints = [Joint("dissolve", 40, 36, 44, 0.9), Joint("dissolve", 58, 54, 62, 0.9)]
    assert spans(reaching(seen, joints)) == [(28, 44), (54, 70)]


@pytest.mark.parametrize("seed", [1, 6, 8])
def test_a_long_dissolve_between_travelling_cameras_is_covered(seed: int):
    edit = Edit()
    for k in range(2):
        edit.then(panned(seed * 10 + k, edit.width, edit.height, shake=0.004), 90, "dissolve", 30)
    (true,) = edit.joints
    # As drawn: no two codings of a film are quite the same.
    (said,) = find_joints(list(witness((k / RATE, drawn(p)) for k, p in enumerate(edit.frames))))
    assert said.start <= true.start + 4
    assert said.end >= true.end - 4
