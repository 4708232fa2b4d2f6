"""A track's life: one visible table of moves. Anything not listed is refused."""

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


class NoSuchMove(ValueError):
    """The track is not where this could happen."""


def after(state: str, move: str) -> str:
    try:
        return MOVES[state, move]
    except KeyError:
        raise NoSuchMove(f"a track that is {state} can't {move}") from None
