"""Product photos of any make: what can be read is cut out upright, what can't is refused by its name."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from tagging.finding import photos
from tagging.finding.findable import TOO_PLAIN, is_findable, why_not_findable
from tagging.finding.photos import MAYBE, UnusablePhoto, read_photo
from tests.clips import texture


def written(path: Path, picture: np.ndarray) -> Path:
    """Through memory, since OpenCV's own writer can't spell every name."""
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
    return path


@pytest.fixture
def label() -> np.ndarray:
    picture = texture(11, 240, 320)
    cv2.putText(picture, "HONEY", (14, 170), cv2.FONT_HERSHEY_DUPLEX, 2, (250, 250, 250), 5)
    return picture


def on_ground(label: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    picture = np.full((480, 400, 3), colour, np.uint8)
    picture[80:400, 80:320] = label
    return picture


def with_orientation(jpeg: bytes, turn: int) -> bytes:
    """The JPEG with an EXIF block that says how the camera was held."""
    tiff = b"II*\0" + struct.pack("<IH", 8, 1) + struct.pack("<HHIHHI", 0x0112, 3, 1, turn, 0, 0)
    block = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_an_even_ground_is_cut_away(tmp_path: Path, label: np.ndarray, suffix: str):
    cutout = read_photo(written(tmp_path / f"p{suffix}", on_ground(label, (236, 240, 238))))
    height, width = cutout.picture.shape[:2]
    assert height / width == pytest.approx(320 / 240, rel=0.03)
    assert (cutout.mask == 255).mean() > 0.9


def test_a_sweep_of_light_and_a_soft_shadow_are_ground(tmp_path: Path, label: np.ndarray):
    sweep = np.linspace(240, 205, 480)[:, None, None] * np.array([0.96, 1.0, 0.99])
    shadow = np.zeros((480, 400), np.float32)
    cv2.ellipse(shadow, (200, 400), (170, 22), 0, 0, 360, 0.3, -1)
    picture = sweep * (1 - cv2.GaussianBlur(shadow, (0, 0), 9))[:, :, None]
    picture[80:400, 80:320] = label
    cutout = read_photo(written(tmp_path / "p.png", picture.astype(np.uint8)))
    height, width = cutout.picture.shape[:2]
    assert height / width == pytest.approx(320 / 240, rel=0.05)
    assert set(np.unique(cutout.mask)) <= {0, 255}


def test_a_pot_and_its_lid_are_one_product(tmp_path: Path, label: np.ndarray):
    picture = np.full((480, 400, 3), (232, 236, 240), np.uint8)
    picture[60:420, 60:180] = label[:, :120].repeat(2, axis=0)[:360]
    picture[300:420, 250:350] = label[:120, :100]
    cutout = read_photo(written(tmp_path / "p.png", picture))
    assert 0.48 < (cutout.mask == 255).mean() < 0.58


def test_alpha_says_what_the_product_is(tmp_path: Path, label: np.ndarray):
    clear = np.zeros((480, 400, 4), np.uint8)
    clear[80:400, 80:320] = np.dstack([label, np.full((320, 240), 255, np.uint8)])
    cutout = read_photo(written(tmp_path / "p.png", clear))
    assert cutout.picture.shape[0] / cutout.picture.shape[1] == pytest.approx(320 / 240, rel=0.02)
    assert (cutout.mask == 255).all()


def test_before_a_scene_the_ground_is_in_doubt(tmp_path: Path, label: np.ndarray):
    scene = texture(5, 400, 480)
    scene[80:400, 80:320] = label
    cutout = read_photo(written(tmp_path / "p.png", scene))
    assert set(np.unique(cutout.mask)) <= {MAYBE, 255}
    assert (cutout.mask == 255)[100:340, 100:280].mean() > 0.6


def test_a_phone_held_sideways_is_turned_upright(tmp_path: Path, label: np.ndarray):
    upright = on_ground(label, (240, 240, 240))
    stored = cv2.rotate(upright, cv2.ROTATE_90_COUNTERCLOCKWISE)
    path = tmp_path / "p.jpg"
    path.write_bytes(with_orientation(cv2.imencode(".jpg", stored)[1].tobytes(), 6))
    cutout = read_photo(path)
    assert cutout.picture.shape[0] > cutout.picture.shape[1]


def test_sixteen_bits_are_read_as_eight(tmp_path: Path, label: np.ndarray):
    deep = on_ground(label, (240, 240, 240)).astype(np.uint16) * 257
    cutout = read_photo(written(tmp_path / "p.png", deep))
    assert cutout.picture.dtype == np.uint8


def test_any_name_will_do(tmp_path: Path, label: np.ndarray):
    assert read_photo(written(tmp_path / "Früchtetee – 茶 🍋.png", label)).picture.size


def png_header(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.png", b"", photos.EMPTY),
        ("words.jpg", b"this is no picture", photos.NO_PICTURE),
        ("vector.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photos.NO_PICTURE),
        ("bomb.png", png_header(60_000, 60_000), photos.TOO_LARGE),
        ("none.png", png_header(0, 0), photos.TOO_SMALL),
        ("cut.png", png_header(400, 400) + b"\0\0\0\0IEND", photos.BROKEN),
        ("stub.jpg", b"\xff\xd8\xff\xe0", photos.NO_PICTURE),
        ("stub.webp", b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 20, photos.TOO_SMALL),
    ],
)
def test_what_is_no_usable_picture_is_refused_by_name(tmp_path: Path, name: str, data: bytes, why: str):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnusablePhoto) as refusal:
        read_photo(path)
    assert refusal.value.sentence == why
    assert name in str(refusal.value)


def test_one_pixel_is_too_small_and_nothing_is_nothing(tmp_path: Path):
    for picture, why in (
        (np.zeros((1, 1, 3), np.uint8), photos.TOO_SMALL),
        (np.zeros((200, 200, 4), np.uint8), photos.BLANK),
    ):
        with pytest.raises(UnusablePhoto, match=why.split(".")[0]):
            read_photo(written(tmp_path / "p.png", picture))
    with pytest.raises(UnusablePhoto, match="no such file"):
        read_photo(tmp_path / "absent.png")


def test_a_plain_thing_cannot_be_recognised_and_a_printed_one_can(tmp_path: Path, label: np.ndarray):
    bare = on_ground(np.full_like(label, (60, 90, 160)), (245, 245, 245))
    assert why_not_findable(written(tmp_path / "bare.png", bare)) == TOO_PLAIN
    assert is_findable(written(tmp_path / "label.png", on_ground(label, (245, 245, 245))))
