"""How loud a film is, ten times a second: the timeline's row of sound."""

import json
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagging.episodes.source import opened

if TYPE_CHECKING:
    import numpy as np

A_SECOND = 10
RATE = 8000


def write(film_path: Path | str, target: Path) -> None:
    """A JSON list of whole numbers, 0 (silence) to 100 (full scale), each the peak of a tenth of a second."""
    target.write_text(json.dumps(peaks(film_path), separators=(",", ":")))


def peaks(film_path: Path | str) -> list[int]:
    """Read from a film that was normalised here: its sound begins with its picture and has no gaps."""
    import av
    import numpy as np

    chunk = RATE // A_SECOND
    loud: list[int] = []
    rest = np.zeros(0, np.int16)
    with opened(film_path) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        # The last one, None, has the resampler give out what it still holds.
        for frame in chain(container.decode(container.streams.audio[0]), [None]):
            for piece in resampler.resample(frame):
                rest = np.concatenate([rest, piece.to_ndarray().reshape(-1)])
            whole = len(rest) // chunk * chunk
            if whole:
                loud += _peaks(rest[:whole].reshape(-1, chunk))
                rest = rest[whole:]
    return loud + (_peaks(rest.reshape(1, -1)) if len(rest) else [])


def _peaks(pieces: "np.ndarray[Any, Any]") -> list[int]:
    import numpy as np

    # As wide integers: the lowest sample has no positive twin in 16 bits.
    return [round(int(peak) * 100 / 32768) for peak in np.abs(pieces.astype(np.int32)).max(axis=1)]
