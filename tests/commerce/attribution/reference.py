"""The rules of credit once more, slowly and from the page: exact fractions, nothing of the product."""

from decimal import Decimal, getcontext
from fractions import Fraction
from typing import Any

HOUR, DAY = 3_600_000, 86_400_000
VIEW, TAP = 1, 2

getcontext().prec = 60


def decay_weight(hours: int) -> int:
    """round(2^20 · 2^(-h/168)), by logarithms; never a tie, as these powers are irrational or whole."""
    exact = (Decimal(20) - Decimal(hours) / 168) * Decimal(2).ln()
    return max(1, int(exact.exp().quantize(Decimal(1))))


def weights(model: str, touches: list[list[Any]], order_ts: int) -> list[Fraction]:
    n = len(touches)
    if model == "last":
        return [Fraction(i == n - 1) for i in range(n)]
    if model == "first":
        return [Fraction(i == 0) for i in range(n)]
    if model == "linear":
        return [Fraction(1, n)] * n
    if model == "decay":
        return [Fraction(decay_weight((order_ts - t[2]) // HOUR)) for t in touches]
    if n <= 2:
        return [Fraction(1, n)] * n
    return [Fraction(2, 5) if i in (0, n - 1) else Fraction(1, 5 * (n - 2)) for i in range(n)]


def share(amount: int, parts: list[Fraction]) -> list[int]:
    total = sum(parts)
    exact = [amount * part / total for part in parts]
    whole = [int(e) for e in exact]
    while sum(whole) < amount:
        left = [e - w for e, w in zip(exact, whole, strict=True)]
        best = max(left)
        whole[max(i for i, rest in enumerate(left) if rest == best)] += 1
    return whole


def eligible(case: dict[str, Any], viewer: Any, order_ts: int) -> list[list[Any]]:
    found: dict[Any, list[Any]] = {}
    for touch in case["touches"]:
        event, who, ts, kind, _ = touch
        window = {TAP: 7 * DAY, VIEW: DAY}.get(kind)
        if who != viewer or window is None or not order_ts - window < ts <= order_ts or event in found:
            continue
        found[event] = touch
    taps = [t for t in found.values() if t[3] == TAP]
    return sorted(taps or found.values(), key=lambda t: (t[2], t[0]))


def ledger(case: dict[str, Any], model: str) -> list[list[Any]]:
    rows = []
    for order, viewer, ts, currency, amount in case["orders"]:
        touches = eligible(case, viewer, ts)
        earned: list[tuple[Any, Any, int]] = [(None, None, amount)]
        if touches:
            shares = share(amount, weights(model, touches, ts))
            earned = [(t[0], t[4], s) for t, s in zip(touches, shares, strict=True)]
        rows += [[order, None, event, place, currency, s] for event, place, s in earned if s]
        remaining = [s for _, _, s in earned]
        for refund, _, _, back in sorted(
            (r for r in case["refunds"] if r[1] == order), key=lambda r: (r[2], r[0])
        ):
            if not sum(remaining):
                continue
            taken = share(min(back, sum(remaining)), [Fraction(r) for r in remaining])
            for i, part in enumerate(taken):
                if part:
                    rows.append([order, refund, earned[i][0], earned[i][1], currency, -part])
                    remaining[i] -= part
    return rows
