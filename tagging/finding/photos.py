"""A product photo as a stranger gives it: read within bounds, upright, cut out of its ground."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.finding.ground import before_a_scene, off_plain_ground

if TYPE_CHECKING:
    import numpy as np

    Picture = np.ndarray[Any, Any]

BYTES_MAX = 64 * 1024**2
PIXELS_MAX = 50_000_000
SIDE_MIN = 24
# What is kept of a photo: print too small to be seen at this size can't be seen in a film either.
KEPT_SIDE = 448
# Neither surely the product nor surely what it stands before.
MAYBE = 128

NOT_THERE = "There is no such file."
EMPTY = "This file is empty. Choose the product's picture again."
NO_PICTURE = "This is not a picture that can be read here. Choose a PNG, JPEG or WebP file."
TOO_LARGE = "This picture is too large. Export it with at most 50 million pixels and 64 MB."
TOO_SMALL = "This picture is too small to recognise anything by. Choose one of at least 200 pixels."
BROKEN = "This picture is damaged or cut off. Export it again."
BLANK = "There is nothing to be seen in this picture: it is transparent all over."


class UnusablePhoto(ValueError):
    """Why a picture can't be looked for: a sentence, and the file it is about."""

    def __init__(self, path: Path | str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}")
        self.path, self.sentence = Path(path), sentence


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture of a product; several may show one product and then bear one `name`."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Cutout:
    """`picture` is BGR, longest side KEPT_SIDE; `mask` is 255 on the product, 0 on ground, else MAYBE."""

    picture: "Picture"
    mask: "Picture"


def read_photo(path: Path | str) -> Cutout:
    """The product in the picture, upright. Raises UnusablePhoto, naming the file."""
    import cv2

    data = _bytes(Path(path))
    width, height = _size(data) or _refuse(path, NO_PICTURE)
    if width * height > PIXELS_MAX:
        raise UnusablePhoto(path, TOO_LARGE)
    if min(width, height) < SIDE_MIN:
        raise UnusablePhoto(path, TOO_SMALL)
    try:
        picture, alpha = _decoded(data, max(width, height))
    except cv2.error as reason:
        raise UnusablePhoto(path, BROKEN) from reason
    if picture is None:
        raise UnusablePhoto(path, BROKEN)
    return _cut(path, picture, alpha)


def _refuse(path: Path | str, sentence: str) -> Any:
    raise UnusablePhoto(path, sentence)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise UnusablePhoto(path, NOT_THERE)
    size = path.stat().st_size
    if size == 0:
        raise UnusablePhoto(path, EMPTY)
    if size > BYTES_MAX:
        raise UnusablePhoto(path, TOO_LARGE)
    return path.read_bytes()


# ---- sizes, told by the header, so that nothing is unpacked before it is known to fit


def _size(data: bytes) -> tuple[int, int] | None:
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
        elif 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        elif kind == 0x01 or 0xD0 <= kind <= 0xD8:
            at += 2
        else:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


# ---- pixels


def _decoded(data: bytes, longest: int) -> "tuple[Picture | None, Picture | None]":
    """BGR of 8 bits and, where there is one, the alpha plane; both turned as the camera was held."""
    import cv2
    import numpy as np

    raw = np.frombuffer(data, np.uint8)
    if data[:2] == b"\xff\xd8":
        # A JPEG unpacks at a fraction of its size for a fraction of the work.
        fractions = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4))
        flag = next((f for part, f in fractions if longest >= part * 2 * KEPT_SIDE), cv2.IMREAD_COLOR)
        return cv2.imdecode(raw, flag), None
    picture = cv2.imdecode(raw, cv2.IMREAD_COLOR)
    if not _may_have_alpha(data):
        return picture, None
    stored = cv2.imdecode(raw, cv2.IMREAD_UNCHANGED)
    if picture is None or stored is None or stored.ndim != 3 or stored.shape[2] != 4:
        return picture, None
    alpha = stored[:, :, 3]
    alpha = (alpha // (257 if alpha.dtype == np.uint16 else 1)).astype(np.uint8)
    return picture, _turned_alike(alpha, stored, picture)


def _may_have_alpha(data: bytes) -> bool:
    if data[:4] == b"RIFF":
        return data[12:16] == b"VP8L" or (data[12:16] == b"VP8X" and bool(data[20] & 0x10))
    # A PNG's colour type: grey or colours with alpha, or one that a palette's tRNS block makes transparent.
    return data[25] in (4, 6) or b"tRNS" in data[:4096]


def _turned_alike(alpha: "Picture", stored: "Picture", picture: "Picture") -> "Picture":
    """OpenCV turns a picture as EXIF says only where it drops the alpha; so the turn is found by looking."""
    import cv2
    import numpy as np

    small = cv2.resize(picture, (32, 32), interpolation=cv2.INTER_AREA).astype(int)
    scale = 257 if stored.dtype == np.uint16 else 1
    colours = (stored[:, :, :3] // scale).astype(np.uint8)
    best, least = alpha, None
    for turns in range(4):
        for mirror in (False, True):
            seen = np.rot90(colours, turns)
            seen = seen[:, ::-1] if mirror else seen
            if seen.shape[:2] != picture.shape[:2]:
                continue
            look = cv2.resize(np.ascontiguousarray(seen), (32, 32), interpolation=cv2.INTER_AREA)
            apart = int(np.abs(look.astype(int) - small).sum())
            if least is None or apart < least:
                turned = np.rot90(alpha, turns)
                best, least = np.ascontiguousarray(turned[:, ::-1] if mirror else turned), apart
    return best


# ---- the product and its ground


def _cut(path: Path | str, picture: "Picture", alpha: "Picture | None") -> Cutout:
    import cv2
    import numpy as np

    small = _shrunk(picture, KEPT_SIDE)
    if alpha is not None and (alpha < 128).mean() > 0.005:
        mask, is_sure = (cv2.resize(alpha, small.shape[1::-1], interpolation=cv2.INTER_AREA) >= 128), True
        if not mask.any():
            raise UnusablePhoto(path, BLANK)
        # Under transparent pixels anything may be stored; a middle grey draws no edge of its own.
        picture = np.where(alpha[:, :, None] >= 128, picture, 128).astype(np.uint8)
    else:
        mask = off_plain_ground(small)
        is_sure = mask is not None
        if mask is None:
            mask = before_a_scene(small)
    part = np.where(mask, 255, 0 if is_sure else MAYBE).astype(np.uint8)
    x, y, w, h = cv2.boundingRect((part > 0).astype(np.uint8))
    up = picture.shape[1] / small.shape[1], picture.shape[0] / small.shape[0]
    left, top, right, bottom = (
        round(x * up[0]),
        round(y * up[1]),
        round((x + w) * up[0]),
        round((y + h) * up[1]),
    )
    if min(right - left, bottom - top) < SIDE_MIN // 2:
        raise UnusablePhoto(path, TOO_SMALL)
    picture = picture[top:bottom, left:right]
    scale = KEPT_SIDE / max(picture.shape[:2])
    size = max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    part = cv2.resize(part[y : y + h, x : x + w], size, interpolation=cv2.INTER_NEAREST)
    return Cutout(cv2.resize(picture, size, interpolation=how), part)


def _shrunk(picture: "Picture", side: int) -> "Picture":
    import cv2

    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
