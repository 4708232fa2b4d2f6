"""Moments as Web Annotations, read by Annotorious; the boxes that stand still, against the path itself."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.overlay.formats import annotations, boxes
from tagging.tracking import path
from tests.readers import read
from tests.tagging.overlay.manifests import HOSTILE, PLACES, manifest, moment, ms

FRAGMENT = re.compile(r"t=(\d+\.\d{3}),(\d+\.\d{3})&xywh=pixel:(\d+),(\d+),(\d+),(\d+)")


def test_another_reader_draws_the_same_boxes():
    sent = manifest()
    told = read("annotations", json.dumps(annotations.collection(sent, PLACES)))
    boxes_drawn = {one["id"].partition("#")[2]: one["target"]["selector"]["geometry"] for one in told}
    still = boxes_drawn["mom_A.1"]
    assert [still[side] for side in "xywh"] == [144, 384, 288, 640]
    assert all(box["x"] + box["w"] <= 720 and box["y"] + box["h"] <= 1280 for box in boxes_drawn.values())
    moving = [box for name, box in boxes_drawn.items() if name.startswith("mom_B.")]
    assert len(moving) > 1
    texts = {one["id"]: [body.get("value") for body in one["bodies"]] for one in told}
    assert texts["https://films.example/v1/episodes/ep_E/overlay.jsonld?channel=ch_ABC#mom_A.1"][:2] == [
        f"{HOSTILE} · €189.00",
        "إعلان",
    ]


def test_fragments_follow_each_other_without_a_gap_and_not_where_it_hides():
    told = annotations.collection(manifest(), PLACES)
    spans: dict[str, list[tuple[int, int]]] = {}
    for one in told["first"]["items"]:
        found = FRAGMENT.fullmatch(one["target"]["selector"]["value"])
        assert found is not None
        name = one["id"].partition("#")[2].partition(".")[0]
        spans.setdefault(name, []).append((ms_of(found[1]), ms_of(found[2])))
    ends = {name: (parts[0][0], parts[-1][1]) for name, parts in spans.items()}
    assert ends["mom_B"] == (ms(150), ms(160))
    assert ends["mom_B-2"] == (ms(170), ms(200))
    for parts in spans.values():
        assert all(before[1] == after[0] for before, after in pairwise(parts))
    assert told["total"] == len(told["first"]["items"])


def ms_of(seconds: str) -> int:
    return round(float(seconds) * 1000)


def test_a_film_of_unknown_size_tells_the_time_alone():
    (one,) = annotations.collection(
        manifest(width=None, moments=[moment("A", "var_DRESS", 50, 100)]), PLACES
    )["first"]["items"]
    assert one["target"]["selector"]["value"] == f"t={ms(50) / 1000:.3f},{ms(100) / 1000:.3f}"


SIDES = st.floats(0.05, 0.4)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 90), SIDES, SIDES, SIDES, SIDES),
        min_size=1,
        max_size=6,
        unique_by=lambda k: k[0],
    ),
    st.integers(0, 80),
    st.integers(1, 60),
)
def test_a_standing_box_holds_the_moving_one_and_little_else(
    keys: list[tuple[int, float, float, float, float]], start: int, length: int
):
    keys.sort()
    parts = list(boxes.standing(keys, start, start + length))
    assert [parts[0][0], *(end for _, end, _ in parts)] == [*(first for first, _, _ in parts), start + length]
    for first, end, (x, y, w, h) in parts:
        inner = [path.box_at(keys, frame) for frame in range(first, end)]
        for bx, by, bw, bh in inner:
            assert x <= bx + 1e-9 and y <= by + 1e-9
            assert bx + bw <= x + w + 1e-9 and by + bh <= y + h + 1e-9
        if end - first > 1:
            assert w * h <= boxes.GROWTH * min(bw * bh for _, _, bw, bh in inner) + 1e-9


def test_a_long_path_is_told_in_few_boxes():
    trembling = [[frame, 0.3 + 0.001 * (frame % 7), 0.3, 0.2, 0.2] for frame in range(3000)]
    assert len(list(boxes.standing(trembling, 0, 3000))) == 1
    wild = [[frame, 0.6 * (frame % 2), 0.3, 0.2, 0.2] for frame in range(3000)]
    assert all(end - first == 5 for first, end, _ in boxes.standing(wild, 0, 3000, 5))


@pytest.mark.parametrize("keys", [[[0, 0.5, 0.5, 0, 0]], [[0, -0.2, -0.2, 1.5, 1.5]]])
def test_an_odd_box_is_cut_to_the_picture(keys: list[list[float]]):
    sent = manifest(moments=[moment("A", "var_DRESS", 0, 10, path=keys)])
    (one,) = annotations.collection(sent, PLACES)["first"]["items"]
    found = FRAGMENT.fullmatch(one["target"]["selector"]["value"])
    assert found is not None
    x, y, w, h = (int(found[n]) for n in (3, 4, 5, 6))
    assert x >= 0 and y >= 0 and w >= 1 and h >= 1 and x + w <= 720 and y + h <= 1280
