"""A film is decoded in a thread of its own, a little ahead of what looks at its pictures."""

from collections.abc import Iterator
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Takes from an iterator at once, and on while fewer than `most` wait to be iterated over. Once only."""

    def __init__(self, source: Iterator[T], most: int) -> None:
        self.source = source
        self.is_given_up = False
        self._room = Semaphore(most)
        # One by one what came, and at the end nothing, with the reason if it is not that all is there.
        self._came: SimpleQueue[tuple[T] | BaseException | None] = SimpleQueue()
        self.thread = Thread(target=self._take, daemon=True)
        self.thread.start()

    def _take(self) -> None:
        ending: BaseException | None = None
        try:
            while True:
                self._room.acquire()
                if self.is_given_up:
                    break
                self._came.put((next(self.source),))
        except StopIteration:
            pass
        except BaseException as failure:  # it belongs to whoever iterates
            ending = failure
        self._came.put(ending)

    def __iter__(self) -> Iterator[T]:
        try:
            while isinstance(came := self._came.get(), tuple):
                self._room.release()
                yield came[0]
            if came is not None:
                raise came
        finally:
            self.is_given_up = True
            self._room.release()
            self.thread.join()
