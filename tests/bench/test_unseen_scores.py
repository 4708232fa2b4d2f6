"""The bench's judge: what counts as found, wrong, hidden and lost."""

from fractions import Fraction
from pathlib import Path

import pytest

from bench.truth.unseen_reel import Change, Edited
from bench.truth.unseen_scores import boundaries, followed, iou

BOX = (0.1, 0.1, 0.2, 0.2)


def film(*changes: Change, lit: list[tuple[int, int]] | None = None) -> Edited:
    return Edited("film", Path("film.mp4"), Fraction(25), 200, list(changes), lit=lit or [])


def test_a_cut_is_found_two_frames_off_and_not_three() -> None:
    cut = film(Change("cut", 100, 100))
    assert boundaries(cut, [102]).hard_f1 == 1
    off = boundaries(cut, [103])
    assert (off.hard_found, off.invented) == (0, 1)


def test_a_gradual_change_is_found_anywhere_within_it_but_only_once() -> None:
    tally = boundaries(film(Change("dissolve", 80, 100)), [85, 95], ["dissolve", "cut"])
    assert (tally.gradual_found, tally.named, tally.invented) == (1, 1, 1)


def test_what_is_left_over_at_a_flash_is_a_false_cut_and_a_real_cut_beside_it_is_not() -> None:
    flashed = film(Change("cut", 100, 100), lit=[(50, 52), (101, 103)])
    tally = boundaries(flashed, [51, 100])
    assert (tally.lit, tally.lit_cut, tally.hard_found) == (2, 1, 1)


def test_nothing_is_judged_where_nobody_could_say() -> None:
    unsure = film(Change("cut", 100, 100))
    unsure.open = [(0, 30)]
    assert boundaries(unsure, [10, 100]).all_f1 == 1


def test_confidence_is_in_order_when_the_wrong_ones_are_the_least_sure() -> None:
    cut = film(Change("cut", 100, 100))
    assert boundaries(cut, [30, 100], ["cut", "cut"], [0.2, 0.9]).ordered == 1
    assert boundaries(cut, [30, 100], ["cut", "cut"], [0.9, 0.2]).ordered == 0


def test_a_hidden_thing_called_visible_is_a_ghost_and_a_visible_one_called_hidden_is_lost() -> None:
    tally = followed([BOX, None, BOX, "open"], [BOX, BOX, None, BOX])
    assert (tally.visible, tally.hidden, tally.lost, tally.ghost) == (2, 1, 1, 1)
    assert tally.auc == pytest.approx(0.5)


def test_boxes_that_share_half_of_each_overlap_by_a_third() -> None:
    assert iou(BOX, (0.2, 0.1, 0.2, 0.2)) == pytest.approx(1 / 3)
