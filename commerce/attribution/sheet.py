"""A report as its page shows it: figures as people write them, each saying what it is made of."""

from dataclasses import dataclass
from typing import Any

from commerce.attribution import crediting
from kit.money import Money

RULE_NAMES = {"last": "Last tap"}
MINUS = "\u2212"
CENTS = ("gross", "refunds", "net", "commission")
COUNTS = ("impressions", "taps", "orders", "units")


@dataclass(frozen=True)
class Sheet:
    """One currency of a report; currencies are never mixed."""

    report: dict[str, Any]
    currency: str

    @property
    def items(self) -> list[dict[str, Any]]:
        """What sold in this currency, and what was only looked at."""
        return [i for i in self.report["items"] if i["currency"] in (self.currency, None)]

    @property
    def unknown(self) -> list[dict[str, Any]]:
        return [u for u in self.report["unattributed"] if u["currency"] == self.currency]

    def total(self, name: str) -> int:
        return sum(line.get(name, 0) for line in [*self.items, *self.unknown])

    def money(self, amount: int, *, taken: bool = False) -> str:
        figure = Money(amount, self.currency).figure()
        return f"{MINUS}{figure}" if taken and amount else figure.replace("-", MINUS)


def currencies(report: dict[str, Any], default: str) -> list[str]:
    lines = [*report["items"], *report["unattributed"]]
    return sorted({line["currency"] for line in lines if line["currency"]}) or [default]


def rows(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            **item,
            **{name: f"{item[name]:,}" for name in COUNTS},
            **{name: sheet.money(item[name], taken=name == "refunds") for name in CENTS},
            "where": where(item["starts_ms"], item["ends_ms"]),
            "url": f"/watch/{item['episode']}?t={item['starts_ms'] / 1000:.1f}" if item["episode"] else None,
        }
        for item in sorted(sheet.items, key=lambda i: (-i["net"], i["starts_ms"] or 0, i["moment"]))
    ]


def unattributed(sheet: Sheet) -> list[dict[str, str]]:
    return [
        {
            "orders": f"{line['orders']:,}",
            "units": f"{line['units']:,}",
            "gross": sheet.money(line["gross"]),
            "refunds": sheet.money(line["refunds"], taken=True),
            "net": sheet.money(line["net"]),
        }
        for line in sheet.unknown
    ]


def total(sheet: Sheet) -> dict[str, str]:
    count = len(sheet.items)
    return {
        "words": f"{count} {'moment' if count == 1 else 'moments'}{' and unknown' if sheet.unknown else ''}",
        **{name: f"{sheet.total(name):,}" for name in COUNTS},
        **{name: sheet.money(sheet.total(name), taken=name == "refunds") for name in CENTS},
    }


def figures(sheet: Sheet, commission_label: str) -> list[dict[str, str]]:
    """The key figures, each with the sum it comes from."""
    gross, refunds, net = (sheet.total(name) for name in ("gross", "refunds", "net"))
    taps, orders = sheet.total("taps"), sum(i["orders"] for i in sheet.items)
    paid = f"Paid {sheet.money(gross)} less refunds {sheet.money(refunds)}"
    return [
        {"label": "Net sales", "value": sheet.money(net), "unit": sheet.currency, "how": paid},
        {
            "label": commission_label,
            "value": sheet.money(sheet.total("commission")),
            "unit": sheet.currency,
            "how": "A share of what moments sold, by the deal of the day, less what refunds took back",
        },
        {
            "label": "Direct orders",
            "value": f"{orders:,}",
            "unit": "",
            "how": "Bought by the button of a moment",
        },
        {
            "label": "Orders for 100 taps",
            "value": f"{orders * 100 / taps:.1f}" if taps else "–",
            "unit": "",
            "how": f"{_count(orders, 'direct order')}, {_count(taps, 'tap')}",
        },
        {
            "label": "Impressions",
            "value": f"{sheet.total('impressions'):,}",
            "unit": "",
            "how": "Chips on screen for a second, each viewing counted once",
        },
    ]


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def chart(sheet: Sheet) -> dict[str, Any] | None:
    """Bars of net sales by moment, the title its conclusion."""
    sold = [i for i in sheet.items if i["net"] > 0]
    if not sold:
        return None
    best = max(sold, key=lambda i: i["net"])
    highest, whole = best["net"], sum(i["net"] for i in sold)
    part = round(best["net"] * 100 / whole)
    title = f"{best['label']} at {clock(best['starts_ms'])} sold {part} % of what moments sold"
    scale = _round_up(highest)
    return {
        "title": title if len(sold) > 1 else f"{best['label']} at {clock(best['starts_ms'])} sold all of it",
        "currency": sheet.currency,
        "bars": [
            {
                "label": i["label"],
                "where": where(i["starts_ms"], i["ends_ms"]),
                "value": sheet.money(i["net"]),
                "part": i["net"] / scale,
            }
            for i in sorted(sold, key=lambda i: (i["episode"], i["starts_ms"]))
        ],
        "ticks": [{"part": n / 4, "words": sheet.money(scale * n // 4).split(".")[0]} for n in range(5)],
    }


def rule(name: str) -> dict[str, str]:
    model, _, version = name.partition("-")
    days = crediting.TAP_WINDOW // crediting.DAY
    words = (
        "A sale belongs to the moment whose Buy was pressed; its signed token proves it. Other moments the "
        f"same viewer tapped within {days} days count as assisted, in a column of its own in the file."
    )
    return {"name": RULE_NAMES.get(model, model), "version": version, "words": words}


def where(starts_ms: int | None, ends_ms: int | None) -> str:
    return f"{clock(starts_ms)}–{clock(ends_ms)}" if starts_ms is not None and ends_ms is not None else ""


def clock(ms: int | None) -> str:
    tenths = (ms or 0) // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def _round_up(amount: int) -> int:
    """The next 4, 8, 12, 20 or 40 of its power of ten: whole figures at each quarter of the axis."""
    power = 100
    while True:
        for step in (4, 8, 12, 20):
            if step * power >= amount:
                return step * power
        power *= 10
