"""The films of the stories, and where in them a product is."""

import json
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from tests import clips


@dataclass(frozen=True)
class Film:
    """A file, its rate, and a thing seen in it: from when to when, and its box at a frame between."""

    path: Path
    rate: Fraction
    frames: int
    shots: int
    start: int
    end: int
    box: tuple[float, float, float, float]

    @property
    def title(self) -> str:
        return self.path.stem

    def seconds(self, frame: int) -> float:
        """Where to seek to see a frame."""
        return float((frame + Fraction(1, 2)) / self.rate)

    def ms(self, frame: int) -> int:
        """When a frame begins, as the product says it: rounded down."""
        return ceil(frame * 1000 / self.rate)


def from_demo(path: Path) -> Film:
    """The coat at the tram stop, where the film's own script says it is."""
    truth = json.loads(path.with_suffix(".json").read_text())
    coats = [thing for thing in truth["things"] if thing["product"] == "coat"]
    coat = max(coats, key=lambda thing: thing["end_frame"] - thing["start_frame"])
    middle = min(coat["keys"], key=lambda key: abs(key[0] - (coat["start_frame"] + coat["end_frame"]) / 2))
    rate = Fraction(*truth["fps"])
    box = tuple(middle[1:])
    return Film(path, rate, truth["frames"], len(truth["shots"]), coat["start_frame"], coat["end_frame"], box)  # type: ignore[arg-type]


def made_another_way(folder: Path) -> Film:
    """Not the demo's in anything: size, rate, codecs, container."""
    rate = Fraction(24000, 1001)
    edit = clips.Edit(216, 384, float(rate))
    edit.then(clips.still_life(11, 216, 384), 72).then(clips.panned(23, 216, 384, 0.2), 96)
    recipe = clips.Recipe(
        suffix=".webm", codec="libvpx-vp9", rate=rate, width=216, height=384, audio="libopus", frames=168
    )
    path = clips.make(folder, recipe, "another-way", edit.frames)
    assert path.stat().st_size > 1_000_000, "larger than any form may be: a film's body is another matter"
    return Film(path, rate, 168, 2, 76, 150, (0.3, 0.35, 0.4, 0.25))


def small(folder: Path) -> Film:
    """For stories that aren't about the film."""
    recipe = clips.Recipe(suffix=".mkv", rate=Fraction(30000, 1001), width=144, height=256, frames=150)
    path = clips.make(folder, recipe.but(audio="aac"), "small")
    return Film(path, recipe.rate, 150, 1, 20, 130, (0.3, 0.3, 0.4, 0.3))
