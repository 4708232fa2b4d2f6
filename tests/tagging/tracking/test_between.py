"""The small look that corrects a box in a picture on the way."""

import cv2
import numpy as np
import pytest

from tagging.tracking.between import beside


@pytest.fixture(scope="module")
def room():
    noise = np.random.default_rng(3).integers(0, 255, (320, 240), dtype=np.uint8)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 4), None, 0, 255, cv2.NORM_MINMAX)


def moved_by(picture, x, y):
    onto = np.array([[1, 0, x], [0, 1, y]], float)
    return cv2.warpAffine(picture, onto, picture.shape[::-1], borderMode=cv2.BORDER_REFLECT)


def test_what_lies_beside_the_way_is_found_to_a_part_of_a_pixel(room):
    box = (80.3, 120.6, 70.0, 90.0)
    by = beside(moved_by(room, 6.5, -4.25), box, room, box)
    assert np.abs(by - (6.5, -4.25)).max() < 0.6


def test_a_box_that_reaches_over_the_edge_is_corrected_by_what_is_left_of_it(room):
    box = (-20.5, 100.0, 70.0, 70.0)
    by = beside(moved_by(room, 3.0, 5.0), box, room, box)
    assert np.abs(by - (3.0, 5.0)).max() < 1.0


def test_where_nothing_is_alike_the_way_is_kept(room):
    box = (80.0, 120.0, 60.0, 60.0)
    assert not beside(np.flipud(room).copy(), box, room, box).any()


def test_what_is_out_of_the_picture_is_left_where_it_was_expected(room):
    assert not beside(room, (400.0, 500.0, 40.0, 40.0), room, (80.0, 120.0, 40.0, 40.0)).any()
