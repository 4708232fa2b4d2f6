"""A film looked at by a process of its own: nothing in a stranger's file can take us down with it."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tagging.episodes.eye import as_film, as_json
from tagging.episodes.film import Film, Limits
from tagging.episodes.pictures import Sprite
from tagging.eyes.bounds import AT_THE_DOOR, ORDINARY, Bounds
from tagging.eyes.process import look

EYE = "tagging.episodes.eye"


def check(
    path: Path,
    limits: Limits,
    bounds: Bounds = AT_THE_DOOR,
    keep_going: Callable[[], bool] = lambda: True,
) -> Film:
    """The film, when it can become an episode; Unseen with a sentence when not."""
    work = {"do": "check", "path": str(path.absolute()), "limits": asdict(limits)}
    return as_film(look(EYE, work, bounds, keep_going=keep_going))


def find_damage(film: Film, keep_going: Callable[[], bool]) -> float | None:
    """Seconds to the first damaged picture; None where it is the sound that is damaged."""
    work = {"do": "damage", "path": str(film.path.absolute()), "film": as_json(film)}
    return look(EYE, work, ORDINARY, keep_going=keep_going)


def take_pictures(
    film: Film,
    folder: Path,
    progress: Callable[[float], object],
    keep_going: Callable[[], bool],
) -> Sprite:
    """`poster.jpg` and `sprite.jpg` of a normalised film, in the folder; with sound `loudness.json` too."""
    path = str(film.path.absolute())
    work = {"do": "pictures", "path": path, "film": as_json(film), "folder": str(folder.absolute())}
    return Sprite(**look(EYE, work, ORDINARY, progress, keep_going=keep_going))
