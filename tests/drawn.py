"""Pictures as a decoder hands them over, from an array."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Plane = np.ndarray[Any, Any]


@dataclass
class Drawn:
    """What the eyes read of a picture: see `tagging.episodes.decode.Planes`."""

    luma: Plane
    y: Plane
    cb: Plane
    cr: Plane


def drawn(picture: Plane) -> Drawn:
    """From BGR."""
    luma, cr, cb = cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2YCrCb))
    return Drawn(luma, luma, cb, cr)
