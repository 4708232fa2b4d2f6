"""What is decoded ahead comes in order, in bounds, with its failures; who stops early leaves no thread."""

from collections.abc import Iterator

import pytest

from tagging.keyframes.ahead import Ahead


def test_all_comes_in_order():
    assert list(Ahead(iter(range(1000)), 20)) == list(range(1000))


def test_no_more_than_so_many_are_held():
    taken: list[int] = []

    def source() -> Iterator[int]:
        for k in range(100):
            taken.append(k)
            yield k

    for seen, k in enumerate(Ahead(source(), 7)):
        assert k == seen
        assert len(taken) <= seen + 9
    assert taken == list(range(100))


def test_a_failure_comes_after_what_was_there_before_it():
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    ahead, seen = Ahead(source(), 5), list[int]()
    with pytest.raises(ValueError, match="broken"):
        for k in ahead:
            seen.append(k)
    assert seen == [1]
    assert not ahead.thread.is_alive()


def test_who_stops_early_stops_the_taking():
    taken: list[int] = []

    def source() -> Iterator[int]:
        k = 0
        while True:
            taken.append(k)
            yield k
            k += 1

    ahead = Ahead(source(), 3)
    pictures = iter(ahead)
    assert next(pictures) == 0
    pictures.close()  # type: ignore[attr-defined]
    assert not ahead.thread.is_alive()
    assert len(taken) <= 6
