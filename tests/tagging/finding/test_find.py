"""Products are found where and while they are in the picture, and what only looks like them is not."""

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tagging.finding.commands import find_command
from tagging.finding.find import Found, Photo, UnusablePhoto, find
from tagging.finding.findable import IN_A_SCENE, TOO_PLAIN
from tests.clips import Picture, Recipe, make, panned, texture

SIZE = 216, 384
BOX = 60, 90, 96, 132
FRAMES = 30


def label(flavour: str, accent: tuple[int, int, int], brand: str = "KESTREL", seed: int = 3) -> Picture:
    """A pack's front: the brand over a printed band, the flavour on an accent below."""
    front = np.full((450, 330, 3), (225, 235, 240), np.uint8)
    front[130:250] = texture(seed, 330, 120)
    cv2.putText(front, brand, (14, 90), cv2.FONT_HERSHEY_DUPLEX, 2.1, (40, 30, 30), 6)
    cv2.rectangle(front, (0, 270), (330, 390), accent, -1)
    cv2.putText(front, flavour, (20, 350), cv2.FONT_HERSHEY_DUPLEX, 2.2, (20, 20, 20), 6)
    cv2.putText(front, "net 330 ml / since 1907", (24, 425), cv2.FONT_HERSHEY_DUPLEX, 0.75, (40, 30, 30), 2)
    return front


LEMON, CHERRY = label("lemon", (60, 220, 240)), label("cherry", (80, 60, 200))
Put = Callable[[int], tuple[int, int, int, int] | None]


def shown(
    products: list[tuple[Picture, Put]], frames: int = FRAMES, cut: int | None = None
) -> Iterator[Picture]:
    """A camera moving slowly past a place, the products pasted where `put` says."""
    scenes = panned(5, *SIZE), panned(9, *SIZE)
    for k in range(frames):
        picture = scenes[cut is not None and k >= cut](k / 25)
        for front, put in products:
            if box := put(k):
                x, y, w, h = box
                picture[y : y + h, x : x + w] = cv2.resize(front, (w, h), interpolation=cv2.INTER_AREA)
        yield picture


def between(start: int, end: int, box: tuple[int, int, int, int] = BOX) -> Put:
    return lambda k: box if start <= k < end else None


def film(folder: Path, *products: tuple[Picture, Put], **how: int) -> Path:
    recipe = Recipe(width=SIZE[0], height=SIZE[1], rate=Fraction(25))
    return make(folder, recipe, pictures=shown(list(products), **how))


def photo(folder: Path, name: str, front: Picture) -> Photo:
    ground = np.full((front.shape[0] + 120, front.shape[1] + 160, 3), 247, np.uint8)
    ground[60:-60, 80:-80] = front
    path = folder / f"{name}.png"
    path.write_bytes(cv2.imencode(".png", ground)[1].tobytes())
    return Photo(name, path)


def is_at(found: Found, box: tuple[int, int, int, int]) -> bool:
    wanted = np.array(box) / (*SIZE, *SIZE)
    return bool(np.abs(np.array(found.box) - wanted).max() < 0.02)


def test_it_is_found_where_and_while_it_is_there(tmp_path: Path):
    seen, told = [], []
    path = film(tmp_path, (LEMON, between(8, 25)))
    found = find(path, [photo(tmp_path, "lemon", LEMON)], progress=seen.append, on_found=told.append)
    assert [(one.name, one.start_frame, one.end_frame) for one in found] == [("lemon", 8, 25)]
    assert is_at(found[0], BOX)
    assert found[0].confidence > 0.8
    assert 8 <= found[0].at_frame < 25
    assert found[0].start_s == pytest.approx(8 / 25)
    assert found[0].end_s == pytest.approx(25 / 25)
    assert told == found
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_another_flavour_of_the_brand_is_told_apart(tmp_path: Path):
    path = film(tmp_path, (CHERRY, between(0, 12)), frames=12)
    both = [photo(tmp_path, "lemon", LEMON), photo(tmp_path, "cherry", CHERRY)]
    assert {one.name for one in find(path, both)} == {"cherry"}
    # And with nobody on the shelf to give way to, it is nothing rather than the wrong one.
    assert find(path, both[:1]) == []


