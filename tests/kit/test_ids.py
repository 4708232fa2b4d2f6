"""Ids that can be told apart, read aloud and not guessed."""

import pytest

from kit import ids


def test_an_id_says_what_it_is_of_and_is_letters_and_digits_after_that():
    made = ids.new("ep")
    assert made.startswith("ep_")
    assert made[3:].isalnum()
    assert len(made) == 19
    assert ids.is_id(made, "ep")


def test_ids_hold_80_bits_that_nobody_confuses_on_paper():
    assert 32**ids.LENGTH == 2**80
    assert not set("01IO") & set(ids.LETTERS)
    assert len({ids.new("x") for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "text", ["", "ep", "ep_", "ser_ABC", "ep_A-B", "ep_A.B", "ep_Ä", "ep_\0", "ep_" + "A" * 40, None, 7]
)
def test_what_is_no_id_is_not_taken_for_one(text: object):
    assert not ids.is_id(text, "ep")
