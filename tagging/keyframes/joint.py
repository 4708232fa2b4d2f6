"""A change of shot."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Joint:
    """The new shot begins at frame `at`; `start` to `end` belong to neither cleanly."""

    kind: str
    at: int
    start: int
    end: int
    confidence: float
