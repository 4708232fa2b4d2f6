"""The demo's films: their truth is what their pictures show, and they are made once or not at all."""

import json
import re
import shutil
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from demo import captions
from demo.camera import box_at, takes
from demo.film import DRAWN_BY, make_film, seen_of, span_of, truth_of
from demo.reel import Reel, sharpness
from demo.scenes import EPISODES
from demo.stage import coverage
from tagging.keyframes.suggest import suggest
from tests.conftest import DRAWN_WIDTH

ROOT = Path(__file__).resolve().parents[2]
FILM, SECOND = EPISODES
PRODUCTS = {"coat", "lamp", "lipstick", "mug", "sneakers"}
both = pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.name)


@pytest.fixture
def folder(drawn: Path) -> Path:
    return drawn


@pytest.fixture(scope="module")
def pictures(drawn: Path) -> dict[str, list[Any]]:
    """Every picture of both films as a player decodes it."""
    return {episode.name: decoded(drawn / f"{episode.name}.mp4") for episode in EPISODES}


def decoded(path: Path) -> list[Any]:
    import av

    with av.open(str(path)) as film:
        assert film.streams.audio[0].codec_context.name == "aac"
        return [frame.to_ndarray(format="bgr24") for frame in film.decode(video=0)]


def truth(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / f"{name}.json").read_text())


def test_the_first_film_is_about_three_quarters_of_a_minute_with_all_five_products(folder: Path):
    told = truth(folder, "film")
    assert told["fps"] == [25, 1]
    assert 42 * 25 <= told["frames"] <= 48 * 25
    assert 9 <= len(told["shots"]) <= 14
    sold = [thing["product"] for thing in told["things"]]
    assert set(sold) == PRODUCTS
    assert sold.count("coat") >= 3


def test_the_second_is_shorter_and_the_coat_comes_back(folder: Path):
    told = truth(folder, "second")
    assert 25 * 25 <= told["frames"] <= 35 * 25
    assert "coat" in {thing["product"] for thing in told["things"]}


@both
def test_the_shots_follow_each_other_without_a_gap(folder: Path, episode: Any):
    told = truth(folder, episode.name)
    borders = [shot["start_frame"] for shot in told["shots"]] + [told["frames"]]
    assert borders == [0] + [shot["end_frame"] for shot in told["shots"]]
    assert [shot["transition"] for shot in told["shots"]].count("dissolve") == 1


