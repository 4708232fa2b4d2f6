"""What is decoded while the eyes are loaded comes in order, in bounds, and with its failures."""

import sys
from collections.abc import Iterator

import pytest

from tagging.keyframes.ahead import Ahead


def test_all_comes_in_order_whoever_took_it():
    assert list(Ahead(iter(range(100)), 20)) == list(range(100))


def test_no_more_than_so_many_are_held():
    taken: list[int] = []

    def source() -> Iterator[int]:
        for k in range(100):
            taken.append(k)
            yield k

    ahead = Ahead(source(), 7)
    ahead.thread.join()
    assert taken == list(range(7))
    assert list(ahead) == list(range(100))


def test_a_failure_comes_after_what_was_there_before_it():
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    ahead, seen = Ahead(source(), 5), list[int]()
    with pytest.raises(ValueError, match="broken"):
        for k in ahead:
            seen.append(k)
    assert seen == [1]
    assert sys.getswitchinterval() == pytest.approx(0.005)
