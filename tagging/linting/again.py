"""What is seen again and again is there: boxes of single looks linked through a shot, lone ones dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
# A box of the next look that shares this much is the same thing.
SAME = 0.3
# So many looks may miss it in between.
MISSED = 2
DECIMALS = 4


@dataclass(slots=True)
class Look:
    """One picture: its frame, and the boxes seen in it, fractions of the picture."""

    frame: int
    boxes: list[Box]


@dataclass(slots=True)
class Track:
    hits: list[tuple[int, int, Box]] = field(default_factory=list)  # number of the look, frame, box

    @property
    def last(self) -> Box:
        return self.hits[-1][2]


def tracks(looks: Sequence[Look], same: float = SAME, missed: int = MISSED) -> list[Track]:
    """Each box goes to the track it agrees with best; one that agrees with none begins another."""
    done: list[Track] = []
    going: list[Track] = []
    for number, look in enumerate(looks):
        left = list(look.boxes)
        pairs = sorted(
            ((iou(track.last, box), n, box) for n, track in enumerate(going) for box in left),
            key=lambda pair: -pair[0],
        )
        taken: set[int] = set()
        for agrees, n, box in pairs:
            if agrees >= same and n not in taken and box in left:
                taken.add(n)
                left.remove(box)
                going[n].hits.append((number, look.frame, box))
        going += [Track([(number, look.frame, box)]) for box in left]
        done += [track for track in going if number - track.hits[-1][0] > missed]
        going = [track for track in going if number - track.hits[-1][0] <= missed]
    return done + going


def is_supported(track: Track, looks: int, least: int) -> bool:
    """Seen often enough for how often it was looked, and in most looks between its first and last."""
    first, last = track.hits[0][0], track.hits[-1][0]
    return len(track.hits) >= max(2, min(least, looks)) and 2 * len(track.hits) > last - first + 1


def spanned(track: Track, looks: Sequence[Look], shot: tuple[int, int]) -> tuple[int, int]:
    """From when to when: halfway to the looks that didn't see it, or to the shot's edges."""
    first, last = track.hits[0][0], track.hits[-1][0]
    start = (looks[first - 1].frame + looks[first].frame) // 2 if first else shot[0]
    end = (looks[last].frame + looks[last + 1].frame) // 2 + 1 if last + 1 < len(looks) else shot[1]
    return start, end


def plain(track: Track, span: tuple[int, int]) -> dict[str, object]:
    keys = [[frame, *(round(side, DECIMALS) for side in box)] for _, frame, box in track.hits]
    return {"start_frame": span[0], "end_frame": span[1], "keys": keys}


def iou(a: Box, b: Box) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (a[2] * a[3] + b[2] * b[3] - both)
