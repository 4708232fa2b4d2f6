"""A film looked through for faces and burnt-in captions, a few pictures a second, shot by shot."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.decode import Decoded, hurry, pictures
from tagging.episodes.source import opened, picture_stream
from tagging.linting.again import Look, Track, is_supported, plain, spanned, tracks

if TYPE_CHECKING:
    import numpy as np

    Plane = np.ndarray[Any, Any]

LONG_SIDE = 640
EVERY_S = 0.4
# A face in one look may be a pattern; a line must stand for half a second to be read.
FACE_LOOKS, LINE_LOOKS = 3, 2
LINE_SAME, LINE_MISSED = 0.55, 1
# Burnt-in words stay where they are, to two or three pixels.
# Its width may seem to change with what is behind it.
STILL, ASIDE = 0.006, 0.03
# Mean change of the picture, 0 to 255, above which it moves.
MOVES = 2.0
# And below which it is the same picture: what is in it is known.
SAME = 0.4


@dataclass(slots=True)
class Shot:
    """What the looks at one shot saw, and how much the picture changed between them."""

    span: tuple[int, int]
    faces: list[Look] = field(default_factory=list)
    lines: list[Look] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)


def sights(
    path: Path | str,
    shots: Sequence[tuple[int, int]],
    frames: int,
    rate: float,
    model: Path | None = None,
    progress: Callable[[float], object] = lambda part: None,
) -> dict[str, list[dict[str, object]]]:
    """`{"faces": […], "texts": […]}` as a Sight keeps them. Without shots the whole film is one."""
    from tagging.linting.faces import detector
    from tagging.linting.texts import lines

    find = detector(model)
    seen: list[Shot] = []
    before: Plane | None = None
    for frame, span, luma in _looks(path, list(shots) or [(0, frames)], max(1, round(EVERY_S * rate))):
        if not seen or seen[-1].span != span:
            seen.append(Shot(span))
            before = None
        shot, thumb = seen[-1], luma[::16, ::16].astype("int16")
        change = 255.0 if before is None else float(abs(thumb - before).mean())
        if before is not None:
            shot.changes.append(change)
        before = thumb
        shot.faces.append(Look(frame, list(shot.faces[-1].boxes) if change < SAME else find(luma)))
        shot.lines.append(Look(frame, lines(luma)))
        progress(frame / frames)
    return {
        "faces": [one for shot in seen for one in _faces(shot)],
        "texts": [one for shot in seen for one in _texts(shot)],
    }


def _looks(
    path: Path | str, shots: list[tuple[int, int]], step: int
) -> "Iterator[tuple[int, tuple[int, int], Plane]]":
    """Frame, its shot, and its luma small: soon after a shot's first frame, then every `step`."""
    number = 0
    with opened(path) as container:
        stream = picture_stream(container)
        hurry(stream)
        for frame, picture in enumerate(pictures(container, stream)):
            while number < len(shots) - 1 and frame >= shots[number][1]:
                number += 1
            span = shots[number]
            # The first pictures of a shot may still be part of a dissolve.
            first = min(2, (span[1] - span[0]) // 3)
            if span[0] <= frame < span[1] and (frame - span[0] - first) % step == 0:
                yield frame, span, Decoded(picture, LONG_SIDE).y


def _faces(shot: Shot) -> list[dict[str, object]]:
    found = tracks(shot.faces)
    kept = [track for track in found if is_supported(track, len(shot.faces), FACE_LOOKS)]
    return [plain(track, spanned(track, shot.faces, shot.span)) for track in kept]


def _texts(shot: Shot) -> list[dict[str, object]]:
    found = tracks(shot.lines, LINE_SAME, LINE_MISSED)
    return [
        plain(track, spanned(track, shot.lines, shot.span))
        for track in found
        if is_supported(track, len(shot.lines), LINE_LOOKS) and _is_burnt_in(track, shot)
    ]


def _is_burnt_in(track: Track, shot: Shot) -> bool:
    """It stays in its place, and comes or goes inside the shot, or stands while the picture moves."""
    middles = [(x + w / 2, y + h / 2) for _, _, (x, y, w, h) in track.hits]
    across, down = zip(*middles, strict=True)
    if max(down) - min(down) > STILL or max(across) - min(across) > ASIDE:
        return False
    first, last = track.hits[0][0], track.hits[-1][0]
    if first > 1 or last < len(shot.lines) - 2:
        return True
    return max(shot.changes[first:last], default=0.0) > MOVES
