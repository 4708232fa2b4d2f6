"""What following starts from and what it tells: boxes drawn, boxes seen."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A box that a person drew: x, y, width, height as fractions of the picture as shown."""

    frame: int
    box: Box


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where the thing is in one frame, `t` seconds from the first picture.

    `confidence` (0 to 1) is how sure it is that the thing can be seen there; a hidden one keeps the
    box where it would be, with a low confidence.
    """

    frame: int
    t: float
    box: Box
    visible: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Track:
    """One sighting for each frame of the span, ascending, hidden ones too.

    `ends_before` and `begins_at` are frames behind a cut at which following went no further, on its way
    forwards and backwards.
    """

    sightings: tuple[Sighting, ...]
    warnings: tuple[str, ...] = ()
    ends_before: int | None = None
    begins_at: int | None = None
