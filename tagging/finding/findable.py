"""Whether a product can be recognised by a photo at all: something must be printed, woven or drawn on it."""

from pathlib import Path
from typing import TYPE_CHECKING

from tagging.finding.likeness import SIDES, sheet_of
from tagging.finding.photos import Photo

if TYPE_CHECKING:
    from tagging.finding.shelf import Item

TOO_PLAIN = "This picture has too little pattern to be recognised."
IN_A_SCENE = "Not found. This picture shows more than the product: try one before a plain ground."
MARKS_MIN = 14
BLOCKS_MIN = 6
# Spread of the brightness in a block, of 255, that print has and shading has not.
PRINT = 9.0


def why_not_findable(path: Path | str) -> str | None:
    """A sentence for the person who chose the picture, or None where all is well. Raises UnusablePhoto."""
    from tagging.finding.shelf import prepare

    return None if has_pattern(prepare(Photo(str(path), Path(path)))) else TOO_PLAIN


def is_findable(path: Path | str) -> bool:
    """Raises UnusablePhoto where the file is no picture that can be read."""
    return why_not_findable(path) is None


def has_pattern(item: "Item") -> bool:
    sheet = sheet_of(item, SIDES[-1])
    return len(item.marks.frontal()) >= MARKS_MIN and int((sheet.texture > PRINT).sum()) >= BLOCKS_MIN
