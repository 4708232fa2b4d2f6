"""What a looking process does with a film that comes in: checks it, finds damage, takes its pictures."""

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.film import Film, Limits, check
from tagging.episodes.lacking import first_damage

if TYPE_CHECKING:
    from tagging.eyes.child import Teller


def see(work: dict[str, Any], tell: "Teller") -> Any:
    path = Path(work["path"])
    if work["do"] == "check":
        return as_json(check(path, Limits(**work["limits"])))
    if work["do"] == "damage":
        return first_damage(path, as_film(work["film"]).duration_s, tell.progress)
    return _pictures(path, work, tell)


def _pictures(path: Path, work: dict[str, Any], tell: "Teller") -> Any:
    from tagging.episodes import sound
    from tagging.episodes.pictures import poster, sprite

    film, folder = as_film(work["film"]), Path(work["folder"])
    if film.has_audio:
        sound.write(path, folder / "loudness.json")
    poster(path, folder / "poster.jpg", at_frame=min(film.frames - 1, film.frames // 3))
    return asdict(sprite(path, folder / "sprite.jpg", film, progress=tell.progress))


def as_json(film: Film) -> dict[str, Any]:
    return {**asdict(film), "path": str(film.path), "rate": [film.rate.numerator, film.rate.denominator]}


def as_film(told: dict[str, Any]) -> Film:
    return Film(**{**told, "path": Path(told["path"]), "rate": Fraction(*told["rate"])})
