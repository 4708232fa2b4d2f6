"""`flask track`: the box of a thing on every frame, from the command line."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tagging.episodes.prompt import check_is_file, refused, warn

if TYPE_CHECKING:
    from tagging.tracking.sightings import Box, Track

SHAPE = "X,Y,W,H"


def _seconds(_context: object, _option: object, moment: float) -> float:
    if not (math.isfinite(moment) and moment >= 0):
        raise click.BadParameter(f"{moment:g} is no moment of a film. Write seconds; 0 is its first picture.")
    return moment


def _box(text: str) -> "Box":
    try:
        x, y, w, h = (float(part) for part in text.split(","))
    except ValueError:
        x = y = w = h = math.nan
    if not all(map(math.isfinite, (x, y, w, h))):
        raise click.BadParameter(f"“{text}” is not a box. Write {SHAPE} as fractions of the picture.")
    if w <= 0 or h <= 0:
        raise click.BadParameter(f"The box “{text}” has no size. Write {SHAPE}, W and H more than 0.")
    if not (x < 1 and y < 1 and x + w > 0 and y + h > 0 and abs(x + y + w + h) < 100):
        raise click.BadParameter(f"The box “{text}” lies outside the picture. Write fractions from 0 to 1.")
    left, top, right, bottom = max(x, 0.0), max(y, 0.0), min(x + w, 1.0), min(y + h, 1.0)
    return left, top, right - left, bottom - top


def _drawn(_context: object, _option: object, text: str) -> "Box":
    return _box(text)


def _corrections(_context: object, _option: object, texts: tuple[str, ...]) -> "list[tuple[float, Box]]":
    wanted = []
    for text in texts:
        at, colon, box = text.partition(":")
        try:
            moment = float(at) if colon else math.nan
        except ValueError:
            moment = math.nan
        if not (math.isfinite(moment) and moment >= 0):
            raise click.BadParameter(f"“{text}” is not a correction. Write S:{SHAPE}, S in seconds from 0.")
        wanted.append((moment, _box(box)))
    return wanted


@click.command("track")
@click.argument("video", type=click.Path(path_type=Path))
@click.option(
    "--at",
    type=float,
    required=True,
    metavar="S",
    callback=_seconds,
    help="When the box was drawn, in seconds.",
)
@click.option(
    "--box", required=True, metavar=SHAPE, callback=_drawn, help="The box, as fractions of the picture."
)
@click.option(
    "--until",
    type=float,
    required=True,
    metavar="S",
    callback=_seconds,
    help="Where to stop; before --at to go backwards.",
)
@click.option(
    "--correct",
    multiple=True,
    metavar=f"S:{SHAPE}",
    callback=_corrections,
    help="A box on another frame, too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, times in seconds from the first picture.")
def track_command(
    video: Path, at: float, box: "Box", until: float, correct: "list[tuple[float, Box]]", as_json: bool
) -> None:
    """Follow what is in the box through VIDEO."""
    # Imported here, so that `flask --help` and every other command don't wait for OpenCV.
    from tagging.episodes.source import Unreadable
    from tagging.tracking.moments import follow_moments

    check_is_file(video)
    try:
        track = follow_moments(video, at, box, until, correct)
    except (Unreadable, OSError, ValueError) as reason:
        raise refused(reason) from reason
    click.echo(json.dumps(_rows(track)) if as_json else _table(track))
    for sentence in track.warnings:
        warn(sentence)


def _rows(track: "Track") -> list[dict[str, object]]:
    return [
        {
            "t": round(sighting.t, 6),
            **{name: round(value, 6) for name, value in zip("xywh", sighting.box, strict=True)},
            "visible": sighting.visible,
            "confidence": sighting.confidence,
        }
        for sighting in track.sightings
    ]


def _table(track: "Track") -> str:
    rows = [f"{'at':>8}  {'x':>6}  {'y':>6}  {'w':>6}  {'h':>6}  {'sure':>4}"]
    for sighting in track.sightings:
        place = "  ".join(f"{value:>6.3f}" for value in sighting.box)
        hidden = "" if sighting.visible else "  hidden"
        rows.append(f"{sighting.t:>8.2f}  {place}  {sighting.confidence:>4.2f}{hidden}")
    return "\n".join(rows)
