"""A track's life: one visible table of moves. Anything not listed is refused."""

from functools import partial

from kit import moves

MOVES = {
    ("waiting", "begin"): "following",
    ("following", "begin"): "following",  # its worker died, another one takes it up
    ("waiting", "finish"): "done",
    ("following", "finish"): "done",
    ("waiting", "fail"): "failed",
    ("following", "fail"): "failed",
    ("waiting", "cancel"): "cancelled",
    ("following", "cancel"): "cancelled",
    # A box drawn on another frame: whatever it was, it is followed again from there.
    ("waiting", "correct"): "waiting",
    ("following", "correct"): "waiting",
    ("done", "correct"): "waiting",
    ("cancelled", "correct"): "waiting",
    ("failed", "correct"): "waiting",
}

STATES = ("waiting", "following", "done", "cancelled", "failed")
IN_WORK = ("waiting", "following")

after = partial(moves.after, MOVES)
