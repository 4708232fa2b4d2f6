"""Places in an order, held against numpy's own."""

import numpy as np
import pytest

from tagging.keyframes.middle import median, median_row, quantile


@pytest.mark.parametrize("count", [1, 2, 3, 8, 61])
def test_the_middle_is_where_numpy_says_it_is(count: int) -> None:
    values = np.random.default_rng(count).random(count)
    assert median(list(values)) == pytest.approx(np.median(values))
    assert median(values.reshape(1, -1)) == pytest.approx(np.median(values))
    assert quantile(values, 0.25) == pytest.approx(np.percentile(values, 25))


@pytest.mark.parametrize("count", [1, 2, 3, 8, 61])
def test_a_row_of_medians_is_rounded_down_as_bytes_are(count: int) -> None:
    rows = np.random.default_rng(count).integers(0, 256, (count, 9), dtype=np.uint8)
    assert (median_row(rows) == np.median(rows, axis=0).astype(np.uint8)).all()


def test_nothing_is_put_in_order_in_place() -> None:
    values = np.array([3.0, 1.0, 2.0])
    median(values), quantile(values, 0.5)
    assert values.tolist() == [3.0, 1.0, 2.0]
