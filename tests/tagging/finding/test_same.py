"""Whether two sights are of one thing."""

from tagging.finding.same import is_same_place, is_same_time, overlap


def test_spans_that_only_touch_are_apart():
    assert not is_same_time((0, 10), (10, 20))
    assert is_same_time((0, 11), (10, 20))


def test_one_thing_is_met_in_boxes_drawn_with_more_or_less_care():
    assert overlap([0, 0, 0.2, 0.2], [0, 0, 0.2, 0.2]) == 1
    assert is_same_place([0.1, 0.1, 0.2, 0.2], [0.12, 0.13, 0.2, 0.2])
    assert is_same_place([0.1, 0.1, 0.2, 0.2], [0.17, 0.17, 0.07, 0.07])
    assert not is_same_place([0.1, 0.1, 0.2, 0.2], [0.32, 0.1, 0.2, 0.2])
    assert not is_same_place([0, 0, 1, 1], [0, 0, 0.1, 0.1])