def test_the_same_print_in_another_colour_is_another_product(tmp_path: Path):
    hsv = cv2.cvtColor(LEMON, cv2.COLOR_BGR2HSV)
    hsv[:, :, 0] = (hsv[:, :, 0].astype(int) + 60) % 180
    hsv[:, :, 1] = np.maximum(hsv[:, :, 1], 90)
    path = film(tmp_path, (cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR), between(0, 12)), frames=12)
    assert find(path, [photo(tmp_path, "lemon", LEMON)]) == []


def test_two_of_a_kind_are_two_appearances_and_a_cut_ends_one(tmp_path: Path):
    left, right = (8, 30, 84, 116), (122, 240, 84, 116)
    twins = film(tmp_path, (LEMON, between(0, FRAMES, left)), (LEMON, between(0, FRAMES, right)), cut=15)
    found = find(twins, [photo(tmp_path, "lemon", LEMON)], shots=[(0, 15), (15, FRAMES)])
    spans = sorted((one.start_frame, one.end_frame, is_at(one, left)) for one in found)
    assert spans == [(0, 15, False), (0, 15, True), (15, 30, False), (15, 30, True)]


def test_a_cut_is_seen_without_being_told(tmp_path: Path):
    path = film(tmp_path, (LEMON, between(0, FRAMES)), cut=15)
    found = find(path, [photo(tmp_path, "lemon", LEMON)])
    assert sorted((one.start_frame, one.end_frame) for one in found) == [(0, 15), (15, 30)]


def test_turned_dimmed_and_half_covered_it_is_still_found(tmp_path: Path):
    def hard() -> Iterator[Picture]:
        corners = np.float32([[0, 0], [330, 0], [330, 450], [0, 450]])
        place = np.float32([[50, 140], [135, 100], [175, 235], [88, 290]])
        pose = cv2.getPerspectiveTransform(corners, place)
        for picture in shown([], frames=12):
            cv2.warpPerspective(LEMON, pose, SIZE, picture, borderMode=cv2.BORDER_TRANSPARENT)
            cv2.ellipse(picture, (150, 262), (46, 40), 20, 0, 360, (110, 140, 195), -1)
            yield (picture * 0.45).astype(np.uint8)

    recipe = Recipe(width=SIZE[0], height=SIZE[1], rate=Fraction(25))
    found = find(make(tmp_path, recipe, pictures=hard()), [photo(tmp_path, "lemon", LEMON)])
    assert [(one.start_frame, one.end_frame) for one in found] == [(0, 12)]


def test_a_film_without_it_gives_nothing(tmp_path: Path):
    others = [photo(tmp_path, "lemon", LEMON), photo(tmp_path, "plain", np.full((300, 200, 3), 90, np.uint8))]
    assert find(film(tmp_path, frames=12), others) == []


def drawn(robe: tuple[int, int, int], ground: Picture) -> Picture:
    """A robe in a few flat colours, drawn on the ground: hardly a mark on it, but a shape of its own."""
    picture = ground.copy()
    dark = tuple(int(0.6 * c) for c in robe)
    for shape, colour in (
        ([[60, 20], [120, 20], [150, 60], [158, 150], [130, 154], [126, 240], [54, 240], [50, 154]], robe),
        ([[50, 154], [22, 150], [30, 60], [60, 20]], dark),
        ([[60, 20], [90, 100], [120, 20], [100, 20], [90, 50], [80, 20]], (220, 225, 228)),
        ([[51, 130], [129, 130], [128, 150], [52, 150]], dark),
    ):
        cv2.fillPoly(picture, [np.array(shape)], colour, cv2.LINE_AA)
    cv2.rectangle(picture, (80, 128), (100, 152), (70, 190, 230), 4, cv2.LINE_AA)
    return picture


def before_a_room(robe: tuple[int, int, int]) -> Iterator[Picture]:
    wall = np.full((*SIZE[::-1], 3), (70, 90, 120), np.uint8)
    wall[300:] = 50, 60, 80
    wall[40:200, 150:] = 110, 70, 60
    for k in range(12):
        picture = wall.copy()
        part = picture[90 + k : 350 + k, 10:190]
        part[:] = drawn(robe, part)
        yield picture


