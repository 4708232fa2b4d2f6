"""Room for work on a cut. Only the lease's holder works there: what it finds is a dead worker's, and goes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kit import storage


@contextmanager
def room_for(cut_id: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards. Ask for it while the cut's lease is yours."""
    home = storage.store().scratch() / cut_id
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    try:
        with tempfile.TemporaryDirectory(dir=home, ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    finally:
        # Not a whole tree: somebody who took the lease over may work beside us.
        with suppress(OSError):
            home.rmdir()
