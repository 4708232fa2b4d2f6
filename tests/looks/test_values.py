"""One set of tokens: no other sheet names a colour or a size of type of its own."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:oklch|oklab|rgba?|hsla?|lab|lch|color)\(|(?<![-\w])(?:black|white)(?![-\w])"
)
SIZE = re.compile(r"\bfont(?:-size)?:\s*(?![^;]*var\()[^;]*\d(?:px|rem|em|pt)")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
# What may, and why.
MAY = {
    "static/tokens.css": "this is where they are",
    "static/player/styles.js": "the SDK stands on other people's pages and brings its own tokens",
    "static/player/sheet-styles.js": "the same",
    "static/player/sync.css": "its strip has the very lights of the strip in the film",
    "static/player/watch.css": "shades over the film, each as deep as what stands on it needs",
}


def sheets() -> list[Path]:
    found = [*(ROOT / "static").rglob("*.css"), *(ROOT / "static" / "player").rglob("*styles.js")]
    return [p for p in sorted(found) if "vendor" not in p.parts and str(p.relative_to(ROOT)) not in MAY]


def test_every_colour_and_size_of_type_is_a_token() -> None:
    assert len(sheets()) >= 5
    for path in sheets():
        for number, line in enumerate(stripped(path).splitlines(), 1):
            said = COLOUR.search(line) or SIZE.search(line)
            assert said is None, f"{path.relative_to(ROOT)}:{number} says {said[0]!r}; put it into tokens.css"


def test_every_token_that_is_used_exists() -> None:
    known = set(re.findall(r"(--[\w-]+):", (ROOT / "static" / "tokens.css").read_text()))
    for path in sheets():
        text = stripped(path)
        own = set(re.findall(r"(--[\w-]+):", text))
        # A fallback stands for a token that only some pages set.
        used = set(re.findall(r"var\((--[\w-]+)\)", text))
        assert used <= known | own, f"{path.relative_to(ROOT)} uses {sorted(used - known - own)}"


def test_every_icon_that_is_used_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text()))
    used: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        used |= (
            set(re.findall(r"\bicon\('([\w-]+)'", path.read_text())) if "watch" not in path.parts else set()
        )
    for path in (ROOT / "static" / "studio").glob("*.js"):
        used |= set(re.findall(r"\bicon\('([\w-]+)'", path.read_text()))
    assert used <= drawn, f"not in static/icons.svg: {sorted(used - drawn)}"


def stripped(path: Path) -> str:
    """Without comments, each line where it was."""
    return COMMENT.sub(lambda told: "\n" * told[0].count("\n"), path.read_text())
