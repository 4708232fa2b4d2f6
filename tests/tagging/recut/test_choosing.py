"""Of runs that want the same frames of the new film, those are chosen that explain it best together."""

import numpy as np

from tagging.recut.choosing import way


def gains(first: int, *told: tuple[float, int]) -> tuple[int, np.ndarray]:
    return first, np.concatenate([np.full(count, gain) for gain, count in told])


def test_two_that_fit_well_side_by_side_come_before_a_longer_one_across_both():
    longest = gains(6, (1.1, 27))
    assert way([longest, gains(0, (1.5, 17)), gains(17, (1.7, 16))], 40) == [(1, 0, 17), (2, 17, 33)]


def test_where_two_overlap_the_border_is_where_the_one_begins_to_fit_better():
    first, second = gains(0, (2.0, 12), (-1.0, 8)), gains(4, (-1.0, 8), (2.0, 12))
    assert way([first, second], 24) == [(0, 0, 12), (1, 12, 24)]


def test_what_hardly_fits_is_no_run_and_nothing_is_known_of_those_frames():
    assert way([gains(3, (0.1, 8)), gains(20, (2.0, 6))], 30) == [(1, 20, 26)]


def test_without_runs_nothing_is_explained():
    assert way([], 5) == []
