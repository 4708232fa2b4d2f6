"""Captions come along with the pictures they are said over."""

from tagging.episodes.timing import Timing
from tagging.recut.retiming import retimed
from tagging.recut.stretch import Run

OLD, NEW = Timing(25, 1, 200), Timing(25, 1, 100)
CUES = b"WEBVTT\n\n00:01.000 --> 00:02.000\nFirst\n\n00:06.000 --> 00:07.000\nSecond\n"


def test_they_move_with_their_shots_and_go_with_those_that_went():
    said = retimed(CUES, [Run(140, 200, 1.0, -140.0), Run(0, 40, 1.0, 60.0)], OLD, NEW)
    assert said is not None
    assert said.count("-->") == 2
    assert "00:00:00.400 --> 00:00:01.400\nSecond" in said
    assert "00:00:03.400 --> 00:00:04.000\nFirst" in said


def test_none_are_left_where_nothing_of_it_is_there():
    assert retimed(CUES, [Run(80, 120, 1.0, -80.0)], OLD, NEW) is None
