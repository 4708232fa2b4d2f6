"""The demo's film: what its truth says is what its pictures show, and it is made once or not at all."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from demo.camera import Camera, box_at, seen, takes
from demo.film import height_of, look, make_film, truth_of
from demo.pictures import UNITS_HIGH, UNITS_WIDE, Rect, still
from demo.scenes import EPISODES, Shot

ROOT = Path(__file__).resolve().parents[2]
WIDTH_PX = 180
FILM, SECOND = EPISODES
# A colour that in its shots only the product wears in such a large patch, as BGR.
WEARS = {
    "coat": (0x66, 0x8A, 0x5D),
    "lamp": (0x8C, 0xD6, 0xF8),
    "lipstick": (0x4A, 0x47, 0xD5),
    "mug": (0x5A, 0x40, 0x24),
    "sneakers": (0xF0, 0xF8, 0xFB),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    make_film(folder, FILM, WIDTH_PX)
    return folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "film.json").read_text())


def test_the_film_is_half_a_minute_with_all_five_products(truth: dict[str, Any]):
    assert truth["fps"] == [25, 1]
    assert 29 * 25 <= truth["frames"] <= 32 * 25
    assert len(truth["shots"]) >= 7
    assert {thing["product"] for thing in truth["things"]} == set(WEARS)


def test_the_shots_follow_each_other_without_a_gap(truth: dict[str, Any]):
    shots = truth["shots"]
    borders = [shot["start_frame"] for shot in shots] + [truth["frames"]]
    assert borders == [0] + [shot["end_frame"] for shot in shots]
    assert [shot["transition"] for shot in shots].count("dissolve") == 1


def test_the_film_has_every_frame_it_says_and_a_sound(folder: Path, truth: dict[str, Any]):
    import av

    with av.open(str(folder / "film.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == truth["frames"]
        assert film.streams.audio[0].codec_context.name == "aac"


def test_the_box_of_a_thing_holds_the_colours_it_wears(folder: Path, truth: dict[str, Any]):
    film = cv2.VideoCapture(str(folder / "film.mp4"))
    for thing in truth["things"]:
        for share in (0.1, 0.5, 0.9):
            length = thing["end_frame"] - thing["start_frame"]
            frame = thing["start_frame"] + int(share * length)
            film.set(cv2.CAP_PROP_POS_FRAMES, frame)
            found, picture = film.read()
            assert found
            box = at(thing["keys"], frame)
            patch = largest_patch(np.asarray(picture, np.uint8), WEARS[thing["product"]], box)
            assert is_inside(patch, box), (thing["product"], frame)
    film.release()


def largest_patch(
    picture: np.ndarray[Any, Any], colour: tuple[int, int, int], box: list[float]
) -> tuple[float, ...]:
    """The box, as fractions, of the largest connected patch near a colour; of twins the one in `box`."""
    near = (np.abs(picture.astype(int) - colour).max(axis=2) < 26).astype(np.uint8)
    _, _, patches, _ = cv2.connectedComponentsWithStats(near)
    across, down = picture.shape[1], picture.shape[0]
    middles = patches[:, :2] + patches[:, 2:4] / 2
    inside = [
        patch
        for patch, (x, y) in zip(patches[1:], middles[1:], strict=True)
        if box[0] < x / across < box[0] + box[2] and box[1] < y / down < box[1] + box[3]
    ]
    left, top, wide, high, area = max(inside, key=lambda patch: patch[4])
    assert area > 20, "the colour is nowhere to be seen"
    return left / across, top / down, wide / across, high / down


def is_inside(patch: tuple[float, ...], box: list[float], slack: float = 0.012) -> bool:
    x, y, w, h = patch
    return (
        x >= box[0] - slack
        and y >= box[1] - slack
        and x + w <= box[0] + box[2] + slack
        and y + h <= box[1] + box[3] + slack
    )


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: episode.name)
def test_the_sparse_keys_stay_within_one_percent_of_the_truth(episode: Any):
    things: Any = truth_of(episode)["things"]
    sold = [take for take in takes(episode) if take.shot.thing]
    for thing, take in zip(things, sold, strict=True):
        assert len(thing["keys"]) <= 10
        for frame in range(thing["start_frame"], thing["end_frame"]):
            exact = box_at(take, thing["product"], frame)
            assert at(thing["keys"], frame) == pytest.approx(exact, abs=0.01)


def at(keys: list[list[float]], frame: int) -> list[float]:
    table = np.array(keys)
    return [float(np.interp(frame, table[:, 0], table[:, column])) for column in range(1, 5)]


def test_a_camera_that_sees_all_shows_the_drawing_itself():
    whole = Camera(UNITS_WIDE / 2, UNITS_HIGH / 2, 1)
    take = takes(FILM)[0]._replace(shot=Shot("mug", 10, whole, whole, ""))
    shown = look(take, 0, WIDTH_PX)
    assert shown.shape == (height_of(WIDTH_PX), WIDTH_PX, 3)
    assert np.array_equal(shown, still("mug", WIDTH_PX))


def test_a_closer_camera_makes_a_thing_larger_and_cuts_it_at_the_edge():
    thing = Rect(180, 320, 36, 64)
    assert seen(thing, Camera(180, 320, 1)) == pytest.approx((0.5, 0.5, 0.1, 0.1))
    assert seen(thing, Camera(180, 320, 2)) == pytest.approx((0.5, 0.5, 0.2, 0.2))
    assert seen(thing, Camera(99, 320, 2)) == pytest.approx((0.95, 0.5, 0.05, 0.2))


def test_a_film_that_stands_is_not_drawn_again(folder: Path):
    before = (folder / "film.mp4").stat()
    make_film(folder, FILM, WIDTH_PX)
    assert (folder / "film.mp4").stat() == before


def test_a_film_that_lost_its_truth_is_drawn_again(tmp_path: Path):
    make_film(tmp_path, SECOND, WIDTH_PX)
    (tmp_path / "second.json").unlink()
    make_film(tmp_path, SECOND, WIDTH_PX)
    assert json.loads((tmp_path / "second.json").read_text())["frames"] == SECOND.frames


def test_a_killed_run_leaves_no_half_film_and_the_next_one_tidies_up(tmp_path: Path):
    command = [sys.executable, "-m", "demo.film", str(tmp_path), "--width", str(WIDTH_PX)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert any("25 %" in line for line in run.stderr)
        run.send_signal(signal.SIGKILL)
    assert not any(path.suffix in (".mp4", ".json") for path in tmp_path.iterdir())
    assert list(tmp_path.glob(".film.*.part"))
    make_film(tmp_path, FILM, WIDTH_PX)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".film.made", "film.json", "film.mp4"]
