"""One pass over any film: its pictures small, its pace, and what is wrong with it."""

from array import array
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tagging.episodes import extent
from tagging.episodes.decode import Clock, Damage, Decoded, hurry, pictures
from tagging.episodes.film import Film, probe
from tagging.episodes.pace import pace
from tagging.episodes.source import Unreadable, opened, picture_stream
from tagging.keyframes.ahead import Ahead

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

# More than any episode has; a file that claims to go on for ever ends here.
FRAMES_MAX = 60 * 60 * 30
# Nothing that is slower is a film, and a rate is divided by.
SLOWEST = Fraction(1, 100)
# So many full pictures are held at most before anybody looks at them: about 60 MB of a phone's film.
AHEAD = 20

CUT_OFF = "This film is cut off at {time}, so its end is missing. What is there was looked at."
DAMAGED = "Part of this film is damaged, near {time} first. What can't be read was left out."
INTERLACED = (
    "This film is interlaced: moving edges have combs, so its pictures look less sharp than they are."
)
TOO_LONG = "This film is longer than can be looked at. Only what comes before {time} was."


class Viewing:
    """The pictures of a film, once; when they have all been seen, what the film is."""

    def __init__(self, path: Path | str, film: Film | None = None) -> None:
        self.path = Path(path)
        self.film = film
        self.rate = film.rate if film else Fraction(25)
        self.duration_s = film.duration_s if film else 0.0
        self.warnings: list[str] = []
        self.frames: Ahead[tuple[float, VideoFrame]] | None = None

    def begin(self) -> None:
        """Decode already, while the caller gets ready to look."""
        self.frames = self.frames or Ahead(self._frames(), AHEAD)

    def pictures(self, long_side: int) -> Iterator[tuple[float, Decoded]]:
        """(seconds from the first picture, its planes), as stored: not rotated. Unreadable says why not."""
        self.begin()
        try:
            for t, frame in self.frames or ():
                yield t, Decoded(frame, long_side)
        except Unreadable:
            # What a reading that goes into it more says is more use to a person.
            probe(self.path)
            raise

    def _frames(self) -> "Iterator[tuple[float, VideoFrame]]":
        damage, times, first_damage, last, interlaced = Damage(), array("d"), None, None, False
        with opened(self.path) as container:
            stream = picture_stream(container)
            hurry(stream)
            clock, size = Clock(stream), None
            self.duration_s = self.duration_s or (container.duration or 0) / 1_000_000
            for frame in pictures(container, stream, damage):
                t = clock.seconds(frame)
                if len(times) == FRAMES_MAX:
                    self.warnings.append(TOO_LONG.format(time=_clock(t)))
                    break
                if first_damage is None and (damage.errors or damage.corrupt or frame.is_corrupt):
                    first_damage = t
                interlaced = interlaced or (len(times) < 3 and frame.interlaced_frame)
                times.append(t)
                last = frame
                # Some recorders change its size on the way; pictures can only be compared at one.
                size = size or (frame.width, frame.height)
                yield t, frame.reformat(*size) if (frame.width, frame.height) != size else frame
            if last is None:
                raise Unreadable("The picture of this film can't be read.")
            last_s = float((last.duration or 0) * (last.time_base or 0))
            self._sum_up(times, last_s, stream, (container.duration or 0) / 1_000_000)
        if len(times) < FRAMES_MAX and damage.first_lost is not None:
            lost_s = max(0.0, damage.first_lost * clock.tick - (clock.first or 0.0))
            first_damage = lost_s if first_damage is None else min(lost_s, first_damage)
        self._warn(first_damage if first_damage is not None or not damage.errors else times[-1], interlaced)

    def _sum_up(self, times: "array[float]", last_s: float, stream: object, declared_s: float) -> None:
        if self.film is None:
            tick = getattr(stream, "time_base", None) or Fraction(1, 1000)
            rate, _ = pace(list(times), stream, tick)  # type: ignore[arg-type]
            self.rate = max(rate, SLOWEST)
            self.duration_s = times[-1] + (min(last_s, 10.0) or float(1 / self.rate))
        if len(times) == FRAMES_MAX:
            return
        if extent.is_cut_off(self.path, self.duration_s, declared_s):
            self.warnings.append(CUT_OFF.format(time=_clock(times[-1])))

    def _warn(self, damaged_s: float | None, interlaced: bool) -> None:
        if damaged_s is not None:
            self.warnings.append(DAMAGED.format(time=_clock(damaged_s)))
        if interlaced:
            self.warnings.append(INTERLACED)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
