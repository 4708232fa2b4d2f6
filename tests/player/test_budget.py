"""The byte budget of static/player/budget.json, its list of files held against the real imports."""

import gzip
import json
import re
from pathlib import Path

PLAYER = Path(__file__).parents[2] / "static" / "player"
BUDGET = json.loads((PLAYER / "budget.json").read_text())
IMPORTED = re.compile(r"^(?:import|export)\b[^;]*?from '\./([\w-]+\.js)'", re.MULTILINE)
LATER = re.compile(r"\bimport\('\./([\w-]+\.js)'\)")
ALONE = re.compile(r"^import [^;]*? from '\./[\w-]+\.js';$|^export (?!default)", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)


def reached(name: str, later: bool, known: set[str] | None = None) -> set[str]:
    known = set() if known is None else known
    if name not in known:
        known.add(name)
        text = (PLAYER / name).read_text()
        code = COMMENT.sub("", text)
        for other in IMPORTED.findall(code) + (LATER.findall(code) if later else []):
            reached(other, later, known)
    return known


def served(names: list[str]) -> int:
    return sum(len(gzip.compress((PLAYER / name).read_bytes(), 9, mtime=0)) for name in names)


def test_the_core_keeps_its_budget():
    assert served(BUDGET["core"]["files"]) <= BUDGET["core"]["bytes"]


def test_what_a_film_waits_for_keeps_its_budget():
    assert set(BUDGET["before_a_tap"]["files"]) == reached("vitrine.js", later=False)
    assert served(BUDGET["before_a_tap"]["files"]) <= BUDGET["before_a_tap"]["bytes"]


def test_all_the_overlay_ever_loads_keeps_its_budget():
    """One file without comments and spaces: an upper bound of what a minifier would leave."""
    names = sorted(reached(BUDGET["whole"]["entry"], later=True))
    code = "\n".join(ALONE.sub("", COMMENT.sub("", (PLAYER / name).read_text())) for name in names)
    plain = re.sub(r"\s*([{}();:,=]|&&|\|\||\?)\s*", r"\1", re.sub(r"\n\s*", "\n", code))
    assert len(gzip.compress(plain.encode(), 9, mtime=0)) <= BUDGET["whole"]["bytes"]


def test_captions_keep_their_budget():
    assert served(BUDGET["captions"]["files"]) <= BUDGET["captions"]["bytes"]


def test_nothing_is_built_from_markup():
    for path in PLAYER.rglob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", path.read_text()), (
            path
        )
