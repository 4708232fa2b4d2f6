"""A keyframe is sharp, typical and in nobody's way; what comes into view gets one of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tagging.keyframes import worth
from tagging.keyframes.choose import KEYFRAMES_MAX, Keyframe, choose, clean_part
from tagging.keyframes.suggest import suggest
from tests.clips import Edit, Picture, Recipe, make, panned, still_life, texture

RATE = 25
WIDTH, HEIGHT = 180, 320


@dataclass(frozen=True)
class Glimpse:
    t: float
    thumb: Picture
    keenness: float
    view: worth.View | None


@dataclass(frozen=True)
class Edge:
    at: int
    start: int
    end: int
    confidence: float = 1.0


def view(picture: Picture) -> worth.View:
    y, cr, cb = cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2YCrCb))
    return worth.view(y, cb, cr)


def seen(pictures: Iterable[Picture], rate: float = RATE) -> list[Glimpse]:
    """What the pass over a film keeps of each picture."""
    return [
        Glimpse(
            k / rate,
            cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2YCrCb), (10, 18), interpolation=cv2.INTER_AREA),
            worth.keenness(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)),
            view(picture) if k % 5 == 0 else None,
        )
        for k, picture in enumerate(pictures)
    ]


def chosen(pictures: list[Picture]) -> list[Keyframe]:
    return choose(seen(pictures), 0, len(pictures), None, None)


def resting(frames: int, seed: int = 3) -> list[Picture]:
    """A camera in a hand: the same place, never quite the same picture."""
    return [picture.copy() for picture in _rest(seed)[:frames]]


@cache
def _rest(seed: int) -> list[Picture]:
    scene = panned(seed, WIDTH, HEIGHT, speed=0.0, shake=0.004)
    return [scene(k / RATE) for k in range(150)]


def label(picture: Picture, x: int) -> Picture:
    """A product in the picture, from `x` on."""
    with_it = picture.copy()
    cv2.rectangle(with_it, (x, 190), (x + 50, 280), (30, 30, 220), -1)
    cv2.putText(with_it, "SOAP", (x + 4, 240), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 2)
    return with_it


def spoilt(picture: Picture, how: str) -> Picture:
    covered = picture.copy()
    cv2.ellipse(covered, (90, 160), (80, 130), 0, 0, 360, (40, 45, 60), -1)
    card = np.full_like(picture, 12)
    for row, line in enumerate(("THREE", "YEARS", "LATER")):
        cv2.putText(card, line, (30, 120 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 1, (240, 240, 240), 3)
    return {
        "flash": cv2.addWeighted(picture, 0.2, np.full_like(picture, 250), 0.8, 0),
        "dark": (picture * 0.25).astype(np.uint8),
        "hand": covered,
        "card": card,
        "smeared": cv2.blur(picture, (21, 1)),
        "soft": cv2.GaussianBlur(picture, (0, 0), 3),
    }[how]


@pytest.mark.parametrize("how", ["flash", "dark", "hand", "card", "smeared", "soft"])
@pytest.mark.parametrize("at", [0, 30, 60])
def test_no_keyframe_is_spoilt(how: str, at: int):
    pictures = resting(75)
    bad = range(at, at + 15)
    for k in bad:
        pictures[k] = spoilt(pictures[k], how)
    assert not {keyframe.frame for keyframe in chosen(pictures)} & set(bad)


def test_flashes_every_few_frames_are_passed_over():
    pictures = resting(60)
    bad = [k for k in range(60) if k % 5 < 2]
    for k in bad:
        pictures[k] = spoilt(pictures[k], "flash")
    assert not {keyframe.frame for keyframe in chosen(pictures)} & set(bad)


def test_a_shot_that_is_mostly_out_of_focus_shows_its_sharp_part():
    pictures = [spoilt(p, "soft") if k < 45 else p for k, p in enumerate(resting(60))]
    assert chosen(pictures)[0].frame >= 45


def test_a_difference_that_only_the_full_size_shows_decides():
    sharp = texture(5, 480, 640)
    sharp[::2, ::2] //= 2
    pictures = [cv2.blur(sharp, (2, 1)) if k != 20 else sharp for k in range(25)]
    assert chosen(pictures)[0].frame == 20


def test_a_still_shot_has_one_keyframe():
    assert len(chosen(resting(150))) == 1


def test_who_walks_through_is_no_news():
    pictures = resting(100)
    for k in range(30, 65):
        x = int((k - 30) / 35 * 240) - 50
        cv2.rectangle(pictures[k], (x, 110), (x + 45, 320), (60, 140, 40), -1)
    assert len(chosen(pictures)) == 1


def test_what_only_moves_about_is_no_news():
    wall = cv2.GaussianBlur(texture(8, WIDTH, HEIGHT), (0, 0), 9)
    pictures = [label(wall, 10 if k < 50 else 110) for k in range(100)]
    assert len(chosen(pictures)) == 1


def test_light_that_changes_is_no_news():
    pictures = [(p * (1 if k < 50 else 0.75)).astype(np.uint8) for k, p in enumerate(resting(100))]
    assert len(chosen(pictures)) == 1


def test_a_product_brought_in_has_its_own_keyframe():
    pictures = [label(p, max(60, 190 - 13 * (k - 50))) if k >= 50 else p for k, p in enumerate(resting(100))]
    frames = sorted(keyframe.frame for keyframe in chosen(pictures))
    assert len(frames) == 2
    assert frames[0] < 50
    assert frames[1] >= 60


def test_somebody_who_leaves_does_so_between_two_keyframes():
    pictures = resting(100)
    for k in range(60):
        x = 60 + max(0, k - 45) * 10
        cv2.rectangle(pictures[k], (x, 80), (x + 70, 320), (150, 60, 40), -1)
    frames = sorted(keyframe.frame for keyframe in chosen(pictures))
    assert len(frames) == 2
    assert frames[0] < 48
    assert frames[1] >= 55


def test_both_ends_of_a_pan_are_shown():
    wide = texture(12, 3 * WIDTH, HEIGHT)
    lefts = np.interp(np.arange(125), [0, 35, 90, 125], [0, 0, 2 * WIDTH, 2 * WIDTH]).astype(int)
    frames = [keyframe.frame for keyframe in chosen([wide[:, x : x + WIDTH] for x in lefts])]
    assert any(k <= 38 for k in frames)
    assert any(k >= 87 for k in frames)
    assert len(frames) <= KEYFRAMES_MAX


def test_keyframes_past_the_first_come_best_first():
    wide = np.hstack([texture(s, WIDTH, HEIGHT) for s in range(6)])
    pictures = [wide[:, WIDTH * (k // 30) : WIDTH * (k // 30) + WIDTH] for k in range(180)]
    found = chosen(pictures)
    scores = [keyframe.score for keyframe in found[1:]]
    assert len(found) == KEYFRAMES_MAX
    assert len({keyframe.frame // 30 for keyframe in found}) == KEYFRAMES_MAX
    assert scores == sorted(scores, reverse=True)


def test_a_full_table_ranks_above_one_product_above_a_wall():
    wall = np.full((HEIGHT, WIDTH, 3), (150, 170, 180), np.uint8)
    one = label(wall, 60)
    many = label(label(one, 0), 125)
    many[40:180] = label(label(label(wall, 60), 0), 125)[180:320]
    scores = [chosen([picture] * 30)[0].score for picture in (wall, one, many, texture(3, WIDTH, HEIGHT))]
    assert scores[0] < scores[1] < scores[2]
    assert all(0 <= score <= 1 for score in scores)
    blurred = chosen([cv2.GaussianBlur(many, (0, 0), 8)] * 30)[0].score
    assert blurred < scores[2]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_keenness_falls_with_blur_whatever_the_depth_and_the_memory(kind: Any):
    sharp = texture(2, 240, 320)[..., 0].astype(kind)
    wide = np.zeros((320, 300), kind)
    wide[:, :240] = sharp
    blurred = cv2.GaussianBlur(sharp, (0, 0), 1.2)
    assert worth.keenness(sharp) == pytest.approx(worth.keenness(wide[:, :240]))
    assert worth.keenness(blurred) < 0.5 * worth.keenness(sharp)
    assert worth.keenness(sharp[:2]) == 0


@pytest.mark.parametrize("frames", [1, 2, 3, 7])
@pytest.mark.parametrize("edges", [False, True])
def test_every_shot_has_a_keyframe_however_short(frames: int, edges: bool):
    film = seen(resting(frames + 20))
    opening, closing = (
        (Edge(10, 8, 12), Edge(10 + frames, 9 + frames, 12 + frames)) if edges else (None, None)
    )
    found = choose(film, 10, 10 + frames, opening, closing)
    assert 10 <= found[0].frame < 10 + frames


def test_a_shot_without_a_view_has_a_keyframe_of_score_zero():
    film = [Glimpse(g.t, g.thumb, g.keenness, None) for g in seen(resting(9))]
    found = choose(film, 0, 9, None, None)
    assert [k.score for k in found] == [0.0]


@pytest.mark.parametrize(
    ("long_s", "confidence", "spared_s"), [(0.0, 1.0, 0.05), (0.0, 0.6, 0.12), (0.25, 1.0, 0.12)]
)
def test_the_ends_of_a_shot_are_spared_in_seconds_least_at_a_sure_cut(
    long_s: float, confidence: float, spared_s: float
):
    for rate in (24, 60):
        film = seen([np.zeros((HEIGHT, WIDTH, 3), np.uint8)] * (4 * rate), rate)
        half = round(long_s * rate / 2)
        opening, closing = (Edge(at, at - half, at + half, confidence) for at in (rate, 3 * rate))
        first, last = clean_part(film, rate, 3 * rate, opening, closing)
        assert film[first].t - film[opening.end].t == pytest.approx(spared_s, abs=1.01 / rate)
        assert film[closing.start - 1].t - film[last - 1].t == pytest.approx(spared_s, abs=1.01 / rate)


def test_keyframes_of_a_film_keep_clear_of_its_dissolves(tmp_path: Path):
    edit = Edit()
    for k in range(3):
        edit.then(still_life(k + 20, WIDTH, HEIGHT), 50, "dissolve", 16)
    film = make(tmp_path, Recipe(rate=Fraction(RATE)), pictures=edit.frames)
    frames = [k.frame for shot in suggest(film).shots for k in shot.keyframes]
    assert not any(joint.start <= frame < joint.end for joint in edit.joints for frame in frames)
