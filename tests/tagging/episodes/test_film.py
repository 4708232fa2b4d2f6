"""What a film is said to be, and every refusal with its sentence."""

import os
import struct
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from tagging.episodes import film as film_module
from tagging.episodes.film import Limits, Unreadable, check, probe
from tests import clips

USUAL = Limits()


def refusal(path: Path, limits: Limits = USUAL) -> str:
    with pytest.raises(Unreadable) as no:
        check(path, limits)
    return no.value.sentence


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_film_that_claims_to_last_a_year_is_as_long_as_its_pictures(tmp_path: Path):
    content = bytearray(clips.make(tmp_path, clips.Recipe(suffix=".mkv", frames=50)).read_bytes())
    length = content.index(b"\x44\x89\x88") + 3  # Matroska's Duration: eight bytes, in milliseconds
    content[length : length + 8] = struct.pack(">d", 365 * 86_400_000)
    film = check(file(tmp_path, "year.mkv", bytes(content)))
    assert film.declared_s == 365 * 86_400
    assert film.duration_s == pytest.approx(2)


def test_more_pictures_than_anybody_can_see_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(film_module, "RATE_MAX", 2)
    assert refusal(clips.make(tmp_path, clips.Recipe(frames=60)), Limits(seconds=10)) == (
        "This film has more pictures than can be read. "
        "Export it with at most 60 pictures a second and drop it here."
    )


def test_a_plain_film_is_told_as_it_is(tmp_path: Path):
    film = check(clips.make(tmp_path, clips.Recipe(audio="aac")))
    assert (film.width, film.height, film.rate, film.frames) == (180, 320, 25, 60)
    assert film.duration_s == pytest.approx(2.4)
    assert (film.video_codec, film.audio_codec, film.has_audio) == ("h264", "aac", True)
    assert not film.variable_rate
    assert film.rotation == 0


def test_a_turned_film_is_measured_upright(tmp_path: Path):
    film = check(clips.make(tmp_path, clips.RECIPES["mov turned"]))
    assert (film.width, film.height, film.rotation) == (180, 320, 90)


def test_wide_pixels_count_for_the_width_they_show(tmp_path: Path):
    film = check(clips.make(tmp_path, clips.RECIPES["mp4 wide pixels"]))
    assert (film.width, film.height) == (360, 640)


def test_an_uneven_film_is_known_by_its_stamps(tmp_path: Path):
    film = check(clips.make(tmp_path, clips.RECIPES["mkv h264 uneven"]))
    assert film.variable_rate
    assert film.rate == 30


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), 24, 25, Fraction(30000, 1001), 30, 50, 60])
def test_matroska_rounding_to_milliseconds_is_not_an_uneven_rate(tmp_path: Path, rate: Fraction):
    film = check(clips.make(tmp_path, clips.Recipe(suffix=".mkv", rate=Fraction(rate))))
    assert not film.variable_rate
    assert film.rate == rate


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.mp4", b"Dear editor, " * 500),
        ("zeros.mp4", bytes(50_000)),
        ("noise.mov", os.urandom(200_000)),
        ("drawing.mp4", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
)
def test_what_is_no_film_is_refused(tmp_path: Path, name: str, content: bytes):
    assert refusal(file(tmp_path, name, content)) == (
        "This file is not a film that can be read here. Export it as MP4 (H.264) and drop it here."
    )


def test_an_empty_file_is_refused(tmp_path: Path):
    assert refusal(file(tmp_path, "film.mp4", b"")) == (
        "This file is empty. Export the film again and drop it here."
    )


@pytest.mark.parametrize("kind", [".jpg", ".png", ".bmp", ".webp", ".tiff"])
def test_a_still_picture_under_a_films_name_is_refused(tmp_path: Path, kind: str):
    _, coded = cv2.imencode(kind, clips.texture(1, 90, 160))
    assert refusal(file(tmp_path, "film.mp4", coded.tobytes())) == (
        "This is a still picture, not a film. Drop an MP4, MOV, MKV or WebM file here."
    )


def test_sound_alone_is_refused_and_a_sleeve_is_no_picture(tmp_path: Path):
    sentence = "This file has sound but no picture. Export the film with its picture and drop it here."
    assert refusal(clips.sound_only(tmp_path)) == sentence
    assert refusal(clips.song_with_cover(tmp_path)) == sentence


def test_a_film_without_its_index_is_refused(tmp_path: Path):
    whole = clips.make(tmp_path, clips.Recipe())
    assert refusal(clips.cut_short(whole, 0.5)) == (
        "This film is cut off: the index at its end is missing, so nothing in it can be found. "
        "Export it again and drop it here."
    )


FASTSTART = clips.Recipe(audio="aac", frames=100, muxer=(("movflags", "faststart"),))


