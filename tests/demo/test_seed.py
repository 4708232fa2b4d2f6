"""The visitor's own films and the films' captions: brought in once, never against somebody's will."""

import json
from pathlib import Path
from typing import Any

import pytest

from demo.seed import State, caption, own_film


class FakeDoor:
    """An app that takes films and captions and remembers them."""

    def __init__(self) -> None:
        self.episodes: list[str] = []
        self.captions: list[str] = []
        self.refusal = ""

    def get(self, path: str) -> Any:
        assert path == "/v1/episodes"
        return {"items": [{"id": name} for name in self.episodes]}

    def upload(self, film: Path, title: str, series: str) -> str:
        if self.refusal:
            raise SystemExit(self.refusal)
        self.episodes.append(f"ep_{len(self.episodes) + 1}")
        return self.episodes[-1]

    def ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, Any]:
        assert (method, kind) == ("PUT", "text/vtt")
        self.captions.append(path.rsplit("/", 1)[1])
        return 200, None


@pytest.fixture
def door() -> Any:
    return FakeDoor()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "refused.json"


def state_in(folder: Path) -> State:
    return State(folder / "state.json")


def film(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content)
    return path


def test_a_film_given_again_is_not_there_twice_whatever_it_is_called(door: Any, tmp_path: Path, note: Path):
    first = own_film(door, state_in(tmp_path), film(tmp_path, "mine.mp4", "rain"), note)
    again = own_film(door, state_in(tmp_path), film(tmp_path, "renamed.mp4", "rain"), note)
    assert first == again == "ep_1"
    assert door.episodes == ["ep_1"]


def test_another_film_in_another_run_joins_it(door: Any, tmp_path: Path, note: Path):
    own_film(door, state_in(tmp_path), film(tmp_path, "mine.mp4", "rain"), note)
    assert own_film(door, state_in(tmp_path), film(tmp_path, "other.mp4", "snow"), note) == "ep_2"


def test_a_film_that_was_removed_or_put_back_is_brought_in_again(door: Any, tmp_path: Path, note: Path):
    mine = film(tmp_path, "mine.mp4", "rain")
    own_film(door, state_in(tmp_path), mine, note)
    door.episodes.clear()
    assert own_film(door, state_in(tmp_path), mine, note) == "ep_1"


def test_a_refused_film_is_explained_and_stops_nothing(
    door: Any, tmp_path: Path, note: Path, capsys: pytest.CaptureFixture[str]
):
    door.refusal = "This file is not a film."
    assert own_film(door, state_in(tmp_path), film(tmp_path, "notes.mp4", "words"), note) is None
    assert "notes.mp4 was not taken. This file is not a film." in capsys.readouterr().out
    assert json.loads(note.read_text()) == {"name": "notes.mp4", "sentence": "This file is not a film."}


def test_captions_somebody_brought_since_are_left_alone(door: Any, tmp_path: Path):
    for language in ("en", "de"):
        film(tmp_path, f"film.{language}.vtt", "WEBVTT")
    caption(door, {"id": "ep_1", "captions": [{"language": "en"}]}, tmp_path, "film")
    assert door.captions == ["de"]
    caption(door, {"id": "ep_2"}, tmp_path, "second")
    assert door.captions == ["de"]
