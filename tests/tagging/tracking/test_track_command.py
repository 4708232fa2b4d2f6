"""`flask track` without settings, database or network."""

import json
import os
from pathlib import Path

from click.testing import CliRunner, Result

from tagging.tracking.commands import track_command
from tests.clips import texture
from tests.tagging.tracking.films import HEIGHT, WIDTH, Box, Shot, filmed, overlap, write

SHOT = Shot(40, lambda k: (70 + k, 150))


BOXED = ("--at", "0", "--box", "0,0,1,1", "--until", "1")


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
    told = run(film, "--at", "1", "--box", drawn(SHOT.box(25)), "--until", "99", "--json")
    assert told.stderr == "Warning: The film ends at 1.60 s, before 99 s.\n"
    on = json.loads(told.stdout)
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
        (("--at", "0", "--box", "0,0,nan,1", "--until", "1"), "is not a box"),
        (("--at", "0", "--box", "2,2,1,1", "--until", "1"), "outside the picture"),
        (("--at", "0", "--box", "0.9,0.4,0,0", "--until", "1"), "has no size"),
        (("--at", "nan", "--box", "0,0,1,1", "--until", "1"), "nan is no moment"),
        (("--at", "0", "--box", "0,0,1,1", "--until", "inf"), "inf is no moment"),
        (("--at", "0", "--box", "0,0,1,1", "--until", "-2"), "-2 is no moment"),
        (("--at", "77", "--box", "0,0,1,1", "--until", "1"), "The film ends at 1.60 s"),
        ((*BOXED, "--correct", "1.5"), "Write S:X,Y,W,H"),
        ((*BOXED, "--correct", "nan:0,0,1,1"), "Write S:X,Y,W,H"),
        ((*BOXED, "--correct", "0.5:0,0,1"), "is not a box"),
        ((*BOXED, "--correct", "1.4:0,0,1,1"), "The correction at 1.4 s lies outside"),
    ):
        told = run(film, *arguments)
        assert told.exit_code and said in told.output.replace("\n", " "), told.output
    assert (
        "There is no file"
        in run(tmp_path / "none.mp4", "--at", "0", "--box", "0,0,1,1", "--until", "1").output
    )


def test_where_the_shot_ends_is_said_beside_the_path(tmp_path: Path) -> None:
    before, after = (texture(seed, WIDTH, HEIGHT) for seed in (29, 31))
    film = write(
        tmp_path / "a.mp4", [*[before] * 15, *(SHOT.picture(k) for k in range(SHOT.count)), *[after] * 15]
    )
    told = run(film, "--at", "1.6", "--box", drawn(SHOT.box(25)), "--until", "2.6", "--json")
    assert told.stderr.startswith("Warning: The shot ends at 2.20 s;"), told.stderr
    assert next(row["t"] for row in json.loads(told.stdout) if not row["visible"]) == 2.2
    told = run(film, "--at", "1.6", "--box", drawn(SHOT.box(25)), "--until", "0")
    assert told.stderr.startswith("Warning: The shot begins at 0.60 s;"), told.stderr


def test_a_film_that_is_cut_off_is_followed_as_far_as_it_goes(tmp_path: Path) -> None:
    film = filmed(tmp_path / "a.mkv", SHOT)
    film.write_bytes(film.read_bytes()[: film.stat().st_size * 2 // 3])
    told = run(film, "--at", "0.2", "--box", drawn(SHOT.box(5)), "--until", "1.5", "--json")
    assert "This film is cut off at" in told.stderr
    assert json.loads(told.stdout)


def test_what_is_no_file_is_called_by_its_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "empty.mp4").touch()
    for name, said in (
        ("", "is a folder"),
        ("pipe.mp4", "is a named pipe"),
        ("empty.mp4", "as MP4 (H.264)."),
    ):
        told = run(tmp_path / name, *BOXED)
        assert told.exit_code == 1 and said in told.output and "drop" not in told.output, told.output