@pytest.mark.parametrize(
    "recipe",
    [
        FASTSTART,
        clips.Recipe(frames=100, muxer=(("movflags", "frag_keyframe+empty_moov"),)),
        clips.Recipe(suffix=".mkv", frames=100),
        clips.Recipe(suffix=".mkv", frames=100, codec="libx265", audio="libopus"),
        clips.Recipe(suffix=".webm", frames=100, codec="libvpx-vp9", audio="libopus"),
        clips.Recipe(suffix=".avi", frames=100, codec="mjpeg", pixels="yuvj420p"),
    ],
)
@pytest.mark.parametrize("keep", [0.99, 0.6])
def test_a_film_without_its_end_is_known_as_such(tmp_path: Path, recipe: clips.Recipe, keep: float):
    whole = clips.make(tmp_path, recipe)
    assert not check(whole).ends_early
    film = check(clips.cut_short(whole, keep))
    assert film.ends_early
    assert 1 < film.duration_s <= 4.04


def test_a_film_of_which_less_than_a_second_is_left_is_refused(tmp_path: Path):
    assert refusal(clips.cut_short(clips.make(tmp_path, FASTSTART), 0.2)) == (
        "This film is cut off at 0:00, so nearly all of it is missing. Export it again and drop it here."
    )


def test_a_film_with_next_to_nothing_left_is_called_cut_off(tmp_path: Path):
    whole = clips.make(tmp_path, clips.Recipe(suffix=".webm", codec="libvpx-vp9"))
    assert "cut off" in refusal(clips.cut_short(whole, 0.02))


def test_a_film_longer_than_the_limit_is_refused(tmp_path: Path):
    film = clips.make(tmp_path, clips.Recipe(frames=100))
    assert refusal(film, Limits(seconds=2)) == (
        "This film is longer than 0:02, the most an episode can have. "
        "Cut it into episodes and drop them here one by one."
    )
    assert check(film, Limits(seconds=4)).frames == 100


def test_a_film_larger_than_the_limit_is_refused_unread(tmp_path: Path):
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as hole:
        hole.truncate(3 * 1024**3)
    assert refusal(huge, Limits(bytes=2 * 1024**3)) == (
        "This film is 3.0 GB; the most that can be taken is 2.0 GB. Export it smaller and drop it here."
    )


def test_a_picture_too_small_to_see_is_refused(tmp_path: Path):
    dot = clips.make(tmp_path, clips.Recipe(width=8, height=8), pictures=[np.zeros((8, 8, 3), np.uint8)] * 5)
    assert refusal(dot).startswith("The picture of this film is 8×8, which can't be shown.")


@pytest.mark.parametrize(
    ("side", "sentence"),
    [(0, "can't be read"), (8000, "is 8000×8000, which is too large"), (20_000, "is 20000×20000, which")],
)
def test_absurd_sizes_are_refused_without_being_drawn(tmp_path: Path, side: int, sentence: str):
    raw = clips.Recipe(suffix=".avi", codec="rawvideo", pixels="bgr24", width=64, height=64, frames=3)
    content = bytearray(clips.make(tmp_path, raw).read_bytes())
    header = content.index(b"strf") + 8
    content[header + 4 : header + 12] = side.to_bytes(4, "little") * 2
    assert sentence in refusal(file(tmp_path, "absurd.avi", bytes(content)))


def test_a_size_that_the_decoder_forgets_is_named(tmp_path: Path):
    """FFmpeg tells 0×0 of a picture beyond `max_pixels` that it had begun to look into."""
    flat = clips.Recipe(suffix=".mkv", codec="mjpeg", pixels="yuvj420p", width=6400, height=6400, frames=1)
    huge = clips.make(tmp_path, flat, pictures=[np.zeros((6400, 6400, 3), np.uint8)])
    assert refusal(huge).startswith("The picture of this film is 6400×6400, which is too large; the most")


@pytest.mark.parametrize(
    "text", ["#EXTM3U\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile {}\n"]
)
def test_a_list_that_names_other_files_opens_none_of_them(tmp_path: Path, text: str):
    secret = clips.make(tmp_path, clips.Recipe(), "secret")
    assert "not a film" in refusal(file(tmp_path, "list.mp4", text.format(secret).encode()))


def test_damaged_films_are_read_or_refused_and_nothing_else(tmp_path: Path):
    luck = np.random.default_rng(4)
    for name in ("mp4 h264 b-frames 29.97", "mkv hevc 10 bit", "webm vp9"):
        whole = clips.make(tmp_path, clips.RECIPES[name])
        for spoilt in (3, 30, 300):
            content = bytearray(whole.read_bytes())
            for place in luck.integers(0, len(content) if spoilt < 300 else 3000, spoilt):
                content[place] = int(luck.integers(0, 256))
            try:
                assert check(file(tmp_path, f"spoilt{whole.suffix}", bytes(content))).frames > 0
            except Unreadable as no:
                assert no.sentence.endswith("here.")


def test_a_missing_file_is_not_the_films_fault(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "nowhere.mp4")
