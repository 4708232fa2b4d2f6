"""`flask find`: where products appear in any film, from the command line."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tagging.episodes.prompt import check_is_file, refused, warn

if TYPE_CHECKING:
    from tagging.finding.find import Found


@click.command("find")
@click.argument("video", type=click.Path(path_type=Path))
@click.option(
    "--image", "images", multiple=True, required=True, help="A product's photo; may be given again."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, times in seconds from the first picture.")
def find_command(video: Path, images: tuple[str, ...], as_json: bool) -> None:
    """Find the products of the photos in VIDEO."""
    # Imported here, so that `flask --help` and every other command don't wait for OpenCV.
    from tagging.episodes.film import Unreadable
    from tagging.finding.find import Photo, UnusablePhoto, find
    from tagging.finding.photos import read_photo
    from tagging.keyframes.suggest import suggest

    check_is_file(video)
    # Each photo is a product of its own; one given twice is the same product.
    photos = [Photo(image, Path(image)) for image in dict.fromkeys(images)]
    try:
        for photo in photos:
            read_photo(photo.path)  # a film's shots take a while: what can't be read is said before
        suggestion = suggest(video)
        shots = [(shot.start_frame, shot.end_frame) for shot in suggestion.shots]
        found = find(video, photos, shots=shots)
    except (UnusablePhoto, Unreadable, OSError) as reason:
        raise refused(reason) from reason
    for sentence in suggestion.warnings:
        warn(sentence)
    if as_json:
        click.echo(json.dumps([_json(one) for one in found]))
        return
    click.echo(f"{'from':>8}  {'to':>8}  {'sure':>4}  {'at':>8}  {'box':<28}  image")

    def row(one: "Found") -> str:
        box = " ".join(f"{side:.3f}" for side in one.box)
        times = f"{one.start_s:>8.2f}  {one.end_s:>8.2f}"
        return f"{times}  {one.confidence:>4.2f}  {one.at_s:>8.2f}  {box:<28}  {one.name}"

    for one in found:
        click.echo(row(one))


def _json(one: "Found") -> dict[str, object]:
    return {
        "image": one.name,
        "start": round(one.start_s, 6),
        "end": round(one.end_s, 6),
        "box": [round(side, 5) for side in one.box],
        "at": round(one.at_s, 6),
        "confidence": one.confidence,
    }
