"""Changes between pictures that move are found in any shape; a camera that moves is no change."""

from collections.abc import Callable

import numpy as np
import pytest

from tagging.keyframes.joint import Joint
from tagging.keyframes.shots import find_joints
from tagging.keyframes.witness import witness
from tests.clips import Edit, Picture, panned
from tests.drawn import drawn

WIDTH, HEIGHT, RATE, OVER = 180, 320, 25, 20
FIRST, LAST = 40, 60
Arrives = Callable[[Picture, Picture], Picture]

# When the new picture arrives at each place, by its columns and rows in shares: 0 to 1.
FORMS: dict[str, Arrives] = {
    "box": lambda x, y: np.maximum(abs(x - 0.4), abs(y - 0.6)),
    "slant": lambda x, y: 0.8 * x + 0.4 * y,
    "wave": lambda x, y: 0.3 + y + 0.1 * np.sin(12 * x),
    "corner": lambda x, y: np.hypot(x, y),
}


def travelling(seed: int, speed: float) -> list[Picture]:
    scene = panned(seed, WIDTH, HEIGHT, speed)
    return [scene(k / RATE) for k in range(LAST)]


def joined(share: Callable[[int], Picture]) -> Edit:
    """Two cameras that travel; from FIRST to LAST `share` says how much each place shows of the second."""
    old, new = travelling(3, 0.5), travelling(8, -0.6)
    edit = Edit(WIDTH, HEIGHT, RATE, frames=old[:FIRST])
    for k in range(OVER):
        mask = share(k)[..., None]
        edit.frames.append((old[FIRST + k] * (1 - mask) + new[k] * mask).astype(np.uint8))
    edit.frames += new[OVER:]
    return edit


def swept(form: str) -> Edit:
    x, y = np.meshgrid((np.arange(WIDTH) + 0.5) / WIDTH, (np.arange(HEIGHT) + 0.5) / HEIGHT)
    arrives = FORMS[form](x, y)
    arrives = arrives / arrives.max()
    return joined(lambda k: (arrives <= (k + 1) / (OVER + 1)).astype(np.float32))


def joints(edit: Edit) -> list[Joint]:
    return find_joints(list(witness((k / RATE, drawn(p)) for k, p in enumerate(edit.frames))))


@pytest.mark.parametrize("form", FORMS)
def test_a_wipe_of_any_shape_between_travelling_cameras_is_one_change(form: str):
    found = joints(swept(form))
    assert len(found) == 1
    assert FIRST - 2 <= found[0].at <= LAST + 2


def test_a_dissolve_between_travelling_cameras_is_one_change():
    found = joints(joined(lambda k: np.full((HEIGHT, WIDTH), (k + 1) / (OVER + 1), np.float32)))
    assert [joint.kind for joint in found] == ["dissolve"]
    assert FIRST <= found[0].at <= LAST


@pytest.mark.parametrize("speed", [0.3, 0.8, 1.6])
def test_a_camera_that_travels_to_another_place_changes_nothing(speed: float):
    scene = panned(5, WIDTH, HEIGHT, speed)
    film = Edit(WIDTH, HEIGHT, RATE, frames=[scene(k / RATE) for k in range(100)])
    assert joints(film) == []
