"""Still pictures out of a normalised film: its poster, its sprite of thumbnails, single frames."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.decode import pictures
from tagging.episodes.film import Film
from tagging.episodes.source import Unreadable, opened, picture_stream

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

QUALITY = 85
THUMBS_MAX = 160
THUMB_HEIGHT = 160
THUMB_WIDTH_MAX = 640
COLUMNS = 10
THUMBS_PER_SECOND = 4
SHEET_SIDE_MAX = 16_384
POSTER_WIDTH_MAX = 1080


@dataclass(frozen=True)
class Sprite:
    """Thumbnail n shows frame n × `every_frames`, at column n % columns and row n // columns."""

    columns: int
    rows: int
    width: int
    height: int
    every_frames: int
    count: int


def poster(film_path: Path | str, target: Path | str, at_frame: int) -> None:
    still(film_path, at_frame, target, POSTER_WIDTH_MAX)


def still(film_path: Path | str, frame: int, target: Path | str, width: int) -> None:
    """Exactly that frame of a constant-rate film, at most `width` wide."""
    for _, picture in frames_at(film_path, [frame]):
        _write(Path(target), _bgr(picture, min(width, picture.width)))


def stills(
    film_path: Path | str,
    frames: Iterable[int],
    folder: Path | str,
    width: int,
    name: str = "{frame:06d}.jpg",
) -> dict[int, Path]:
    """Many frames in one pass; the path of each by its number."""
    made = {}
    for number, picture in frames_at(film_path, frames):
        made[number] = Path(folder) / name.format(frame=number)
        _write(made[number], _bgr(picture, min(width, picture.width)))
    return made


def sprite(
    film_path: Path | str,
    target: Path | str,
    film: Film,
    progress: Callable[[float], object] = lambda fraction: None,
) -> Sprite:
    """One sheet of small pictures, spread evenly over the film."""
    import numpy as np

    plan = plan_sprite(film)
    sheet = np.zeros((plan.rows * plan.height, plan.columns * plan.width, 3), np.uint8)
    for number, picture in frames_at(film_path, range(0, film.frames, plan.every_frames)):
        place = number // plan.every_frames
        top, left = place // plan.columns * plan.height, place % plan.columns * plan.width
        sheet[top : top + plan.height, left : left + plan.width] = _bgr(picture, plan.width, plan.height)
        progress((place + 1) / plan.count)
    _write(Path(target), sheet)
    return plan


def plan_sprite(film: Film) -> Sprite:
    every = max(1, round(film.rate / THUMBS_PER_SECOND), -(-film.frames // THUMBS_MAX))
    count = -(-film.frames // every)
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    width = min(
        THUMB_WIDTH_MAX, SHEET_SIDE_MAX // columns, max(2, round(THUMB_HEIGHT * film.width / film.height))
    )
    return Sprite(columns, rows, width, THUMB_HEIGHT, every, count)


def frames_at(film_path: Path | str, frames: Iterable[int]) -> "Iterator[tuple[int, VideoFrame]]":
    """The wanted frames of a constant-rate film in order, jumping over what nobody asked for."""
    wanted = sorted(set(frames))
    if wanted and wanted[0] < 0:
        raise ValueError(f"A film has no frame {wanted[0]}.")
    with opened(film_path) as container:
        stream = picture_stream(container)
        stream.codec_context.thread_type = "AUTO"
        rate = stream.average_rate or Fraction(25)
        # Keyframes are at most a second apart, so a jump pays from two seconds on.
        for run in _runs(wanted, far=int(2 * rate)):
            yield from _run(container, stream, rate, run)


def _runs(wanted: list[int], far: int) -> list[list[int]]:
    runs: list[list[int]] = []
    for frame in wanted:
        if runs and frame - runs[-1][-1] <= far:
            runs[-1].append(frame)
        else:
            runs.append([frame])
    return runs


def _run(
    container: "InputContainer", stream: "VideoStream", rate: Fraction, run: list[int]
) -> "Iterator[tuple[int, VideoFrame]]":
    tick = stream.time_base or Fraction(1, 1)
    container.seek(int(run[0] / rate / tick), stream=stream, backward=True)
    left = iter(run)
    frame = next(left)
    for picture in pictures(container, stream):
        if picture.pts is None or round(picture.pts * tick * rate) < frame:
            continue
        yield frame, picture
        after = next(left, None)
        if after is None:
            return
        frame = after
    raise Unreadable(f"This film ends before frame {frame}.")


def _bgr(picture: "VideoFrame", width: int, height: int | None = None) -> "np.ndarray[Any, Any]":
    height = height or max(1, round(picture.height * width / picture.width))
    return picture.to_ndarray(format="bgr24", width=width, height=height, interpolation="AREA")


def _write(target: Path, picture: "np.ndarray[Any, Any]") -> None:
    import cv2

    done, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise OSError(f"{target.name} could not be written.")
    target.write_bytes(coded.tobytes())
