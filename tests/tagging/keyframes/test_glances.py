"""Where nothing happens few pictures are looked at, and none is lost; where something does, all are."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tagging.keyframes.glances import Glance, glances
from tagging.keyframes.suggest import suggest
from tests.clips import Edit, Recipe, make, still_life, texture
from tests.drawn import Drawn, drawn


def place(seed: int, light: float = 1.0) -> Drawn:
    return drawn(np.clip(texture(seed, 90, 160) * light, 0, 255).astype(np.uint8))


def film(pictures: Iterable[Drawn], rate: float = 30) -> list[tuple[float, Drawn]]:
    return [(k / rate, picture) for k, picture in enumerate(pictures)]


def times(seen: Iterable[Glance]) -> list[float]:
    return [t for glance in seen for t in [*(t for t, _ in glance.passed), glance.look.t]]


@pytest.mark.parametrize("rate", [12, 25, 30, 60])
def test_a_still_film_is_looked_at_ten_times_a_second(rate: int):
    shown = film([place(1)] * (rate * 2), rate)
    seen = list(glances(shown))
    assert times(seen) == [t for t, _ in shown]
    assert len(seen) <= 2 * min(rate, 14) + 1


def test_a_cut_is_looked_at_on_both_sides():
    seen = list(glances(film([place(1)] * 29 + [place(2)] * 31)))
    steps = {round(glance.look.t * 30): glance.step for glance in seen}
    assert 28 in steps
    assert steps[29] > 0.5
    assert len(seen) < 40


def test_one_flashed_picture_is_not_passed_over():
    pictures = [place(1) for _ in range(40)]
    pictures[17] = place(1, light=1.6)
    assert 17 in {round(glance.look.t * 30) for glance in glances(film(pictures))}


@pytest.mark.parametrize("rate", [24, 30])
def test_shots_begin_on_their_frames_wherever_the_codec_puts_its_own(tmp_path: Path, rate: int):
    """Without scene cuts of its own the encoder begins a shot in the middle of its groups of pictures."""
    edit, starts = Edit(180, 320), []
    for k in range(6):
        edit.then(still_life(k + 30, 180, 320), 41 + k)
        starts.append(len(edit.frames))
    options = (("bf", "3"), ("g", "300"), ("sc_threshold", "0"), ("x264-params", "scenecut=0:b-adapt=0"))
    path = make(
        tmp_path, Recipe(width=180, height=320, rate=Fraction(rate), options=options), pictures=edit.frames
    )
    found = suggest(path)
    assert [shot.start_frame for shot in found.shots[1:]] == starts[:-1]
    assert found.frames == len(edit.frames)
