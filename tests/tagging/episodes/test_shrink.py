"""A plane that is shrunk is what one sees from further away."""

import cv2
import numpy as np
import pytest

from tagging.episodes.shrink import shrunk


def soft(width: int, height: int) -> np.ndarray:
    """Nothing in it is smaller than the pixels it is shrunk to."""
    luck = np.random.default_rng(width)
    small = luck.uniform(30, 220, (max(2, height // 60), max(2, width // 60)))
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("by", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 24])
@pytest.mark.parametrize("size", [(720, 1280), (1080, 1920), (541, 961)])
def test_it_is_the_mean_of_whole_pixels(size: tuple[int, int], by: int):
    plane = soft(*size)
    height, width = plane.shape[0] // by, plane.shape[1] // by
    whole = plane[: height * by, : width * by].reshape(height, by, width, by).mean(axis=(1, 3))
    small = shrunk(plane, by, by)
    assert small.shape == (height, width)
    assert np.abs(small - whole).mean() < 3
    assert abs(float((small - whole).mean())) < 1


def test_more_bits_and_fewer_levels_come_to_the_same():
    plane = soft(320, 640)
    deep = plane.astype(np.uint16) * 4
    assert np.abs(shrunk(deep, 4, 4, bits=10).astype(int) - shrunk(plane, 4, 4)).max() <= 1
    narrow = (16 + plane * (219 / 255)).round().astype(np.uint8)
    assert np.abs(shrunk(narrow, 4, 4, steps=219).astype(int) - shrunk(plane, 4, 4)).max() <= 2


def test_a_plane_smaller_than_a_pixel_stays_as_it_is():
    assert shrunk(np.full((3, 5), 7, np.uint8), 8, 8).tolist() == [[7] * 5] * 3
