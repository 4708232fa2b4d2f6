"""Run the rules over a case of touches, orders and refunds: the product's own crediting, on paper."""

from collections import defaultdict
from typing import Any

from commerce.attribution import crediting
from commerce.attribution.crediting import Glimpse

Row = list[Any]  # [order_id, refund_id | None, event_id | None, placement_id | None, currency, minor units]


def run(case: dict[str, Any], model: str) -> list[Row]:
    """The ledger rows of a case: credit for each order, then what each refund takes back, negative."""
    weigh = crediting.MODELS[model]
    by_viewer: dict[Any, list[Glimpse]] = defaultdict(list)
    for event_id, viewer, ts, kind, placement in case.get("touches", []):
        by_viewer[viewer].append(Glimpse(event_id, viewer, ts, kind, placement))
    refunds: dict[Any, list[Row]] = defaultdict(list)
    for refund_id, order_id, ts, amount in case.get("refunds", []):
        refunds[order_id].append([ts, refund_id, amount])
    rows: list[Row] = []
    for order_id, viewer, ts, currency, amount in case.get("orders", []):
        touches = crediting.eligible(by_viewer[viewer], viewer, ts)
        earned: list[tuple[Any, Any, int]] = [(None, None, amount)]
        if touches:
            shares = crediting.split(amount, weigh(touches, ts))
            earned = [(t.id, t.moment, share) for t, share in zip(touches, shares, strict=True)]
        rows += _order_rows(order_id, currency, earned, sorted(refunds[order_id]))
    return rows


def _order_rows(
    order_id: Any, currency: str, earned: list[tuple[Any, Any, int]], refunds: list[Row]
) -> list[Row]:
    rows: list[Row] = [
        [order_id, None, event, place, currency, share] for event, place, share in earned if share
    ]
    remaining = [share for _, _, share in earned]
    for _, refund_id, amount in refunds:
        taken = crediting.take_back(min(amount, sum(remaining)), remaining) if any(remaining) else []
        for i, part in enumerate(taken):
            if part:
                event, place, _ = earned[i]
                rows.append([order_id, refund_id, event, place, currency, -part])
                remaining[i] -= part
    return rows