def test_a_flat_drawing_is_found_by_its_shape_and_another_colour_is_not(tmp_path: Path):
    sweep = np.linspace(238, 214, 260)[:, None, None] * np.array([0.97, 1.0, 1.0])
    studio = np.repeat(sweep, 180, axis=1).astype(np.uint8)
    green, red = (90, 130, 60), (60, 60, 170)
    (tmp_path / "green.png").write_bytes(cv2.imencode(".png", drawn(green, studio))[1].tobytes())
    photos = [Photo("green", tmp_path / "green.png")]
    recipe = Recipe(width=SIZE[0], height=SIZE[1], rate=Fraction(25))
    for robe, found in ((green, ["green"]), (red, [])):
        folder = tmp_path / str(robe[2])
        folder.mkdir()
        film_of_it = make(folder, recipe, pictures=before_a_room(robe))
        assert [one.name for one in find(film_of_it, photos)] == found


def test_a_phone_film_gives_boxes_as_shown(tmp_path: Path):
    recipe = Recipe(suffix=".mov", width=SIZE[1], height=SIZE[0], rotation=90, rate=Fraction(25))
    path = make(tmp_path, recipe, pictures=shown([(LEMON, between(0, 12))], frames=12))
    found = find(path, [photo(tmp_path, "lemon", LEMON)])
    assert len(found) == 1
    assert is_at(found[0], BOX)


def test_several_photos_of_one_product_are_one(tmp_path: Path):
    photos = [photo(tmp_path, name, LEMON) for name in ("a", "b")]
    found = find(
        film(tmp_path, (LEMON, between(0, 12)), frames=12), [Photo("lemon", one.path) for one in photos]
    )
    assert [one.name for one in found] == ["lemon"]


def test_stopping_is_heard(tmp_path: Path):
    class Stop(Exception):
        pass

    def stop(_: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        find(film(tmp_path, frames=12), [photo(tmp_path, "lemon", LEMON)], progress=stop)


def test_the_command_answers_as_promised(tmp_path: Path):
    path, lemon = film(tmp_path, (LEMON, between(0, 12)), frames=12), photo(tmp_path, "Zitrone 🍋", LEMON)
    result = CliRunner().invoke(find_command, [str(path), "--image", str(lemon.path), "--json"])
    assert result.exit_code == 0
    [said] = json.loads(result.output)
    assert set(said) == {"image", "start", "end", "box", "at", "confidence"}
    assert said["image"] == str(lemon.path)
    assert said["start"] == 0.0
    assert len(said["box"]) == 4
    table = CliRunner().invoke(find_command, [str(path), "--image", str(lemon.path)])
    assert str(lemon.path) in table.output


def test_why_nothing_was_found_is_told_by_the_picture(tmp_path: Path):
    plain = photo(tmp_path, "plain", np.full((300, 200, 3), 90, np.uint8))
    scene = texture(8, 500, 640)
    scene[90:540, 85:415] = CHERRY
    cv2.imwrite(str(tmp_path / "scene.png"), scene)
    path, lemon = film(tmp_path, (LEMON, between(0, 12)), frames=12), photo(tmp_path, "lemon", LEMON)
    images = [str(lemon.path), str(plain.path), str(tmp_path / "scene.png")]
    told = CliRunner().invoke(find_command, [str(path), "--json", *(f"--image={image}" for image in images)])
    assert [one["image"] for one in json.loads(told.stdout)] == images[:1]
    assert told.stderr.splitlines() == [
        f"Warning: {images[1]}: {TOO_PLAIN}",
        f"Warning: {images[2]}: {IN_A_SCENE}",
    ]


def test_the_command_refuses_in_a_sentence(tmp_path: Path):
    path, bad = film(tmp_path, frames=6), tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    lemon = photo(tmp_path, "lemon", LEMON)
    for video, image in ((path, bad), (tmp_path / "absent.mp4", lemon.path), (bad, lemon.path)):
        result = CliRunner().invoke(find_command, [str(video), "--image", str(image), "--json"])
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert "Traceback" not in result.output
    with pytest.raises(UnusablePhoto, match=r"bad\.png"):
        find(path, [Photo("bad", bad)])
