"""What a product's picture is, told from its head: a small file may claim to be larger than any memory."""

import struct
from pathlib import Path

# By the first bytes, not by the name: a browser trusts us with what it draws.
KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
SIDE_MOST = 8192
PIXELS_MOST = 40_000_000
HEAD_BYTES = 1 << 20  # a JPEG's size stands behind its colour profile and thumbnail
# The markers that carry a JPEG's size: every kind of frame but the tables between them.
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def kind_of(path: Path) -> str | None:
    """`png`, `jpg` or `webp`; None for anything else."""
    with path.open("rb") as file:
        head = file.read(16)
    kind = next((kind for magic, kind in KINDS.items() if head.startswith(magic)), None)
    return None if kind == "webp" and head[8:12] != b"WEBP" else kind


def is_sane(path: Path, kind: str) -> bool:
    """Whether it says a size that every phone can draw. Nothing is decoded to know it."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    try:
        width, height = {"png": _png, "jpg": _jpeg, "webp": _webp}[kind](head)
    except (struct.error, IndexError, ValueError):
        return False
    return min(width, height) >= 1 and max(width, height) <= SIDE_MOST and width * height <= PIXELS_MOST


def _png(head: bytes) -> tuple[int, int]:
    if head[12:16] != b"IHDR":
        raise ValueError("a PNG begins with its size")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _jpeg(head: bytes) -> tuple[int, int]:
    at = 2
    while True:
        while head[at] == 0xFF and head[at + 1] == 0xFF:
            at += 1
        if head[at] != 0xFF:
            raise ValueError("between its parts a JPEG has markers only")
        if head[at + 1] in FRAMES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        (length,) = struct.unpack(">H", head[at + 2 : at + 4])
        at += 2 + max(2, length)


def _webp(head: bytes) -> tuple[int, int]:
    kind = head[12:16]
    if kind == b"VP8X":
        return _three(head[24:27]), _three(head[27:30])
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no WebP that we know")


def _three(told: bytes) -> int:
    if len(told) != 3:
        raise ValueError("cut off")
    return int.from_bytes(told, "little") + 1
