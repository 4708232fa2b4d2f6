"""A product's picture is known by its head: its kind, and a size that can be drawn."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from commerce.catalogue.pictures import is_sane, kind_of


def written(folder: Path, kind: str, width: int = 640, height: int = 360) -> Path:
    path = folder / f"picture.{kind}"
    assert cv2.imwrite(str(path), np.zeros((height, width, 3), np.uint8))
    return path


def bomb(folder: Path, width: int, height: int) -> Path:
    """A PNG of a few bytes that asks for gigabytes once it is decoded."""
    told = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    head = struct.pack(">I", 13) + told + struct.pack(">I", zlib.crc32(told))
    path = folder / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head)
    return path


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_real_picture_is_known_and_sane(tmp_path: Path, kind: str):
    path = written(tmp_path, kind)
    assert kind_of(path) == kind
    assert is_sane(path, kind)


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_picture_that_is_too_wide_is_not(tmp_path: Path, kind: str):
    assert not is_sane(written(tmp_path, kind, width=8193, height=4), kind)


def test_a_bomb_is_told_by_its_head(tmp_path: Path):
    for width, height in ((60_000, 60_000), (8000, 8000), (2**31 - 1, 1), (0, 5)):
        path = bomb(tmp_path, width, height)
        assert kind_of(path) == "png"
        assert not is_sane(path, "png"), (width, height)


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_half_a_head_is_no_picture_and_no_accident(tmp_path: Path, kind: str):
    raw = written(tmp_path, kind).read_bytes()
    path = tmp_path / "half"
    for length in range(30):
        path.write_bytes(raw[:length])
        assert kind_of(path) in (None, kind)
        is_sane(path, kind)
    path.write_bytes(b"\xff\xd8\xff\xe0" + b"\0\0" * 50)
    assert not is_sane(path, "jpg")


@pytest.mark.parametrize(
    "head", [b"<svg onload=1>", b"GIF89a", b"RIFF\0\0\0\0WAVE", b"", b"%PDF", b"<!doctype html>"]
)
def test_anything_else_is_no_picture(tmp_path: Path, head: bytes):
    path = tmp_path / "x"
    path.write_bytes(head + b"\0" * 40)
    assert kind_of(path) is None
