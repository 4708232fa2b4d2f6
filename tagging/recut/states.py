"""A re-cut's life: one visible table of moves. Anything not listed is refused."""

from functools import partial

from kit import moves

MOVES = {
    ("waiting", "begin"): "matching",
    ("matching", "begin"): "matching",  # its worker died, another one takes it up
    ("waiting", "finish"): "ready",
    ("matching", "finish"): "ready",
    ("waiting", "fail"): "failed",
    ("matching", "fail"): "failed",
    ("ready", "confirm"): "confirmed",
    # Also where a newer upload takes its place.
    ("waiting", "abandon"): "abandoned",
    ("matching", "abandon"): "abandoned",
    ("ready", "abandon"): "abandoned",
    ("failed", "abandon"): "abandoned",
}

STATES = ("waiting", "matching", "ready", "failed", "confirmed", "abandoned")
IN_WORK = ("waiting", "matching")
OPEN = ("waiting", "matching", "ready", "failed")
CARRIED = ("kept", "moved", "split", "lost")

after = partial(moves.after, MOVES)