@both
def test_every_frame_that_the_truth_counts_is_there_at_its_place(
    pictures: dict[str, list[Any]], episode: Any
):
    shown = pictures[episode.name]
    assert len(shown) == episode.frames
    reel = Reel(episode, DRAWN_WIDTH)
    for take in reel.takes:
        for frame in (take.start, (take.start + take.end) // 2, take.end - 1):
            off = np.abs(shown[frame].astype(int) - reel.frame(frame).astype(int)).mean()
            assert off < 8, (take.shot.drawing, frame)


@both
def test_something_moves_in_every_shot_all_the_time(pictures: dict[str, list[Any]], episode: Any):
    moved = [float(cv2.absdiff(a, b).mean()) for a, b in pairwise(pictures[episode.name])]
    still = run = 0
    for step in moved:
        run = run + 1 if step < 0.05 else 0
        still = max(still, run)
    assert still < 8


def test_the_films_open_differently_and_so_do_their_posters(pictures: dict[str, list[Any]]):
    first, second = pictures["film"], pictures["second"]
    posters = first[len(first) // 3], second[len(second) // 3]
    for a, b in ((first[0], second[0]), (first[20], second[20]), posters):
        assert cv2.absdiff(a, b).mean() > 25


@both
def test_the_product_itself_finds_the_cuts(folder: Path, episode: Any):
    found = suggest(folder / f"{episode.name}.mp4").shots
    told = truth(folder, episode.name)["shots"]
    assert [shot.transition for shot in found] == [shot["transition"] for shot in told]
    for there, shot in zip(found, told, strict=True):
        slack = 3 if shot["transition_frames"] else 0
        assert there.start_frame == pytest.approx(shot["start_frame"], abs=slack)


@both
def test_a_box_is_where_the_thing_is_when_it_is_drawn_alone(episode: Any):
    width = 360
    for take in takes(episode):
        thing = take.shot.thing
        if thing is None:
            continue
        first, last = span_of(take, thing)
        for frame in (*range(first, last, 9), last):
            camera, pose = take.camera(frame), take.pose(frame)
            alone, _ = coverage(take.shot.drawing, sharpness(take, width), camera, pose, width, thing.named)
            x, y, w, h = cv2.boundingRect((alone > 127).astype(np.uint8))
            high = alone.shape[0]
            measured = (x / width, y / high, (x + w) / width, (y + h) / high)
            left, top, wide, tall = box_at(take, thing.named, frame)
            # A pixel of this picture is 0.003 wide.
            assert (left, top, left + wide, top + tall) == pytest.approx(measured, abs=0.006), (thing, frame)


@both
def test_the_sparse_keys_stay_close_to_the_truth(episode: Any):
    things: Any = truth_of(episode)["things"]
    sold = [(take, take.shot.thing) for take in takes(episode) if take.shot.thing]
    for told, (take, thing) in zip(things, sold, strict=True):
        for frame in range(told["start_frame"], told["end_frame"]):
            exact = box_at(take, thing.named, frame)
            assert at(told["keys"], frame) == pytest.approx(exact, abs=0.0025)


def at(keys: list[list[float]], frame: int) -> list[float]:
    table = np.array(keys)
    return [float(np.interp(frame, table[:, 0], table[:, column])) for column in range(1, 5)]


def test_each_product_is_once_large_and_clear(folder: Path):
    clear = set()
    for thing in truth(folder, "film")["things"]:
        length = thing["end_frame"] - thing["start_frame"]
        large = max(key[3] * key[4] for key in thing["keys"])
        if length >= 36 and large > 0.04 and min(share for _, share in thing["seen"]) > 0.75:
            clear.add(thing["product"])
    assert clear == PRODUCTS


def test_how_much_of_a_thing_is_seen_falls_when_a_hand_covers_it():
    take = takes(FILM)[0]
    assert take.shot.thing
    before, grasped = (seen_of(take, take.shot.thing, frame) for frame in (10, 75))
    assert before > 0.93
    assert 0.4 < grasped < 0.85


@both
def test_the_captions_are_inside_the_film_and_tell_the_same_in_both_languages(folder: Path, episode: Any):
    spoken = {}
    for language in captions.LANGUAGES:
        text = (folder / f"{episode.name}.{language}.vtt").read_text("utf-8")
        header, *blocks = text.strip().split("\n\n")
        assert header == "WEBVTT"
        spoken[language] = [cue(block) for block in blocks]
        assert all(a[1] <= b[0] for a, b in pairwise(spoken[language])), "one line at a time"
        assert all(begin + 700 <= end <= episode.frames * 40 for begin, end, _ in spoken[language])
    english, german = spoken["en"], spoken["de"]
    assert [line[:2] for line in english] == [line[:2] for line in german]
    assert not {line[2] for line in english} & {line[2] for line in german}


def cue(block: str) -> tuple[int, int, str]:
    _, times, words = block.split("\n")
    found = re.fullmatch(r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})", times)
    assert found, times
    h, m, s, ms, *rest = (int(part) for part in found.groups())
    return (
        ((h * 60 + m) * 60 + s) * 1000 + ms,
        ((rest[0] * 60 + rest[1]) * 60 + rest[2]) * 1000 + rest[3],
        words,
    )


def test_all_that_the_film_is_made_by_decides_whether_it_is_made_again():
    script = "import sys, demo.film; print(*(m[5:] for m in sys.modules if m.startswith('demo.')))"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # How it is told and kept makes no difference to the pictures.
    assert set(told.stdout.split()) - {"made", "progress"} == set(DRAWN_BY)


def test_a_film_that_stands_is_not_drawn_again(folder: Path):
    before = (folder / "film.mp4").stat()
    make_film(folder, FILM, DRAWN_WIDTH)
    assert (folder / "film.mp4").stat() == before


def test_a_film_that_lost_its_captions_is_drawn_again(tmp_path: Path, folder: Path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    before = (tmp_path / "second.mp4").stat().st_mtime_ns
    (tmp_path / "second.de.vtt").unlink()
    make_film(tmp_path, SECOND, DRAWN_WIDTH)
    assert (tmp_path / "second.de.vtt").is_file()
    assert (tmp_path / "second.mp4").stat().st_mtime_ns > before


def test_a_killed_run_leaves_no_half_film_and_the_next_one_tidies_up(tmp_path: Path):
    command = [sys.executable, "-m", "demo.film", str(tmp_path), "--width", "90"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert "25 %" in next(line for line in run.stderr if "%" in line)
        run.send_signal(signal.SIGKILL)
    assert not any(path.suffix in (".mp4", ".json", ".vtt") for path in tmp_path.iterdir())
    assert list(tmp_path.glob(".film.*.part"))
    make_film(tmp_path, FILM, 90)
    names = {".film.made", "film.json", "film.mp4", "film.de.vtt", "film.en.vtt"}
    assert {path.name for path in tmp_path.iterdir()} == names
