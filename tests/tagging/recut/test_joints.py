"""Where films are cut: a run that goes over joints is told shot by shot."""

from dataclasses import replace

from tagging.recut.joints import is_tied, shots
from tagging.recut.stretch import Run


def test_a_run_is_parted_at_the_joints_of_either_film():
    run = Run(10, 50, 2.0, -5.0, worth=80.0)
    parts = shots(run, [0, 10, 30, 60], [0, 15, 75, 115])
    assert [(part.start, part.end) for part in parts] == [(10, 30), (30, 40), (40, 50)]
    assert [part.worth for part in parts] == [40.0, 20.0, 20.0]


def test_a_joint_that_both_films_have_parts_it_once():
    parts = shots(Run(0, 40, 1.0, 3.0), [0, 20, 40], [0, 24, 60])
    assert [(part.start, part.end) for part in parts] == [(0, 20), (20, 40)]


def test_a_run_within_one_shot_stays_whole():
    run = Run(5, 25, 1.0, 0.0, worth=9.0)
    assert shots(run, [0, 5, 25, 40], [0, 40]) == [run]


def test_what_breaks_off_in_the_middle_of_a_shot_of_both_films_is_loose():
    old, new = [0, 40, 90], [0, 60, 110]
    whole, start, middle = Run(0, 40, 1.0, 20.0), Run(40, 62, 1.0, 20.0), Run(60, 80, 1.0, 20.0)
    assert is_tied(whole, [whole], [0, 40, 90], [0, 20, 60, 110], 5)
    assert [is_tied(run, [whole, run], old, new, 5) for run in (start, middle)] == [False, False]
    # Where another part of the film goes on at once, it is an edit.
    goes_on = Run(5, 25, 1.0, 79.0)
    assert is_tied(start, [whole, start, goes_on], old, new, 5)
    late = replace(start, start=41)
    assert is_tied(late, [whole, late, goes_on], old, new, 5), "nearly"
    before = Run(20, 40, 1.0, 10.0)
    assert not is_tied(before, [before], old, new, 5)
    assert is_tied(before, [before], old, [0, 30, 60, 110], 5)
