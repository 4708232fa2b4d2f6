"""The way back from a state to the one before."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.history.differences import Lost, between, undone

KEYS = st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), max_size=8)
STATES = st.fixed_dictionaries(
    {"label": st.sampled_from(["a", "b"]), "disclosure": st.sampled_from([None, "paid"]), "keys": KEYS}
)


@given(STATES, STATES)
def test_what_is_undone_is_what_it_was(before: dict[str, Any], after: dict[str, Any]):
    assert undone(after, between(before, after)) == before


def test_one_moved_box_of_thousands_is_told_by_that_one():
    was = [[frame, 0.1] for frame in range(4000)]
    now = [*was[:2000], [2000, 0.9], *was[2001:]]
    assert between({"keys": was}, {"keys": now}) == {
        "keys": {"at": 2000, "before": [[2000, 0.1]], "after": [[2000, 0.9]]}
    }


def test_a_change_that_led_elsewhere_is_not_undone():
    with pytest.raises(Lost):
        undone({"label": "c"}, {"label": ["a", "b"]})
    with pytest.raises(Lost):
        undone({"keys": [[1]]}, {"keys": {"at": 0, "before": [], "after": [[2]]}})
