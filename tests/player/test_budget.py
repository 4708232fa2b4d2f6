"""The byte budget of static/player/budget.json, its list of files held against the real imports."""

import gzip
import json
import re
from pathlib import Path

PLAYER = Path(__file__).parents[2] / "static" / "player"
BUDGET = json.loads((PLAYER / "budget.json").read_text())
IMPORTED = re.compile(r"^(?:import|export)\b[^;]*?from '\./([\w-]+\.js)'", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)


def reached(name: str, known: set[str] | None = None) -> set[str]:
    known = set() if known is None else known
    if name not in known:
        known.add(name)
        text = (PLAYER / name).read_text()
        code = COMMENT.sub("", text)
        for other in IMPORTED.findall(code):
            reached(other, known)
    return known


def served(names: list[str]) -> int:
    return sum(len(gzip.compress((PLAYER / name).read_bytes(), 9, mtime=0)) for name in names)


def test_the_core_keeps_its_budget():
    assert served(BUDGET["core"]["files"]) <= BUDGET["core"]["bytes"]


def test_what_a_film_waits_for_keeps_its_budget():
    assert set(BUDGET["before_a_tap"]["files"]) == reached("vitrine.js")
    assert served(BUDGET["before_a_tap"]["files"]) <= BUDGET["before_a_tap"]["bytes"]


def test_captions_keep_their_budget():
    assert served(BUDGET["captions"]["files"]) <= BUDGET["captions"]["bytes"]


def test_nothing_is_built_from_markup():
    for path in PLAYER.rglob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", path.read_text()), (
            path
        )
