"""`flask track` without settings, database or network."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from tagging.tracking.commands import track_command
from tests.tagging.tracking.films import Box, Shot, filmed, overlap

SHOT = Shot(40, lambda k: (70 + k, 150))


def run(film: Path, *arguments: str) -> Result:
    return CliRunner().invoke(track_command, [str(film), *arguments])


def drawn(box: Box) -> str:
    return ",".join(f"{value:.4f}" for value in box)


def test_there_is_one_entry_per_frame_with_its_time(tmp_path: Path) -> None:
    film = filmed(tmp_path / "a.mp4", SHOT)
    told = run(film, "--at", "0.2", "--box", drawn(SHOT.box(5)), "--until", "1.0", "--json")
    assert told.exit_code == 0, told.output
    rows = json.loads(told.output)
    assert [round(row["t"] * 25) for row in rows] == list(range(5, 26))
    assert set(rows[0]) == {"t", "x", "y", "w", "h", "visible", "confidence"}
    for row in rows:
        assert row["visible"] and 0 <= row["confidence"] <= 1
        assert overlap(tuple(row[name] for name in "xywh"), SHOT.box(round(row["t"] * 25))) > 0.8


def test_until_before_at_goes_backwards_and_past_the_end_means_the_end(tmp_path: Path) -> None:
    film = filmed(tmp_path / "a.mp4", SHOT)
    back = json.loads(run(film, "--at", "1", "--box", drawn(SHOT.box(25)), "--until", "0", "--json").output)
    assert [round(row["t"] * 25) for row in back] == list(range(26))
    assert overlap(tuple(back[0][name] for name in "xywh"), SHOT.box(0)) > 0.8
    on = json.loads(run(film, "--at", "1", "--box", drawn(SHOT.box(25)), "--until", "99", "--json").output)
    assert [round(row["t"] * 25) for row in on] == list(range(25, 40))


def test_a_correction_may_be_given(tmp_path: Path) -> None:
    film = filmed(tmp_path / "a.mp4", SHOT)
    correction = f"1.2:{drawn(SHOT.box(30))}"
    told = run(
        film, "--at", "0", "--box", drawn(SHOT.box(0)), "--until", "1.5", "--correct", correction, "--json"
    )
    assert len(json.loads(told.output)) == 38


def test_a_box_over_the_edge_is_clipped(tmp_path: Path) -> None:
    film = filmed(tmp_path / "a.mp4", SHOT)
    told = run(film, "--at", "0", "--box", "-0.1,0.3,0.6,0.3", "--until", "0.2", "--json")
    for row in json.loads(told.output):
        assert row["x"] >= 0 and row["y"] >= 0 and row["x"] + row["w"] <= 1 + 1e-6


def test_nonsense_gets_a_sentence(tmp_path: Path) -> None:
    film = filmed(tmp_path / "a.mp4", SHOT)
    for arguments, said in (
        (("--at", "0", "--box", "1,2,3", "--until", "1"), "is not a box"),
        (("--at", "0", "--box", "2,2,1,1", "--until", "1"), "outside the picture"),
        (("--at", "nan", "--box", "0,0,1,1", "--until", "1"), "no picture"),
        (("--at", "77", "--box", "0,0,1,1", "--until", "1"), "The film ends at"),
    ):
        told = run(film, *arguments)
        assert told.exit_code and said in told.output, told.output
    assert (
        "There is no file"
        in run(tmp_path / "none.mp4", "--at", "0", "--box", "0,0,1,1", "--until", "1").output
    )
