"""Who earned what: the rules of credit, in integers only. Values in, values out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache

HOUR = 3_600_000
DAY = 24 * HOUR
TAP_WINDOW = 7 * DAY
VIEW_WINDOW = DAY
HALF_LIFE_H = 168
VIEW, TAP = 1, 2


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A touch as the rules see it: `ts` in ms, `kind` 1 = view, 2 = tap."""

    id: int | str
    viewer: int | str | None
    ts: int
    kind: int
    moment: int | str | None = None


def eligible(
    touches: Sequence[Glimpse],
    viewer: int | str | None,
    at: int,
    tap_window: int = TAP_WINDOW,
    view_window: int = VIEW_WINDOW,
) -> list[Glimpse]:
    """The touches that may earn: same viewer, in the window, each once; glances only where nobody tapped."""
    if viewer is None:
        return []
    windows = {TAP: tap_window, VIEW: view_window}
    seen: dict[int | str, Glimpse] = {}
    for touch in touches:
        window = windows.get(touch.kind)
        if window is not None and touch.viewer == viewer and at - window < touch.ts <= at:
            seen.setdefault(touch.id, touch)
    taps = [t for t in seen.values() if t.kind == TAP]
    return sorted(taps or seen.values(), key=lambda t: (t.ts, t.id))


def last(touches: Sequence[Glimpse], at: int) -> list[int]:
    return [0] * (len(touches) - 1) + [1]


def first(touches: Sequence[Glimpse], at: int) -> list[int]:
    return [1] + [0] * (len(touches) - 1)


def linear(touches: Sequence[Glimpse], at: int) -> list[int]:
    return [1] * len(touches)


def decay(touches: Sequence[Glimpse], at: int) -> list[int]:
    return [decay_weight((at - touch.ts) // HOUR) for touch in touches]


def position(touches: Sequence[Glimpse], at: int) -> list[int]:
    """40/20/40 from three touches on; one or two share equally."""
    count = len(touches)
    if count <= 2:
        return [1] * count
    end = 2 * (count - 2)
    return [end] + [1] * (count - 2) + [end]


MODELS: dict[str, Callable[[Sequence[Glimpse], int], list[int]]] = {
    "last": last,
    "first": first,
    "linear": linear,
    "decay": decay,
    "position": position,
}


def _decay_table(hours: int) -> list[int]:
    """max(1, round(2^20 · 2^(-h/168))), exactly, whatever the machine's floats do in the last bit."""
    with localcontext() as context:
        context.prec = 40
        weights = [Decimal(2) ** (Decimal(20) - Decimal(hour) / HALF_LIFE_H) for hour in range(hours)]
        return [max(1, int(w.to_integral_value(ROUND_HALF_EVEN))) for w in weights]


@cache
def _usual_decays() -> list[int]:
    """Made when first asked for: every `flask` command imports this."""
    return _decay_table(TAP_WINDOW // HOUR + 1)


def decay_weight(age_h: int) -> int:
    usual = _usual_decays()
    return usual[age_h] if age_h < len(usual) else _decay_table(age_h + 1)[age_h]


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Share `amount` by weight, to the unit.

    Each gets floor(amount · w / total); the rest goes one unit each by largest remainder, ties to
    the most recent (the last in the list). Shares are never negative and always add up.
    """
    total = sum(weights)
    if amount < 0 or total <= 0 or any(w < 0 for w in weights):
        raise ValueError("amounts and weights are not negative, and somebody must have a weight")
    shares = [amount * w // total for w in weights]
    left = amount - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (amount * weights[i] % total, i), reverse=True)
    for i in by_remainder[:left]:
        shares[i] += 1
    return shares


def take_back(amount: int, remaining: Sequence[int]) -> list[int]:
    """How much of each remaining credit a refund takes: never below zero, and all of it when it is all."""
    whole = sum(remaining)
    if amount > whole:
        raise ValueError("a refund can't take back more than remains")
    return split(amount, remaining) if amount else [0] * len(remaining)


def commission(net: int, share_bp: int) -> int:
    """The partner's share of what remains, rounded half up to the unit."""
    return (net * share_bp + 5_000) // 10_000
