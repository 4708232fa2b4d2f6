"""What is found in a story, where, and that one press really mends it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.linting.check import check, flaws, ordered
from tagging.linting.rules import BOUNDS, GRAVITY, LEVELS, WHY, Rules, Unfit, kept, read
from tagging.linting.story import Mark, Moment, Story
from tests.tagging.linting.stories import COAT, MIDDLE, beset, found, moment, names, sight, story


def test_a_story_without_a_flaw_has_none() -> None:
    assert found(story()) == []
    assert found(story(moment(), moment("lamp", 300, 400))) == []


def test_who_paid_must_be_said_and_one_press_says_it() -> None:
    (flaw,) = found(story(moment(disclosure=" ")))
    assert (flaw.rule, Rules().level(flaw.rule), flaw.frame) == ("disclosure", "stop", 50)
    assert flaw.fixes[0].patch == {"disclosure": "Paid placement by Norrby"}


@pytest.mark.parametrize(
    ("goods", "rule"),
    [
        ({"is_retired": True}, "unsold"),
        ({"amount": 0}, "unsold"),
        ({"currency": "USD"}, "unsold"),
        ({"available": 0}, "sold_out"),
    ],
)
def test_what_cannot_be_bought_is_told_and_a_person_swaps_it(goods: dict[str, Any], rule: str) -> None:
    (flaw,) = found(story(moment(goods=replace(COAT, **goods))))
    assert flaw.rule == rule
    assert [(fix.needs, fix.patch) for fix in flaw.fixes] == [("product", {})]


def test_prices_are_asked_for_in_the_markets_that_a_series_names() -> None:
    two = story(moment(), markets=(("PT", "EUR"), ("GB", "GBP")))
    (flaw,) = found(two)
    assert (flaw.rule, flaw.says.values["markets"]) == ("market", "GB")
    assert names(two, markets=["PT"]) == []
    assert names(two, markets=["GB"]) == ["unsold"]
    assert names(two, markets=["PT", "US"]) == ["market"], "nobody sells there"


def test_a_chip_that_has_room_nowhere_but_on_a_face_is_told_and_ends_before_it_by_one_press() -> None:
    # By itself it lies over the lower left corner of its box; beside one face there it has room.
    assert names(story(moment(), faces=(sight(80, 120, 0.1, 0.5, 0.3, 0.15),))) == []
    faces = beset(80, 120, *MIDDLE)
    (flaw,) = found(story(moment(), faces=faces))
    assert (flaw.rule, flaw.span) == ("face", (80, 120))
    assert 80 <= flaw.frame < 120
    assert flaw.measured is not None
    assert flaw.measured > 0.4
    assert flaw.fixes[0].patch == {"end_frame": 80}, "docked it would lie on one, too"
    assert names(story(moment(), faces=beset(80, 85, *MIDDLE))) == [], "too short to notice"
    assert names(story(moment(), faces=(sight(80, 120, 0.5, 0.05, 0.3, 0.15),))) == [], "elsewhere"


def test_a_docked_chip_on_burnt_in_words_follows_again() -> None:
    line = sight(60, 140, 0.05, 0.66, 0.5, 0.06)
    (flaw,) = found(story(moment(anchor="docked"), texts=(line,)))
    assert (flaw.rule, flaw.fixes[0].patch) == ("caption", {"anchor": "follow"})


def test_two_in_one_place_stop_and_two_that_share_much_are_told() -> None:
    one, other = moment(), moment("belt", 60, 140, keys=[[60, 0.21, 0.3, 0.4, 0.3]])
    assert names(story(one, other)) == ["same_place"]
    inside = moment("belt", 60, 140, keys=[[60, 0.25, 0.35, 0.2, 0.2]])
    (flaw,) = found(story(one, inside))
    assert (flaw.rule, flaw.moments, flaw.measured) == ("overlap", ("coat", "belt"), 1.0)
    beside = moment("belt", 60, 140, keys=[[60, 0.55, 0.3, 0.4, 0.3]])
    assert names(story(one, beside)) == []


def test_what_a_thumb_cannot_mean_is_enlarged_about_its_middle() -> None:
    (flaw,) = found(story(moment(keys=[[50, 0.98, 0.4, 0.02, 0.2], [150, 0.5, 0.4, 0.3, 0.2]])))
    assert (flaw.rule, flaw.frame, flaw.limit) == ("small", 50, 44)
    ((_, x, _, w, _), second) = flaw.fixes[0].patch["keys"]
    assert x + w == pytest.approx(1)
    assert w * 320 >= 44 - 0.01
    assert second == [150, 0.5, 0.4, 0.3, 0.2]


def test_too_short_is_lengthened_inside_its_shot() -> None:
    (flaw,) = found(story(moment("lamp", 235, 245)))
    assert (flaw.rule, flaw.measured) == ("brief", 0.4)
    assert flaw.fixes[0].patch == {"start_frame": 212, "end_frame": 250}
    short = story(moment("lamp", 235, 245), shots=((230, 250),))
    assert [fix.patch for fix in found(short)[0].fixes] == [], "its shot has no room for it"


def test_hidden_all_the_time_stops_and_hidden_ends_are_trimmed() -> None:
    assert names(story(moment(hidden=[[0, 200]]))) == ["unseen"]
    assert names(story(moment(hidden=[[0, 200]], anchor="docked"))) == []
    (flaw,) = found(story(moment(hidden=[[40, 70]])))
    assert (flaw.rule, flaw.fixes[0].patch) == ("hidden_ends", {"start_frame": 70})
    half = found(story(moment(hidden=[[90, 145]])))
    assert {f.rule for f in half} == {"hidden", "brief"} - ({"brief"} if len(half) == 1 else set())


def test_too_many_in_a_minute_and_at_once() -> None:
    many = [moment(f"m{n}", n * 40, n * 40 + 60, keys=[[0, 0.1 * (n % 5), 0.2, 0.15, 0.2]]) for n in range(9)]
    told = found(story(*many))
    assert [f.measured for f in told if f.rule == "crowd"] == [9]
    assert [f.moments for f in told if f.rule == "rush"] == [
        ("m0", "m1", "m2", "m3"),
        ("m4", "m5", "m6", "m7"),
    ]
    assert "crowd" not in names(story(*many), limits={"per_minute": 9})


def test_the_cliffhanger_and_the_reveal_are_kept() -> None:
    marks = (Mark("cliffhanger", 425, 500), Mark("reveal", 100, 120, frozenset({"prd_coat"})))
    told = found(story(moment(), moment("lamp", 380, 460), marks=marks))
    assert [(f.rule, f.fixes[0].patch) for f in told] == [
        ("spoiler", {"start_frame": 100}),
        ("cliffhanger", {"end_frame": 425}),
    ]


def test_rules_are_read_strictly_and_kept_ones_forgivingly() -> None:
    wrong: list[dict[str, Any]] = [
        {"limits": {"per_minute": 0}},
        {"limits": {"per_minute": 2.5}},
        {"limits": {"tap_seconds": True}},
        {"limits": {"moon": 1}},
        {"levels": {"face": "maybe"}},
        {"levels": {"moon": "off"}},
        {"markets": ["Portugal"]},
        {"markets": "PT"},
    ]
    for told in wrong:
        with pytest.raises(Unfit):
            read(told)
    assert kept({"limits": {"moon": 1, "per_minute": 3}, "levels": {"moon": "off"}}).limits.per_minute == 3
    assert read(Rules().plain()) == Rules()
    assert set(WHY) == set(GRAVITY)
    assert names(story(moment(disclosure=None)), levels={"disclosure": "off"}) == []


FRACTION = st.integers(0, 90_000).map(lambda n: n / 1e5)


@st.composite
def moments(draw: st.DrawFn, name: str) -> Moment:
    start = draw(st.integers(0, 480))
    end = draw(st.integers(start + 1, 500))
    frames = sorted(draw(st.sets(st.integers(start, end), min_size=1, max_size=3)))
    keys = []
    for frame in frames:
        x, y = draw(FRACTION), draw(FRACTION)
        w, h = draw(st.floats(0.02, 1 - x)), draw(st.floats(0.02, 1 - y))
        keys.append([frame, x, y, round(w, 5), round(h, 5)])
    gap = draw(st.integers(0, 499))
    hidden = draw(st.sampled_from([[], [[gap, min(500, gap + 60)]], [[start, end]]]))
    anchor = draw(st.sampled_from(["follow", "follow", "docked"]))
    paid = draw(st.sampled_from([None, "Ad"]))
    goods = replace(COAT, available=draw(st.integers(0, 1)))
    about = {"keys": keys, "hidden": hidden, "anchor": anchor, "disclosure": paid, "goods": goods}
    return moment(name, start, end, **about)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    count = draw(st.integers(1, 4))
    sights = [
        sight(a, a + 120, *draw(st.sampled_from([(0.1, 0.5, 0.4, 0.2), (0.3, 0.1, 0.3, 0.2)])))
        for a in draw(st.lists(st.integers(0, 380), max_size=2))
    ]
    line = (sight(0, 500, 0.1, 0.7, 0.8, 0.06),) if draw(st.booleans()) else ()
    marks = (Mark("cliffhanger", 425, 500), Mark("reveal", 200, 210, frozenset({"prd_m0"})))
    placed = [draw(moments(f"m{n}")) for n in range(count)]
    return story(*placed, faces=tuple(sights), texts=line, marks=marks)


def said(of: Story, rules: Rules) -> set[tuple[str, frozenset[str]]]:
    return {(flaw.rule, frozenset(flaw.moments)) for flaw in flaws(ordered(of), rules)}


@settings(max_examples=15, deadline=None)
@given(stories())
def test_a_fix_mends_what_it_says_and_nothing_new_stands_in_the_way(one: Story) -> None:
    rules = Rules()
    before = said(one, rules)
    for flaw in check(one, rules):
        assert rules.level(flaw.rule) in LEVELS
        assert 0 <= flaw.frame < 500
        for fix in flaw.fixes:
            if fix.needs:
                continue
            after = said(one.changed(fix.moment, fix.patch), rules)
            assert (flaw.rule, frozenset(flaw.moments)) not in after, (flaw, fix)
            new = {rule for rule, _ in after - before}
            assert not [rule for rule in new if rules.level(rule) == "stop"], (flaw, fix)


def test_every_limit_has_bounds() -> None:
    assert set(BOUNDS) == set(Rules().plain()["limits"])
    assert MIDDLE[2] > 0
