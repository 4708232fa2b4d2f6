"""Whether a file holds all the bytes its own container says it has."""

import os
from pathlib import Path
from typing import BinaryIO

MATROSKA = b"\x1a\x45\xdf\xa3"
SEGMENT = b"\x18\x53\x80\x67"
# Boxes a film may open with; an MP4 that begins with none of these is not an MP4.
OPENING_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
# A declared end that is missed by less than this is how some programs write files.
EARLY_S, EARLY_SHARE = 1.5, 0.02
PICTURES = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"GIF8"),
    (0, b"BM"),
    (0, b"II*\x00"),
    (0, b"MM\x00*"),
    (8, b"WEBP"),
    (4, b"ftypheic"),
    (4, b"ftypheix"),
    (4, b"ftypmif1"),
    (4, b"ftypavif"),
)


def is_picture(path: Path) -> bool:
    head = _head(path)
    return any(head[at : at + len(mark)] == mark for at, mark in PICTURES)


def ends_early(path: Path) -> bool:
    """Only what the container declares is held against it: a live recording that declares no end passes."""
    head = _head(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        if head[:4] == MATROSKA:
            return _matroska_end(file) > size
        if head[4:8] in OPENING_BOXES:
            return _boxes_end_early(file, size)
        if head[:4] == b"RIFF":
            return int.from_bytes(head[4:8], "little") + 8 > size
    return False


def is_cut_off(path: Path, lasts_s: float, declared_s: float) -> bool:
    """Bytes are missing, or pictures are: its container declares more seconds than there are."""
    return ends_early(path) or declared_s - lasts_s > max(EARLY_S, EARLY_SHARE * declared_s)


def has_no_index(path: Path) -> bool:
    """An MP4 or MOV that was never finished: without its `moov` box nothing in it can be found."""
    head = _head(path)
    if head[4:8] not in OPENING_BOXES:
        return False
    with path.open("rb") as file:
        return b"moov" not in {kind for kind, _ in _boxes(file, path.stat().st_size)}


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _boxes_end_early(file: BinaryIO, size: int) -> bool:
    return any(end > size for _, end in _boxes(file, size))


def _boxes(file: BinaryIO, size: int) -> list[tuple[bytes, int]]:
    """(kind, where it ends) of the top-level boxes; a fragmented film has two for each fragment."""
    found, at = [], 0
    while at < size and len(found) < 100_000:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:  # "to the end of the file"
            length = size - at
        if length < 8:
            break
        at += length
        found.append((head[4:8], at))
    return found


def _matroska_end(file: BinaryIO) -> int:
    """Where the Segment element says it ends, or 0 when it leaves that open."""
    file.seek(4)
    length, _ = _vint(file)
    if length is None or length > 4096:
        return 0
    file.seek(length, os.SEEK_CUR)
    if file.read(4) != SEGMENT:
        return 0
    length, _ = _vint(file)
    return 0 if length is None else file.tell() + length


def _vint(file: BinaryIO) -> tuple[int | None, int]:
    """EBML's variable-length number; None when all its bits are set, which means unknown."""
    first = file.read(1)
    if not first or not first[0]:
        return None, 0
    width = 9 - first[0].bit_length()
    value = first[0] & ((1 << (8 - width)) - 1)
    rest = file.read(width - 1)
    value = (value << (8 * len(rest))) | int.from_bytes(rest, "big")
    unknown = (1 << (7 * width)) - 1
    return (None if value == unknown else value), width
