"""Medians and other places in an order.

numpy's own bring in `numpy.ma` when first asked, which takes as long as finding the shots of a few seconds.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

Plane = np.ndarray[Any, Any]


def median(values: Sequence[float] | Plane) -> float:
    """Of any number of values but none; where it lies between two, their mean."""
    order = np.array(values).ravel()
    low, high = (order.size - 1) // 2, order.size // 2
    order.partition((low, high))
    return (float(order[low]) + float(order[high])) / 2


def quantile(values: Plane, share: float) -> float:
    """What that share of the values is below, in a straight line between the two nearest."""
    order = np.sort(values, axis=None)
    place = share * (order.size - 1)
    below, above = float(order[int(place)]), float(order[min(int(place) + 1, order.size - 1)])
    return below + (above - below) * (place % 1)


def median_row(rows: Plane) -> Plane:
    """Column by column, of rows x values (uint8); what lies between two levels is the lower one."""
    # Side by side and in sixteen bits they are put in order many times faster than as bytes in columns.
    order = np.ascontiguousarray(rows.T, dtype=np.int16)
    low, high = (len(rows) - 1) // 2, len(rows) // 2
    order.partition((low, high), axis=1)
    return ((order[:, low] + order[:, high]) // 2).astype(np.uint8)
