"""Boxes and spans: clipped to the picture, ordered by frame, refused when nobody could tap them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.placements.geometry import Misfit, check_span, clean_keys, clip
from tagging.tracking.path import box_at

sides = st.floats(-2, 3, allow_nan=False)


@given(sides, sides, sides, sides)
def test_a_box_is_clipped_into_the_picture_or_refused(x: float, y: float, w: float, h: float):
    try:
        left, top, width, height = clip([x, y, w, h])
    except Misfit:
        return
    assert 0 <= left < 1
    assert 0 <= top < 1
    assert width >= 0.01
    assert height >= 0.01
    assert left + width <= 1 + 1e-9
    assert top + height <= 1 + 1e-9


@given(*[st.integers(0, 100_000)] * 4)
def test_a_box_inside_stays_as_it_was_drawn(x: int, y: int, w: int, h: int):
    x, y = min(x, 99_000), min(y, 99_000)
    w, h = max(1000, min(w, 100_000 - x)), max(1000, min(h, 100_000 - y))
    drawn = [v / 100_000 for v in (x, y, w, h)]
    assert clip(drawn) == pytest.approx(drawn, abs=1e-9)


@pytest.mark.parametrize(
    "box", [[0, 0, 0.009, 1], [0, 0, 1, 0.009], [1, 0, 0.5, 0.5], [-1, 0, 1, 1], [0.5, 0.5, -0.2, 0.2]]
)
def test_a_box_nobody_could_tap_is_refused(box: list[float]):
    with pytest.raises(Misfit, match="too small"):
        clip(box)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (0, 250), (249, 250)])
def test_a_span_within_the_film_fits(start: int, end: int):
    check_span(start, end, 250)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, 251), (250, 251)])
def test_a_span_outside_the_film_does_not(start: int, end: int):
    with pytest.raises(Misfit, match="0 to 250"):
        check_span(start, end, 250)


def test_keys_are_put_in_order_and_the_last_of_a_frame_wins():
    box, other = [0.1, 0.1, 0.2, 0.2], [0.3, 0.3, 0.2, 0.2]
    assert clean_keys([[20, *box], [10, *box], [20.0, *other]], 250) == [[10, *box], [20, *other]]


@pytest.mark.parametrize("frame", [-1, 250, 1.5])
def test_a_key_outside_the_film_is_refused(frame: float):
    with pytest.raises(Misfit, match="not in the film"):
        clean_keys([[frame, 0, 0, 1, 1]], 250)
    with pytest.raises(Misfit, match="needs a box"):
        clean_keys([], 250)


def test_a_box_moves_straight_between_two_keys_and_stands_still_outside():
    keys = [[10, 0.0, 0.0, 0.2, 0.2], [20, 0.5, 0.1, 0.4, 0.2]]
    assert box_at(keys, 0) == keys[0][1:]
    assert box_at(keys, 15) == pytest.approx([0.25, 0.05, 0.3, 0.2])
    assert box_at(keys, 99) == keys[1][1:]
