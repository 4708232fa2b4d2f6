"""Captions as WebVTT: read strictly, written plainly. Text in, cues out; says which line is wrong."""

import html
import re
from dataclasses import dataclass

from kit.language import noted

MOST_CUES = 5000
LONGEST_CUE = 500
TIMES = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
TAG = re.compile(r"<[^<>]*>")


class Malformed(ValueError):
    """What can't be read, in which line, and how it is written right."""

    def __init__(self, line: int, why: str, **values: object) -> None:
        super().__init__(f"Line {line}: {why % values if values else why}")
        self.line, self.why, self.values = line, why, values


@dataclass(frozen=True, slots=True)
class Cue:
    starts_ms: int
    ends_ms: int
    text: str


def parse(raw: bytes) -> list[Cue]:
    """The cues, in order. Notes, styles, positions and markup are left out: the player has its own looks."""
    lines = _lines(raw)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise Malformed(1, noted("the first line must be WEBVTT."))
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if "-->" in block[0]:
            first = 0
        elif len(block) > 1 and "-->" in block[1]:
            first = 1
        elif number == 1 or re.match(r"(NOTE|STYLE|REGION)\b", block[0]):
            continue
        else:
            raise Malformed(number, noted("expected a time such as 00:01.000 --> 00:03.500."))
        starts, ends = _span(block[first], number + first)
        if cues and starts < cues[-1].starts_ms:
            raise Malformed(number + first, noted("this caption begins before the one above it."))
        text = _plain(block[first + 1 :])
        if len(text) > LONGEST_CUE:
            raise Malformed(
                number + first, noted("a caption has at most %(most)d characters."), most=LONGEST_CUE
            )
        if text:
            cues.append(Cue(starts, ends, text))
        if len(cues) > MOST_CUES:
            raise Malformed(number, noted("at most %(most)d captions are taken."), most=MOST_CUES)
    if not cues:
        raise Malformed(len(lines), noted("there is no caption in this file."))
    return cues


def write(cues: list[Cue]) -> str:
    """The same captions in one plain form."""
    blocks = [
        f"{stamp(c.starts_ms)} --> {stamp(c.ends_ms)}\n{html.escape(c.text, quote=False)}\n" for c in cues
    ]
    return "WEBVTT\n\n" + "\n".join(blocks)


def stamp(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def _lines(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Malformed(line, noted("this is no UTF-8 text. Save the file as UTF-8.")) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if any(letter < " " and letter != "\t" for letter in line):
            raise Malformed(number, noted("this holds characters that are no text."))
    return lines


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines between empty ones, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    before = ""
    for number, line in enumerate(lines, 1):
        if line.strip():
            if not before.strip():
                blocks.append((number, []))
            blocks[-1][1].append(line)
        before = line
    return blocks


def _span(line: str, number: int) -> tuple[int, int]:
    parts = line.split()
    if len(parts) < 3 or parts[1] != "-->":
        raise Malformed(number, noted("expected a time such as 00:01.000 --> 00:03.500."))
    starts, ends = (_ms(part, number) for part in (parts[0], parts[2]))
    if ends <= starts:
        raise Malformed(number, noted("this caption ends before it begins."))
    return starts, ends


def _ms(text: str, number: int) -> int:
    found = TIMES.fullmatch(text)
    if found is None or len(text) > 20:
        why = noted("“%(text)s” is no time. Write minutes, seconds and thousandths: 00:01.000.")
        raise Malformed(number, why, text=text[:20])
    hours, minutes, seconds, ms = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def _plain(lines: list[str]) -> str:
    """Without markup and entities, and without the spaces round each line."""
    bare = (html.unescape(TAG.sub("", line)).strip() for line in lines)
    return "\n".join(line for line in bare if line)
