"""`flask suggest` answers with the promised JSON, or with a sentence and exit code 1."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tagging.keyframes.commands import suggest_command
from tagging.keyframes.suggest import Shot, suggest
from tests.clips import Edit, Recipe, make, still_life


@pytest.fixture
def film(tmp_path: Path) -> Path:
    edit = Edit()
    for k in range(3):
        edit.then(still_life(k + 30, 180, 320), 30)
    return make(tmp_path, Recipe(), pictures=edit.frames)


def test_the_json_is_as_promised(film: Path):
    result = CliRunner().invoke(suggest_command, [str(film), "--json"])
    assert result.exit_code == 0
    said = json.loads(result.output)
    assert set(said) == {"fps", "frames", "duration", "shots", "warnings"}
    assert (said["fps"], said["frames"], said["duration"]) == ([25, 1], 90, 3.6)
    assert [(s["start"], s["end"], s["transition"]) for s in said["shots"]] == [
        (0.0, 1.2, "start"),
        (1.2, 2.4, "cut"),
        (2.4, 3.6, "cut"),
    ]
    for shot in said["shots"]:
        assert set(shot) == {"start", "end", "transition", "confidence", "keyframe", "keyframes"}
        assert shot["keyframe"] == shot["keyframes"][0]["t"]
        assert set(shot["keyframes"][0]) == {"t", "score"}


def test_the_table_can_be_read(film: Path):
    result = CliRunner().invoke(suggest_command, [str(film)])
    assert result.exit_code == 0
    assert "90 frames, 3.60 s, 25.000 a second" in result.output
    assert len(result.output.splitlines()) == 5


def test_what_cannot_be_read_is_an_error_with_a_sentence(tmp_path: Path):
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear editor")
    for path, sentence in ((letter, "not a film"), (tmp_path / "nowhere.mp4", "There is no file")):
        result = CliRunner().invoke(suggest_command, [str(path), "--json"])
        assert result.exit_code == 1
        assert sentence in result.output
        assert "Traceback" not in result.output


def test_finding_the_command_loads_no_vision():
    code = "import sys, tagging.keyframes.commands; print({'cv2', 'av', 'numpy'} & set(sys.modules))"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_progress_grows_to_one_and_shots_are_told_in_order(film: Path):
    told: list[float] = []
    shots: list[Shot] = []
    suggestion = suggest(film, told.append, shots.extend)
    assert told == sorted(told)
    assert told[-1] == 1
    assert tuple(shots) == suggestion.shots
