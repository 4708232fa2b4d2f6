"""Who earned what: nothing appears, nothing vanishes, nobody goes below zero."""

from decimal import Decimal, getcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.attribution import crediting
from commerce.attribution.crediting import DAY, HOUR, MODELS, TAP, VIEW, Glimpse, eligible, split, take_back
from tests.commerce.attribution import reference

NOON = 1_793_534_400_000
ADA, BOB = "ada", "bob"

amounts = st.integers(0, 10**11)
some_weights = st.lists(st.integers(0, 2**20), min_size=1, max_size=40).filter(any)


def seen(ts: int, id: int = 1, kind: int = TAP, viewer: str | None = ADA) -> Glimpse:
    return Glimpse(id, viewer, ts, kind, f"mom_{id}")


def earners(*touches: Glimpse, viewer: str | None = ADA, at: int = NOON) -> list[int | str]:
    return [t.id for t in eligible(touches, viewer, at)]


@given(amounts, some_weights)
def test_nothing_appears_and_nothing_vanishes(amount: int, weights: list[int]):
    shares = split(amount, weights)
    assert sum(shares) == amount
    assert min(shares) >= 0
    assert all(s == 0 for s, w in zip(shares, weights, strict=True) if w == 0)


@given(amounts, some_weights)
def test_a_share_is_never_a_whole_unit_from_what_is_fair(amount: int, weights: list[int]):
    total = sum(weights)
    assert all(
        abs(share * total - amount * weight) < total
        for share, weight in zip(split(amount, weights), weights, strict=True)
    )


@given(st.integers(0, 10**6), st.integers(1, 30))
def test_ties_go_to_the_most_recent(amount: int, count: int):
    shares = split(amount, [1] * count)
    assert shares == sorted(shares)


def test_a_cent_among_three_is_the_lasts():
    assert split(100, [1, 1, 1]) == [33, 33, 34]
    assert split(1, [1, 1, 1]) == [0, 0, 1]
    assert split(101, [1, 2, 1]) == [25, 51, 25]


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_can_not_be_split_is_refused(amount: int, weights: list[int]):
    with pytest.raises(ValueError, match="not negative"):
        split(amount, weights)


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=20),
    st.lists(st.fractions(0, 1), max_size=6),
)
def test_refunds_one_after_another_end_at_exactly_zero(credits: list[int], parts: list[Fraction]):
    remaining = list(credits)
    for part in [*parts, 1]:
        back = int(sum(remaining) * part)
        taken = take_back(back, remaining)
        assert sum(taken) == back
        assert all(0 <= t <= r for t, r in zip(taken, remaining, strict=True))
        remaining = [r - t for r, t in zip(remaining, taken, strict=True)]
    assert set(remaining) == {0}


def test_a_refund_takes_back_no_more_than_remains():
    with pytest.raises(ValueError, match="remains"):
        take_back(11, [4, 6])
    assert take_back(10, [4, 6]) == [4, 6]
    assert take_back(0, [0, 0]) == [0, 0]


@given(
    st.sampled_from(sorted(MODELS)),
    st.integers(0, 10**9),
    st.lists(st.integers(0, 7 * DAY - 1), min_size=1, max_size=12),
)
def test_every_model_shares_all_of_it_among_who_was_there(model: str, amount: int, ages: list[int]):
    touches = eligible([seen(NOON - age, i) for i, age in enumerate(ages)], ADA, NOON)
    shares = split(amount, MODELS[model](touches, NOON))
    assert len(shares) == len(ages)
    assert sum(shares) == amount


def test_a_tap_counts_for_less_than_seven_days():
    assert earners(seen(NOON - 7 * DAY)) == []
    assert earners(seen(NOON - 7 * DAY + 1)) == [1]


def test_a_glance_counts_for_less_than_one_day():
    assert earners(seen(NOON - DAY, kind=VIEW)) == []
    assert earners(seen(NOON - DAY + 1, kind=VIEW)) == [1]


def test_what_happens_with_the_payment_counts_and_what_comes_after_never():
    assert earners(seen(NOON)) == [1]
    assert earners(seen(NOON + 1)) == []


def test_a_glance_never_outbids_a_tap():
    assert earners(seen(NOON - 6 * DAY, 1), seen(NOON - 1, 2, VIEW)) == [1]
    assert earners(seen(NOON - 8 * DAY, 1), seen(NOON - 1, 2, VIEW)) == [2]


def test_other_kinds_and_other_viewers_never_earn():
    assert earners(seen(NOON, 1, kind=3), seen(NOON, 2, kind=0), seen(NOON, 3, viewer=BOB)) == []


def test_without_a_viewer_nobody_is_guessed():
    assert earners(seen(NOON, viewer=None), viewer=None) == []


def test_a_repeated_touch_counts_once():
    assert earners(seen(NOON - 5), seen(NOON - 5), seen(NOON - 5)) == [1]


def test_touches_of_one_millisecond_stand_in_the_order_of_their_ids():
    assert earners(seen(NOON, 2), seen(NOON, 1), seen(NOON - 1, 3)) == [3, 1, 2]


def test_position_gives_the_ends_two_fifths_each():
    touches = [seen(NOON, i) for i in range(5)]
    assert split(1000, crediting.position(touches, NOON)) == [400, 66, 67, 67, 400]
    assert split(300, crediting.position(touches[:3], NOON)) == [120, 60, 120]
    assert split(300, crediting.position(touches[:2], NOON)) == [150, 150]
    assert split(300, crediting.position(touches[:1], NOON)) == [300]


def test_the_decay_table_is_what_an_independent_reckoning_says():
    for hour in range(8 * 24 + 1):
        assert crediting.decay_weight(hour) == reference.decay_weight(hour), hour


def test_a_week_halves_a_touch_and_an_hour_not_yet_full_costs_nothing():
    assert [crediting.decay_weight(h) for h in (0, 168, 336)] == [2**20, 2**19, 2**18]
    assert crediting.decay([seen(NOON - HOUR + 1), seen(NOON)], NOON) == [2**20, 2**20]
    assert crediting.decay_weight(168 * 40) == 1


def test_no_weight_of_decay_stands_near_a_tie():
    """So that no rounding mode and no precision can matter."""
    getcontext().prec = 60
    for hour in range(7 * 24 + 1):
        exact = ((Decimal(20) - Decimal(hour) / 168) * Decimal(2).ln()).exp()
        assert abs(exact % 1 - Decimal("0.5")) > Decimal("1e-6")


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_a_commission_is_rounded_half_up_to_the_unit(net: int, share_bp: int):
    exact = Decimal(net) * share_bp / 10_000
    assert crediting.commission(net, share_bp) == int(exact.quantize(Decimal(1), "ROUND_HALF_UP"))
