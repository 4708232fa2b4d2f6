"""The first pictures of a film, decoded while what looks at them is still being loaded."""

import sys
from collections.abc import Iterator
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")

# The decoding thread needs the interpreter for a moment per picture; imports hold on to it for longer.
SWITCH_S = 0.0005


class Ahead(Generic[T]):
    """Takes from an iterator in a thread of its own, until it is iterated over itself or has `most`."""

    def __init__(self, source: Iterator[T], most: int) -> None:
        self.source = source
        self.most = most
        self.held: list[T] = []
        self.failure: BaseException | None = None
        self.is_wanted = False
        self.interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_S)
        self.thread = Thread(target=self._take, daemon=True)
        self.thread.start()

    def _take(self) -> None:
        try:
            while not self.is_wanted and len(self.held) < self.most:
                self.held.append(next(self.source))
        except StopIteration:
            pass
        except BaseException as failure:  # it belongs to whoever iterates
            self.failure = failure

    def __iter__(self) -> Iterator[T]:
        """What is there already, then the rest, in the calling thread. Once only."""
        self.is_wanted = True
        self.thread.join()
        sys.setswitchinterval(self.interval)
        # Each is let go before the next is used: pictures are large.
        self.held.reverse()
        while self.held:
            yield self.held.pop()
        if self.failure is not None:
            raise self.failure
        yield from self.source
