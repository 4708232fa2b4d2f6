"""A published episode whose film is really there, and packaged."""

from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask

from kit import storage
from kit.db import db, transaction
from tagging.episodes.film import check
from tagging.episodes.models import Cut
from tagging.episodes.normalise import normalise
from tests import clips
from tests.browser import desk, house, phone
from tests.cast import Cast, episode, placed, published, scarf

__all__ = ["desk", "house", "phone"]

RATE, FRAMES = Fraction(25), 150


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packaged")
    source = check(clips.make(folder, clips.Recipe(frames=FRAMES, width=216, height=384, audio="aac")))
    return normalise(source.path, folder / "episode.mp4", source).path


@pytest.fixture
def shown(app: Flask, cast: Cast, film: Path, tmp_path: Path) -> str:
    """The id of a published episode, not packaged yet."""
    with app.app_context():
        made = episode(cast.ada, frames=FRAMES)
        placed(made, scarf(cast.ada), 50, 140)
        with transaction():
            cut = db.session.query(Cut).filter_by(episode_id=made).one()
            cut.film, cut.width, cut.height = f"{cut.folder}/film.mp4", 216, 384
            (tmp_path / "film.mp4").write_bytes(film.read_bytes())
            storage.store().put(tmp_path / "film.mp4", cut.film)
        published(made)
    return made
