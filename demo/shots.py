"""What an episode is made of: shots, each with its camera, play, lines, sounds and what it sells."""

from dataclasses import dataclass, field
from typing import NamedTuple

from demo.pictures import UNITS_HIGH, UNITS_WIDE

FPS = 25


class Camera(NamedTuple):
    """What the camera sees: the middle of its view in a drawing's units, and how close it is."""

    x: float
    y: float
    zoom: float

    @property
    def left(self) -> float:
        return self.x - UNITS_WIDE / self.zoom / 2

    @property
    def top(self) -> float:
        return self.y - UNITS_HIGH / self.zoom / 2


class Line(NamedTuple):
    """A caption, from a frame of its shot on."""

    at: int
    en: str
    de: str


class Thing(NamedTuple):
    """What a shot has for sale, and how many frames at its begin and end it is left out."""

    product: str
    after: int = 0
    before: int = 0
    drawn: str = ""  # what the drawing calls it, where two of a kind are in it

    @property
    def named(self) -> str:
        return self.drawn or self.product


@dataclass(frozen=True)
class Shot:
    """One shot: it starts where the one before it ends, or dissolves or fades out of it."""

    drawing: str
    frames: int
    begin: Camera
    end: Camera
    act: str
    lines: tuple[Line, ...] = ()
    thing: Thing | None = None
    sway: float = 1.0  # of a camera held by hand, in units
    jolt: float = 0.0  # of a floor that isn't still
    dissolve: int = 0  # frames shared with the shot before, half of them on either side of the border
    fade: int = 0  # the same through black
    grade: tuple[float, float, float] = (1, 1, 1)  # red, green, blue
    sounds: tuple[tuple[str, int], ...] = ()  # what is heard, and at which of its frames
    mood: str = "still"  # what the music does


@dataclass(frozen=True)
class Episode:
    name: str
    series: str
    title: str
    card: tuple[str, str]  # what the last shot says
    shots: list[Shot] = field(default_factory=list)

    @property
    def frames(self) -> int:
        return sum(shot.frames for shot in self.shots)

    def starts(self) -> list[int]:
        """The first frame of each shot."""
        return [sum(shot.frames for shot in self.shots[:index]) for index in range(len(self.shots))]


NIGHT, WARM, COLD = (0.95, 0.99, 1.02), (1.03, 1.0, 0.95), (0.96, 1.0, 1.02)
CARD = "card"
