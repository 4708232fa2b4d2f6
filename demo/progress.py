"""How far a slow step is: a bar on a terminal, a few plain lines anywhere else."""

import sys
import time
from typing import TextIO


class Progress:
    """Counts up to a total; prints no more often than a person can read."""

    def __init__(self, what: str, total: int, out: TextIO | None = None) -> None:
        self.what, self.total, self.out = what, total, out or sys.stderr
        self.began = self.shown = time.monotonic()
        self.quarter = 0
        self.tty = self.out.isatty()
        if not self.tty:
            print(f"{what} ...", file=self.out, flush=True)

    def at(self, done: int) -> None:
        if self.tty:
            self._bar(done)
        elif (quarter := 4 * done // self.total) > self.quarter:
            self.quarter = quarter
            print(f"{self.what}: {25 * quarter} %, {self._took()} s", file=self.out, flush=True)

    def _bar(self, done: int) -> None:
        now = time.monotonic()
        if now - self.shown < 0.1 and done < self.total:
            return
        self.shown = now
        filled = 24 * done // self.total
        bar = "#" * filled + "." * (24 - filled)
        end = "\n" if done >= self.total else ""
        print(f"\r{self.what} [{bar}] {100 * done // self.total} %, {self._took()} s", end=end, file=self.out)
        self.out.flush()

    def _took(self) -> int:
        return round(time.monotonic() - self.began)
