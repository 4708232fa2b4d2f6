"""An order's life: one visible table of moves. Anything not listed is refused."""

from functools import partial

from kit import moves

MOVES = {
    ("draft", "offer"): "open",  # Stripe has a session for it
    ("draft", "expire"): "expired",  # Stripe was never reached
    ("open", "expire"): "expired",
    ("draft", "pay"): "paid",  # the answer with the session was lost, the payment wasn't
    ("open", "pay"): "paid",
    ("expired", "pay"): "paid",  # paid late, and there was still one left
    ("expired", "return"): "returning",  # paid late, and there was none: the money goes back
    ("draft", "hold"): "held",  # paid, but not what we asked: a person looks
    ("open", "hold"): "held",
    ("expired", "hold"): "held",
    ("paid", "refund_part"): "part_refunded",
    ("part_refunded", "refund_part"): "part_refunded",
    ("paid", "refund"): "refunded",
    ("part_refunded", "refund"): "refunded",
    ("returning", "refund"): "refunded",
}

STATES = ("draft", "open", "paid", "expired", "returning", "held", "part_refunded", "refunded")
WAITING = ("draft", "open")
SETTLED = ("paid", "part_refunded", "refunded", "returning", "held")

after = partial(moves.after, MOVES)
