"""Lives of rows: a table of moves each, in a `states.py`. Anything not listed is refused."""

from collections.abc import Mapping


class NoSuchMove(ValueError):
    """It is not where this could happen."""


def after(moves: Mapping[tuple[str, str], str], state: str, move: str) -> str:
    try:
        return moves[state, move]
    except KeyError:
        raise NoSuchMove(f"what is {state} can't {move}") from None
