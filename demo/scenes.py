"""The two episodes as a shot list: which drawing, how the camera moves, what is said, what is for sale."""

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


@dataclass(frozen=True)
class Shot:
    """One shot: it starts where the one before it ends, or dissolves out of it."""

    drawing: str
    frames: int
    begin: Camera
    end: Camera
    says: str
    thing: str | None = None
    rain: bool = False
    dissolve: int = 0  # frames shared with the shot before, half of them on either side of the border


@dataclass(frozen=True)
class Episode:
    name: str
    series: str
    title: str
    shots: list[Shot] = field(default_factory=list)

    @property
    def frames(self) -> int:
        return sum(shot.frames for shot in self.shots)

    def starts(self) -> list[int]:
        """The first frame of each shot."""
        return [sum(shot.frames for shot in self.shots[:index]) for index in range(len(self.shots))]


TITLES = {
    "coat": "Trench coat, moss",
    "mug": "Harbour mug",
    "lamp": "Dome lamp, amber",
    "lipstick": "Lipstick, Encore red",
    "sneakers": "Canvas high-tops",
}

EPISODES = [
    Episode(
        "film",
        "The Wrong Coat",
        "Coat check",
        [
            Shot(
                "coat-check",
                90,
                Camera(180, 320, 1),
                Camera(150, 240, 1.3),
                "Two coats. Two tickets.",
                "coat",
            ),
            Shot(
                "tram-stop",
                100,
                Camera(196, 300, 1.06),
                Camera(200, 366, 1.16),
                "She took the nearer one.",
                "coat",
                rain=True,
            ),
            Shot(
                "pocket",
                75,
                Camera(186, 262, 1.42),
                Camera(176, 276, 1.12),
                "There is a key in the pocket.",
            ),
            Shot(
                "tram",
                85,
                Camera(172, 330, 1.12),
                Camera(190, 318, 1.2),
                "It is not her key.",
                "coat",
                rain=True,
            ),
            Shot(
                "phone",
                65,
                Camera(190, 300, 1.3),
                Camera(190, 296, 1.08),
                "And this is not her call.",
            ),
            Shot(
                "lamp",
                100,
                Camera(172, 330, 1.05),
                Camera(206, 316, 1.32),
                "Somebody kept the light on.",
                "lamp",
                dissolve=20,
            ),
            Shot(
                "lipstick",
                85,
                Camera(182, 330, 1.08),
                Camera(190, 376, 1.34),
                "So she becomes somebody.",
                "lipstick",
            ),
            Shot(
                "sneakers",
                75,
                Camera(196, 250, 1.12),
                Camera(168, 390, 1.12),
                "Third floor. No lift.",
                "sneakers",
            ),
            Shot("mug", 80, Camera(190, 330, 1.1), Camera(196, 408, 1.3), "The coffee is still warm.", "mug"),
        ],
    ),
    Episode(
        "second",
        "The Wrong Coat",
        "The key in the pocket",
        [
            Shot(
                "corridor", 80, Camera(180, 320, 1), Camera(180, 312, 1.28), "He wears the other one.", "coat"
            ),
            Shot("pocket", 60, Camera(176, 276, 1.12), Camera(192, 250, 1.4), "But she has his key."),
            Shot("lamp", 65, Camera(214, 300, 1.3), Camera(196, 318, 1.08), "Nobody moves.", "lamp"),
            Shot("mug", 60, Camera(206, 420, 1.3), Camera(190, 400, 1.1), "She puts the cup down.", "mug"),
            Shot(
                "coat-check", 60, Camera(190, 250, 1.5), Camera(180, 260, 1.28), "Two coats, one key.", "coat"
            ),
        ],
    ),
]
