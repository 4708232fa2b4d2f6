"""Lives of a search and of what it found: visible tables of moves. Anything not listed is refused."""

SEARCH_MOVES = {
    ("waiting", "begin"): "looking",
    ("looking", "begin"): "looking",  # its worker died, another one takes it up
    ("waiting", "finish"): "done",
    ("looking", "finish"): "done",
    ("waiting", "fail"): "failed",
    ("looking", "fail"): "failed",
    ("waiting", "cancel"): "cancelled",
    ("looking", "cancel"): "cancelled",
}
SEARCH_STATES = ("waiting", "looking", "done", "cancelled", "failed")
IN_WORK = ("waiting", "looking")

FINDING_MOVES = {
    ("open", "accept"): "accepted",
    ("open", "refuse"): "refused",
    ("refused", "reopen"): "open",
    ("accepted", "reopen"): "open",  # its placement was deleted
}
FINDING_STATES = ("open", "accepted", "refused")
