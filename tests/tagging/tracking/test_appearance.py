"""The looks of a followed thing: found while it turns and grows, doubted when covered, found again."""

import cv2
import numpy as np
import pytest

from tagging.tracking.appearance import Appearance

WIDTH, HEIGHT = 240, 320


def iou(a, b):
    wide = max(0.0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
    tall = max(0.0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    return wide * tall / (a[2] * a[3] + b[2] * b[3] - wide * tall)


def blotches(seed, size, grain):
    noise = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), grain), None, 0, 255, cv2.NORM_MINMAX).astype(
        np.uint8
    )


@pytest.fixture(scope="module")
def room():
    return blotches(1, (WIDTH, HEIGHT), 4) // 2 + 60


@pytest.fixture(scope="module")
def wrapper():
    """What is printed around a tin, all the way: a reddish print, other on every side."""
    print_ = blotches(2, (320, 80), 3) // 2
    print_[..., 2] = np.clip(print_[..., 2].astype(int) + 120, 0, 255)
    return print_


def tin(room, wrapper, middle, wide, turned=0.0):
    """The room with a tin before it, and the tin's box: turning brings other print to the front."""
    picture = room.copy()
    tall = round(wide * 1.3)
    across = (np.arange(wide) + 0.5) / wide * 2 - 1
    angle = (np.arcsin(across) + turned) % (2 * np.pi)
    column = (angle / (2 * np.pi) * wrapper.shape[1]).astype(np.float32)
    row = (np.arange(tall, dtype=np.float32) + 0.5) / tall * wrapper.shape[0]
    face = cv2.remap(wrapper, *np.meshgrid(column, row), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    x, y = round(middle[0] - wide / 2), round(middle[1] - tall / 2)
    picture[y : y + tall, x : x + wide] = face
    return picture, (float(x), float(y), float(wide), float(tall))


def followed(room, wrapper, frames, step=0.07):
    """An appearance that has seen the tin turn and walk for so many frames, its overlaps and what it said."""
    picture, box = tin(room, wrapper, (80, 120), 44)
    looks = Appearance(picture, box)
    overlaps, said = [], []
    for number in range(1, frames):
        picture, box = tin(room, wrapper, (80 + number * 1.5, 120 + number), 44, number * step)
        seen = looks.find(picture, learn=True)
        overlaps.append(iou(seen.box, box))
        said.append(seen.confidence)
    return looks, overlaps, said


@pytest.fixture(scope="module")
def walked(room, wrapper):
    return followed(room, wrapper, 45)


def test_a_tin_that_turns_half_around_is_followed(walked):
    _, overlaps, said = walked
    assert np.mean(overlaps) > 0.75
    assert min(said) > 0.5


def test_a_thing_that_comes_nearer_gets_a_larger_box(room, wrapper):
    picture, box = tin(room, wrapper, (120, 150), 40)
    looks = Appearance(picture, box)
    for wide in range(41, 61):
        picture, box = tin(room, wrapper, (120, 150), wide)
        seen = looks.find(picture, learn=True)
    assert iou(seen.box, box) > 0.75


def test_a_thing_that_turns_its_narrow_side_gets_a_narrower_box(room, wrapper):
    def crate(number):
        wide = round(60 * (1 - 0.5 * number / 25))
        picture = room.copy()
        face = cv2.resize(wrapper[:, :80], (wide, 60))
        x = 120 - wide // 2
        picture[130:190, x : x + wide] = face
        return picture, (float(x), 130.0, float(wide), 60.0)

    picture, box = crate(0)
    looks = Appearance(picture, box)
    for number in range(1, 26):
        picture, box = crate(number)
        seen = looks.find(picture, learn=True)
    assert iou(seen.box, box) > 0.7


def test_what_is_covered_is_doubted(room, wrapper, walked):
    looks = walked[0].copy()
    picture, box = tin(room, wrapper, (147, 165), 44, 45 * 0.07)
    assert looks.agreement(picture, box) > 0.5
    x, y, w, h = (round(v) for v in box)
    picture[y - 20 : y + h + 20, x - 20 : x + w + 20] = (90, 120, 60)
    assert looks.agreement(picture, box) < 0.3
    assert looks.find(picture, box).confidence < 0.3


def test_it_is_found_again_where_it_comes_back(room, wrapper, walked):
    looks = walked[0].copy()
    assert looks.search(room) is None
    picture, box = tin(room, wrapper, (60, 240), 40, 45 * 0.07)
    seen = looks.search(picture)
    assert seen is not None
    assert iou(seen.box, box) > 0.5


def test_a_copy_learns_by_itself(room, wrapper, walked):
    looks = walked[0]
    picture, box = tin(room, wrapper, (147, 165), 44, 45 * 0.07)
    before = looks.agreement(picture, box)
    other = looks.copy()
    other.learn(room, (10, 10, 60, 60), rate=1.0)
    assert looks.agreement(picture, box) == before


@pytest.mark.parametrize("box", [(-40, -50, 60, 80), (230, 310, 50, 50), (100, 100, 1, 1), (0, 0, 240, 320)])
def test_a_box_over_the_edge_or_tiny_is_no_trouble(room, box):
    looks = Appearance(room, box)
    seen = looks.find(room, box, learn=True)
    assert all(np.isfinite(seen.box))
    assert 0 <= seen.confidence <= 1
    looks.search(room)


def test_the_same_pictures_give_the_same_boxes(room, wrapper):
    def boxes():
        looks = Appearance(*tin(room, wrapper, (80, 120), 44))
        return [
            looks.find(tin(room, wrapper, (80 + n, 120), 44, n * 0.1)[0], learn=True) for n in range(1, 6)
        ]

    assert boxes() == boxes()
