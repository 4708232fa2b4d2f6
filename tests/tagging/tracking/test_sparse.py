"""A path kept as few boxes loses nothing that an eye could see."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.tracking.sightings import Box, Sighting
from tagging.tracking.sparse import hidden_spans, sparse, weak_spans


def sightings(boxes: list[Box], visible: list[bool] | None = None) -> list[Sighting]:
    seen = visible or [True] * len(boxes)
    return [
        Sighting(10 + k, k / 25, box, here, 0.9 if here else 0.0)
        for k, (box, here) in enumerate(zip(boxes, seen, strict=True))
    ]


def between(keys: list[list[float]], frame: int) -> np.ndarray:
    path = np.array(keys)
    return np.array([np.interp(frame, path[:, 0], path[:, k]) for k in range(1, 5)])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 120), st.integers(0, 10_000), st.sampled_from([0.001, 0.01, 0.05]))
def test_every_visible_box_is_within_a_hundredth_of_the_line(count: int, seed: int, jitter: float) -> None:
    luck = np.random.default_rng(seed)
    steps = luck.normal(0, jitter, (count, 4)).cumsum(0)
    boxes: list[Box] = [(x, y, w, h) for x, y, w, h in np.clip(0.3 + steps, 0.01, 0.9).tolist()]
    dense = sightings(boxes, [bool(v) for v in luck.random(count) > 0.2])
    keys = sparse(dense)
    seen = [sighting for sighting in dense if sighting.visible]
    assert bool(keys) == bool(seen)
    for sighting in seen:
        off = np.abs(between(keys, sighting.frame) - sighting.box)
        assert off.max() <= 0.01
        assert abs(off[0]) <= 0.01


def test_an_even_path_needs_two_keys() -> None:
    dense = sightings([(0.1 + 0.005 * k, 0.2, 0.1 + 0.001 * k, 0.1) for k in range(100)])
    assert [key[0] for key in sparse(dense)] == [10, 109]


def test_one_sighting_is_one_key_and_none_is_none() -> None:
    assert sparse(sightings([(0.1, 0.2, 0.3, 0.4)])) == [[10, 0.1, 0.2, 0.3, 0.4]]
    assert sparse([]) == []


def test_hidden_and_weak_spans_are_half_open() -> None:
    dense = sightings([(0.1, 0.1, 0.1, 0.1)] * 6, [True, False, False, True, False, True])
    dense[3] = Sighting(13, 0.12, (0.1, 0.1, 0.1, 0.1), True, 0.3)
    assert hidden_spans(dense) == [[11, 13], [14, 15]]
    assert weak_spans(dense) == [[13, 14]]
