"""Reports as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from kit.money import Money

COLUMNS = [
    *("moment", "label", "episode", "series_title", "episode_title", "starts_ms", "ends_ms"),
    *("product", "product_title", "brand", "impressions", "taps", "orders", "units"),
    *("currency", "gross", "refunds", "net", "commission", "assisted"),
    *("from", "to", "timezone", "rule"),
]
# Spreadsheets take the wide forms of East Asian keyboards for the same.
FORMULAS = "=+-@＝＋－＠"
MONEY = {"gross", "refunds", "net", "commission", "assisted"}


def as_csv(report: dict[str, Any], currency: str) -> str:
    """The report's rows, then one line a currency for what no moment can prove. Money in major units.

    `currency` is what a zero is counted in where nothing was sold: no cell of a column stays empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    # Each row says what it is about: a file is cut up and pasted, and its head gets lost.
    said = {**report["period"], "rule": report["rule"]}
    for item in sorted(report["items"], key=_in_film_order):
        writer.writerow(_cells({**item, "currency": item["currency"] or currency, **said}))
    for line in report["unattributed"]:
        writer.writerow(_cells({"label": "(unattributed)", **line, **said}))
    return out.getvalue()


def _in_film_order(item: dict[str, Any]) -> tuple[str, int, str, str]:
    return item["episode"] or "", item["starts_ms"] or 0, item["moment"], item["currency"] or ""


def _cells(item: dict[str, Any]) -> Iterable[str]:
    for column in COLUMNS:
        value = item.get(column)
        if value is None:
            yield ""
        elif column in MONEY and item.get("currency"):
            yield str(Money(value, item["currency"]).major)
        else:
            yield defused(str(value)) if isinstance(value, str) else str(value)


def defused(text: str) -> str:
    """A text that a spreadsheet would take for a formula is marked as text, blanks before it or not."""
    starts = text.lstrip()[:1]
    return f"'{text}" if starts and starts in FORMULAS else text
