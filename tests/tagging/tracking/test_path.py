"""A stretch of a path made anew leaves the rest where it was, to the frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.tracking.path import (
    MOST_POINTS,
    box_at,
    inside,
    splice,
    splice_points,
    splice_spans,
    stretch,
    thinned,
)

SIDE = st.floats(0, 1).map(lambda side: round(side, 5))
KEYS = st.dictionaries(st.integers(0, 99), st.tuples(SIDE, SIDE, SIDE, SIDE), max_size=8).map(
    lambda boxes: [[frame, *boxes[frame]] for frame in sorted(boxes)]
)
SPANS = st.lists(st.tuples(st.integers(0, 98), st.integers(1, 20)), max_size=5).map(
    lambda spans: splice_spans([], [[a, min(100, a + b)] for a, b in sorted(spans)], 0, 100)
)


@given(KEYS, KEYS, st.integers(0, 98), st.integers(1, 50))
def test_what_lies_outside_stays_where_it_was(old: list[list[float]], new: list[list[float]], a: int, n: int):
    b = min(100, a + n)
    made = splice(old, new, a, b, (0, 100))
    frames = [key[0] for key in made]
    assert frames == sorted(set(frames))
    if old:
        for frame in [*range(0, a, 7), *range(b, 100, 7)]:
            assert box_at(made, frame) == pytest.approx(box_at(old, frame), abs=2e-5)
    inner = [key for key in new if a <= key[0] < b]
    assert [key for key in made if a <= key[0] < b] == inner


def test_a_path_that_begins_does_not_reach_further_than_it_was_followed():
    first = splice([], [[10, 0, 0, 0.1, 0.1]], 10, 12)
    assert splice(first, [[8, 0, 0, 0.1, 0.1], [14, 0.2, 0, 0.1, 0.1]], 8, 15) == [
        [8, 0, 0, 0.1, 0.1],
        [14, 0.2, 0, 0.1, 0.1],
    ]


@given(SPANS, SPANS, st.integers(0, 98), st.integers(1, 50))
def test_spans_are_the_new_ones_inside_and_the_old_ones_outside(old: list, new: list, a: int, n: int):
    b = min(100, a + n)
    made = splice_spans(old, new, a, b)
    for frame in range(100):
        expected = new if a <= frame < b else old
        assert any(x <= frame < y for x, y in made) == any(x <= frame < y for x, y in expected)
    assert all(x < y for x, y in made)
    assert all(made[k][1] < made[k + 1][0] for k in range(len(made) - 1))


def test_a_correction_reaches_from_its_neighbour_before_to_the_one_after():
    drawn = [[20, 0, 0, 1, 1], [60, 0, 0, 1, 1]]
    assert stretch(drawn, 40, 0, 100) == (20, 61)
    assert stretch(drawn, 5, 0, 100) == (0, 21)
    assert stretch(drawn, 80, 0, 100) == (60, 100)


def test_many_points_are_thinned_and_the_dip_stays():
    points = [[frame, 0.1 if frame == 777 else 0.9] for frame in range(1000)]
    few = thinned(points)
    assert len(few) <= MOST_POINTS
    assert [777, 0.1] in few
    assert splice_points([[0, 1.0], [5, 1.0]], [[5, 0.2]], 4, 6) == [[0, 1.0], [5, 0.2]]


def test_only_what_is_inside_counts():
    assert inside([[0, 10], [20, 30], [40, 50]], 5, 25) == [[5, 10], [20, 25]]
