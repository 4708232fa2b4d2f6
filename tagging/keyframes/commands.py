"""`flask suggest`: shots and keyframes of any film, from the command line."""

import gc
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tagging.episodes.prompt import check_is_file, refused, warn

if TYPE_CHECKING:
    from tagging.keyframes.suggest import Suggestion


@click.command("suggest")
@click.argument("video", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, times in seconds from the first picture.")
def suggest_command(video: Path, as_json: bool) -> None:
    """Find the shots of VIDEO and propose keyframes."""
    check_is_file(video)
    # What was imported until now stays until the end: nobody needs to go through it for what has become free.
    gc.freeze()
    # Pictures this small are done sooner than threads are woken; the decoder needs the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imported here, so that `flask --help` and every other command don't wait for OpenCV; and the film is
    # being decoded already while this one does.
    from tagging.episodes.source import Unreadable
    from tagging.keyframes.viewing import Viewing

    viewing = Viewing(video)
    viewing.begin()

    import cv2

    from tagging.keyframes.suggest import suggest_from

    cv2.setNumThreads(1)
    try:
        suggestion = suggest_from(viewing)
    except (Unreadable, OSError) as reason:
        raise refused(reason) from reason
    click.echo(json.dumps(suggestion.as_json()) if as_json else _table(suggestion))
    for sentence in () if as_json else suggestion.warnings:
        warn(sentence)
    # Nor at the end, when all goes at once.
    gc.freeze()


def _table(suggestion: "Suggestion") -> str:
    rate = float(suggestion.fps)
    head = f"{suggestion.frames} frames, {suggestion.duration_s:.2f} s, {rate:.3f} a second"
    rows = [f"{'shot':>4}  {'from':>8}  {'to':>8}  {'by':<8}  {'sure':>4}  keyframes"]
    for shot in suggestion.shots:
        best = ", ".join(f"{k.t:.2f} ({k.score:.2f})" for k in shot.keyframes)
        times = f"{shot.start_s:>8.2f}  {shot.end_s:>8.2f}"
        rows.append(f"{shot.index + 1:>4}  {times}  {shot.transition:<8}  {shot.confidence:>4.2f}  {best}")
    return "\n".join([head, *rows])
