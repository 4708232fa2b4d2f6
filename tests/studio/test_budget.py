"""The byte budget of static/studio/budget.json: what the desk loads at once, and all it ever loads."""

import gzip
import json
import re
from pathlib import Path

from tests.player.test_budget import COMMENT

STUDIO = Path(__file__).parents[2] / "static" / "studio"
BUDGET = json.loads((STUDIO / "budget.json").read_text())
# What makes a file a module of its own, gone when all are one file.
ALONE = re.compile(r"^import [^;]*? from '\./[\w-]+\.js';$|^export (?!default)", re.MULTILINE)
IMPORTED = re.compile(r"^(?:import|export)\b[^;]*?from '(\.{1,2}/[\w/-]+\.js)'", re.MULTILINE)
LATER = re.compile(r"\bimport\('(\./[\w-]+\.js)'\)")


def reached(path: Path, later: bool, known: set[Path]) -> set[Path]:
    if path not in known:
        known.add(path)
        code = COMMENT.sub("", path.read_text())
        for other in IMPORTED.findall(code) + (LATER.findall(code) if later else []):
            reached((path.parent / other).resolve(), later, known)
    return known


def weighed(paths: set[Path]) -> int:
    """Bytes of one file without comments and spaces, packed: more than a minifier would leave."""
    code = "\n".join(ALONE.sub("", COMMENT.sub("", path.read_text())) for path in sorted(paths))
    plain = re.sub(r"\s*([{}();:,=]|&&|\|\||\?)\s*", r"\1", re.sub(r"\n\s*", "\n", code))
    return len(gzip.compress(plain.encode(), 9, mtime=0))


def test_the_desk_keeps_its_budget():
    entry = STUDIO / BUDGET["whole"]["entry"]
    assert weighed(reached(entry, False, set())) <= BUDGET["first"]["bytes"]
    assert weighed(reached(entry, True, set())) <= BUDGET["whole"]["bytes"]


def test_what_is_seldom_used_is_not_loaded_at_first():
    first = {path.name for path in reached(STUDIO / "desk.js", False, set())}
    assert first.isdisjoint({"preview.js", "palette.js", "simulator.js", "conflict.js", "shortcuts.js"})
