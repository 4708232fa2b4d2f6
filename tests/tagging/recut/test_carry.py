"""What becomes of a placement: kept, moved, split or lost, with its box where it was in the picture."""

from fractions import Fraction

import pytest

from tagging.recut.carry import Carried, Placed, carry, shown
from tagging.recut.reframing import Reframing
from tagging.recut.stretch import Run, heard, told

RATE = Fraction(25)
BOX = [0.2, 0.3, 0.4, 0.2]


def run(start: int, end: int, new: int, slope: float = 1.0, **more: object) -> Run:
    return Run(start, end, slope, new - slope * start, score=0.95, sure=0.9, **more)  # type: ignore[arg-type]


def carried(placed: Placed, *runs: Run, rate: Fraction = RATE, frames: int = 500) -> Carried:
    return carry(placed, runs, (RATE, rate), frames)


def spans(found: Carried) -> list[tuple[int, int]]:
    return [(part.start, part.end) for part in found.parts]


def placed(
    start: int = 20, end: int = 60, *keys: list[float], hidden: list[list[int]] | None = None
) -> Placed:
    return Placed(start, end, keys or [[start, *BOX]], hidden or [])


def test_what_stays_where_it_was_is_kept():
    found = carried(placed(), run(0, 100, 0))
    assert (found.status, spans(found), found.parts[0].keys) == ("kept", [(20, 60)], [[20, *BOX]])
    assert (found.share, found.sure) == (1.0, 0.9)


def test_what_comes_later_is_moved_with_its_keys_and_what_hides_it():
    one = placed(20, 60, [20, *BOX], [59, 0.4, 0.3, 0.4, 0.2], hidden=[[30, 40]])
    found = carried(one, run(0, 100, 130))
    assert (found.status, spans(found)) == ("moved", [(150, 190)])
    assert found.parts[0].keys == [[150, *BOX], [189, 0.4, 0.3, 0.4, 0.2]]
    assert found.parts[0].hidden == [[160, 170]]


def test_an_insert_in_its_middle_splits_it():
    found = carried(placed(), run(0, 40, 0), run(40, 100, 90))
    assert (found.status, spans(found)) == ("split", [(20, 40), (90, 110)])


def test_what_was_cut_out_of_its_middle_leaves_one_moment_whose_box_jumps_with_the_picture():
    one = placed(20, 60, [20, *BOX], [59, 0.59, 0.3, 0.4, 0.2])
    found = carried(one, run(0, 30, 0), run(50, 100, 30))
    assert (found.status, spans(found)) == ("moved", [(20, 40)])
    assert [key[0] for key in found.parts[0].keys] == [20, 29, 30, 39]
    assert found.share == 0.5


def test_what_isnt_there_is_lost():
    assert carried(placed(), run(60, 100, 0)).status == "lost"
    assert carried(placed(), run(57, 100, 0)).status == "lost", "three frames can't be tapped"


def test_a_shot_that_comes_twice_gives_two_moments():
    assert spans(carried(placed(), run(0, 100, 0), run(10, 70, 300))) == [(20, 60), (310, 350)]


@pytest.mark.parametrize(
    ("slope", "rate", "span"), [(2.0, 25, (40, 120)), (0.5, 25, (10, 30)), (1.2, 30, (24, 72))]
)
def test_another_speed_or_rate_moves_it_along(slope: float, rate: int, span: tuple[int, int]):
    found = carried(placed(), Run(0, 100, slope, (slope - 1) / 2), rate=Fraction(rate))
    assert spans(found) == [span]
    assert found.status == ("kept" if rate == 30 else "moved")


def test_the_box_goes_with_the_picture_and_hides_where_that_was_cropped_away():
    lie = Reframing(1.1, 1.1, -0.1, 0.0)
    found = carried(placed(), run(0, 100, 0, lie=lie))
    assert found.status == "moved"
    assert found.parts[0].keys == [[20, 0.12, 0.33, 0.44, 0.22]]
    away = placed(20, 60, [20, 0.3, 0.3, 0.1, 0.1], [59, 0.0, 0.3, 0.1, 0.1])
    (part,) = carried(away, run(0, 100, 0, lie=Reframing(1.0, 1.0, -0.2, 0.0))).parts
    assert part.hidden[0][0] > 20
    assert part.hidden[0][1] == 60
    assert all(key[1] >= 0 and key[3] >= 0.01 for key in part.keys)


def test_the_same_picture_of_both_is_shown():
    one = placed()
    runs = [run(0, 100, 130)]
    assert shown(one, carried(one, *runs), runs) == (40, 170)
    assert shown(one, carried(one), []) == (40, None)


def test_runs_are_told_and_heard_again():
    runs = [run(0, 40, 3, 1.25, lie=Reframing(1.1, 1.1, -0.05, 0.02))]
    assert heard(told(runs)) == runs
