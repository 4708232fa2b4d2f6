"""Shots are told while the film is still being decoded; none is taken back, and length costs no memory."""

from pathlib import Path

import numpy as np
import pytest

from tagging.keyframes import telling
from tagging.keyframes.looks import look
from tagging.keyframes.suggest import Shot, suggest
from tagging.keyframes.telling import Telling
from tagging.keyframes.witness import Window, witness
from tests.clips import Edit, Recipe, make, still_life
from tests.drawn import Drawn


def test_what_is_told_early_is_the_beginning_of_what_is_told_at_last(tmp_path: Path):
    edit = Edit(96, 160)
    for k in range(8):
        kind = ("cut", "dissolve", "cut", "fade")[k % 4]
        edit.then(still_life(k + 10, 96, 160), 40, kind if k else "cut", 14)
    told: list[list[Shot]] = []
    suggestion = suggest(
        make(tmp_path, Recipe(width=96, height=160), pictures=edit.frames), None, told.append
    )
    assert len(told) > 2
    assert all(tuple(part) == suggestion.shots[: len(part)] for part in told)
    assert [len(part) for part in told] == sorted(len(part) for part in told)
    assert tuple(told[-1]) == suggestion.shots


def grey(frames: int, rate: float):
    luck = np.random.default_rng(3)
    place = luck.integers(0, 255, (64, 36), np.uint8)
    for k in range(frames):
        moved = np.roll(place, k // 100, axis=1)
        yield k / rate, Drawn(moved, moved, moved[::2, ::2], moved[::2, ::2])


def test_a_long_shot_is_remembered_in_bounds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(telling, "FULL", 300)
    story = Telling()
    most = 0
    for evidence in witness(grey(2000, 10.0)):
        story.add(evidence)
        most = max(most, len(story.kept))
    story.finish(200.0)
    assert most <= telling.FULL + telling.MEMORY_S * 10 + 40
    assert [shot.end_frame for shot in story.shots][-1] == 2000
    assert all(0 <= k.frame < 2000 for shot in story.shots for k in shot.keyframes)


def test_the_window_holds_seconds_not_films():
    window, widest = Window(), 0
    for t, planes in grey(400, 30.0):
        window.add(look(t, planes), 0.0)
        while window.is_ready:
            window.move_on()
        widest = max(widest, len(window.looks))
    assert widest < 4 * 30
