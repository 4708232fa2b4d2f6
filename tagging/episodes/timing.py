"""Frames and milliseconds: integers inside, integers at the edges, no float between them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """A constant rate of `num / den` frames a second, and how many frames there are."""

    num: int
    den: int
    frames: int

    def ms(self, frame: int) -> int:
        """When a frame begins, rounded up: at that millisecond it is on screen, so `frame` finds it again."""
        return -(-frame * self.den * 1000 // self.num)

    def frame(self, ms: int) -> int:
        """The frame on screen at `ms`, inside the film."""
        return max(0, min(self.frames - 1, ms * self.num // (self.den * 1000)))

    @property
    def duration_ms(self) -> int:
        return self.ms(self.frames)
