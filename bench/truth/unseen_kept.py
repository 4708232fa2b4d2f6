"""Keeps what the unseen set draws, until the way that it is drawn changes."""

import hashlib
import pickle
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

Case = TypeVar("Case")
HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "build" / "unseen"


def kept(folder: Path, name: str, drawn_by: tuple[str, ...], draw: Callable[[Path], Case]) -> Case:
    """What `draw` answers for a folder of its own: drawn once for each state of the modules `drawn_by`."""
    place = folder / f"{name}-{_state(drawn_by)[:12]}"
    told = place / "told.pickle"
    if not told.is_file():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        case = draw(place)
        told.write_bytes(pickle.dumps(case))
    # Only this module wrote it, a moment or a week ago.
    return pickle.loads(told.read_bytes())  # noqa: S301


@cache
def _state(modules: tuple[str, ...]) -> str:
    files = [HERE / f"unseen_{module}.py" for module in modules]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
