"""The life of an invitation: one table. Anything not listed is refused."""

MOVES = {
    ("open", "renew"): "open",
    ("open", "accept"): "accepted",
    ("open", "withdraw"): "withdrawn",
}
STATES = ("open", "accepted", "withdrawn")


class NotNow(Exception):
    """An invitation can't make this move any more."""


def after(status: str, move: str) -> str:
    try:
        return MOVES[status, move]
    except KeyError:
        raise NotNow(f"{status}: {move}") from None
