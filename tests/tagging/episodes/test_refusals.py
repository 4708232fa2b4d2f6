"""Every refusal of a film can be said in another language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tagging.episodes import lacking, reading, refusals, source
from tagging.eyes import process
from tagging.keyframes import viewing
from tests.databases import ON_SQLITE

ROOT = Path(refusals.__file__).parent


def refused() -> Iterator[str]:
    """Every sentence in the code that a film is refused with, a value's place taken by 7."""
    for path in sorted(ROOT.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "Unreadable":
                yield told(node.args[0])
            elif node.func.id == "no_film":
                yield f"{told(node.args[1])} {source.AGAIN_AS_MP4}"


def told(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=parts):
            return "".join(told(part) for part in parts)
        case ast.BinOp(left=left, right=right):
            return told(left) + told(right)
        case ast.Name(id=name):
            return getattr(source, name, None) or getattr(reading, name)
        case _:
            return "7"


def test_every_refusal_in_the_code_is_listed_for_translators():
    # "{why} Export it …" stands for the sentences given to `no_film`.
    found = {sentence for sentence in refused() if not sentence.startswith("7 ")}
    assert len(found) >= 15
    for sentence in found:
        assert any(refusals.pattern(text).fullmatch(sentence) for text in refusals.SENTENCES), sentence


def test_every_warning_in_the_code_is_listed_for_translators():
    """Those of other rooms too: their sentences stand as constants, with `{}` for a value."""
    warnings = [viewing.CUT_OFF, viewing.DAMAGED, viewing.INTERLACED, viewing.TOO_LONG]
    warnings += [lacking.CUT_OFF, lacking.SOUND_CUT_OFF, lacking.DAMAGED, lacking.DAMAGED_AT]
    warnings += [process.MEMORY, process.TIME, process.CRASH]
    for sentence in warnings:
        said = re.sub(r"\{\w+\}", "7", sentence)
        assert any(refusals.pattern(text).fullmatch(said) for text in refusals.SENTENCES), sentence


@ON_SQLITE
@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("This film ends before frame 300.", "This film ends before frame 300."),
        ("A refusal of long ago.", "A refusal of long ago."),
    ],
)
def test_a_refusal_is_said_with_its_values(app: Flask, kept: str, said: str):
    with app.test_request_context("/"):
        assert refusals.said(kept) == said
