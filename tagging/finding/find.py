"""Which products of the catalogue appear in a film: where, from when to when, and how sure that is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tagging.episodes.film import probe
from tagging.finding.photos import Photo, UnusablePhoto
from tagging.finding.reel import Stretch, stretches
from tagging.finding.search import Box
from tagging.finding.shelf import stock
from tagging.finding.spans import Appearance, Watch

__all__ = ["Found", "Photo", "UnusablePhoto", "find"]

# Below this nothing is said.
SURE_ENOUGH = 0.42


@dataclass(frozen=True, slots=True)
class Found:
    """One appearance: half open in frames and seconds. `box` (fractions, as shown) is of `at_frame`."""

    name: str
    start_frame: int
    end_frame: int
    start_s: float
    end_s: float
    at_frame: int
    at_s: float
    box: Box
    confidence: float


def find(
    path: Path | str,
    photos: Sequence[Photo],
    progress: Callable[[float], object] | None = None,
    on_found: Callable[[Found], object] | None = None,
    shots: Sequence[tuple[int, int]] | None = None,
    on_left_out: Callable[[Photo], object] | None = None,
    on_unsure: Callable[[Photo], object] | None = None,
) -> list[Found]:
    """Every appearance of the photos' products, surest first; one for each shot and instance.

    `progress` is given 0 to 1; `on_found` each appearance as soon as it is over; either may raise to stop.
    `shots` are half-open spans of frames, where they are known. `on_left_out` hears of the photos that have
    too little pattern or can't be read; without it the latter raise UnusablePhoto. `on_unsure` hears of those
    that show a scene around the product, which may be why it wasn't found. Raises Unreadable.
    """
    shelf = stock(_each(photos, progress), on_left_out)
    length = probe(path).duration_s
    found: list[Found] = []
    watch = Watch(shelf)
    for stretch in stretches(path, shots) if shelf.items else ():
        for appearance in watch.pass_by(stretch):
            one = _told(appearance, stretch)
            if one:
                found.append(one)
                if on_found:
                    on_found(one)
        if progress and stretch.looks:
            progress(min(0.99, stretch.looks[-1].t / max(length, 0.001)))
    if progress:
        progress(1.0)
    names = {one.name for one in found}
    for item in shelf.items:
        if on_unsure and not item.is_sure and item.photo.name not in names:
            on_unsure(item.photo)
    return sorted(found, key=lambda one: -one.confidence)


def _each(photos: Sequence[Photo], progress: Callable[[float], object] | None) -> Iterator[Photo]:
    """Preparing many takes a while: whoever listens hears that it goes on."""
    for photo in photos:
        yield photo
        if progress:
            progress(0.0)


def _told(appearance: Appearance, stretch: Stretch) -> Found | None:
    confidence = _confidence(appearance)
    if confidence < SURE_ENOUGH:
        return None
    best = appearance.best()
    end_frame, end_s = appearance.last[0] + 1, appearance.last[1] + stretch.step_s
    return Found(
        name=best.name,
        start_frame=appearance.first[0],
        end_frame=end_frame,
        start_s=appearance.first[1],
        end_s=end_s,
        at_frame=best.frame,
        at_s=best.t,
        box=best.box,
        confidence=round(confidence, 3),
    )


def _confidence(appearance: Appearance) -> float:
    """How good the best looks are, how far ahead of the next product, and on how much that rests: 0 to 1."""
    strength = appearance.strength(appearance.winner())
    ahead = 0.6 + 0.4 * min(1.0, max(0.0, appearance.margin()) / 0.12)
    blocks = appearance.best().evidence.blocks
    rests = 0.7 + 0.3 * min(1.0, blocks / 30)
    return max(0.0, min(1.0, (strength - 0.3) / 0.6)) * ahead * rests
