"""A box is followed upright, by its own times, however the film was shot and coded."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tagging.tracking.commands import track_command
from tests import clips
from tests.tagging.tracking.films import overlap

WIDTH, HEIGHT, SIDE = 180, 320, 56
UPRIGHT = clips.Recipe(width=WIDTH, height=HEIGHT)
LYING = clips.Recipe(suffix=".mov", width=HEIGHT, height=WIDTH)
FILMS = {
    "turned once": LYING.but(rotation=90),
    "upside down": UPRIGHT.but(suffix=".mov", rotation=180),
    "turned back": LYING.but(rotation=270),
    "interlaced": UPRIGHT.but(interlaced=True),
    "odd sides": UPRIGHT.but(width=WIDTH - 1, height=HEIGHT - 1, pixels="yuv444p"),
    "ten bits": UPRIGHT.but(suffix=".mkv", codec="libx265", pixels="yuv420p10le"),
    "keys far apart": UPRIGHT.but(options=(("bf", "3"),)),
}


def at(frame: float) -> clips.Picture:
    picture = clips.texture(5, WIDTH, HEIGHT)
    label = np.random.default_rng(3).integers(0, 255, (6, 6, 3), dtype=np.uint8)
    x, y = 20 + round(1.2 * frame), 100 + round(0.5 * frame)
    picture[y : y + SIDE, x : x + SIDE] = cv2.resize(label, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    return picture


def box(frame: float) -> tuple[float, float, float, float]:
    return (20 + 1.2 * frame) / WIDTH, (100 + 0.5 * frame) / HEIGHT, SIDE / WIDTH, SIDE / HEIGHT


@pytest.mark.parametrize("kind", FILMS)
def test_a_box_is_followed_on_any_film(tmp_path: Path, kind: str) -> None:
    recipe = FILMS[kind]
    pictures = [clips.woven(at(k), at(k + 0.5)) if recipe.interlaced else at(k) for k in range(50)]
    if kind == "odd sides":
        pictures = [picture[:-1, :-1] for picture in pictures]
    film = clips.make(tmp_path, recipe, pictures=pictures)
    drawn = ",".join(f"{side:.4f}" for side in box(10))
    told = CliRunner().invoke(
        track_command, [str(film), "--at", "0.4", "--box", drawn, "--until", "9", "--json"]
    )
    assert told.exit_code == 0, told.output
    rows = json.loads(told.stdout)
    assert [round(row["t"] * 25) for row in rows] == list(range(10, 50))
    for row in rows:
        assert row["visible"]
        assert overlap(tuple(row[name] for name in "xywh"), box(round(row["t"] * 25))) > 0.8
