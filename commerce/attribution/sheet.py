"""A report as its page shows it: figures as the reader writes them, each saying what it is made of."""

from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from commerce.attribution import crediting
from kit.language import _, lazy, ngettext
from kit.money import Money, digits

RULE_NAMES = {"last": lazy("Last tap")}
MINUS = "\u2212"
CENTS = ("gross", "refunds", "net", "commission")
COUNTS = ("impressions", "taps", "orders", "units")


@dataclass(frozen=True)
class Sheet:
    """One currency of a report; currencies are never mixed."""

    report: dict[str, Any]
    currency: str
    locale: str = "en"

    @property
    def items(self) -> list[dict[str, Any]]:
        """What sold in this currency, and what was only looked at."""
        return [i for i in self.report["items"] if i["currency"] in (self.currency, None)]

    @property
    def unknown(self) -> list[dict[str, Any]]:
        return [u for u in self.report["unattributed"] if u["currency"] == self.currency]

    @property
    def direct(self) -> int:
        return sum(i["orders"] for i in self.items)

    def total(self, name: str) -> int:
        return sum(line.get(name, 0) for line in [*self.items, *self.unknown])

    def money(self, amount: int, *, taken: bool = False) -> str:
        pattern = "#,##0" + ("." + "0" * digits(self.currency) if digits(self.currency) else "")
        figure = format_decimal(Money(amount, self.currency).major, pattern, locale=self.locale)
        return f"{MINUS}{figure}" if taken and amount else figure.replace("-", MINUS)

    def number(self, value: float, places: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(value, pattern, locale=self.locale).replace("-", MINUS)


def currencies(report: dict[str, Any], default: str) -> list[str]:
    lines = [*report["items"], *report["unattributed"]]
    return sorted({line["currency"] for line in lines if line["currency"]}) or [default]


def rows(sheet: Sheet, shots: list[dict[str, Any]], episode: str | None) -> list[dict[str, Any]]:
    return [
        {
            **item,
            **{name: sheet.number(item[name]) for name in COUNTS},
            **{name: sheet.money(item[name], taken=name == "refunds") for name in CENTS},
            "where": where(item["starts_ms"], item["ends_ms"]),
            "shot": shot_at(shots, item["starts_ms"]) if item["episode"] == episode else None,
            "url": f"/watch/{item['episode']}?t={item['starts_ms'] / 1000:.1f}" if item["episode"] else None,
        }
        for item in sorted(sheet.items, key=lambda i: (-i["net"], i["starts_ms"] or 0, i["moment"]))
    ]


def shot_at(shots: list[dict[str, Any]], ms: int | None) -> int | None:
    return next(
        (n for n, s in enumerate(shots, 1) if ms is not None and s["starts_ms"] <= ms < s["ends_ms"]), None
    )


def unattributed(sheet: Sheet) -> list[dict[str, str]]:
    return [
        {
            "orders": sheet.number(line["orders"]),
            "units": sheet.number(line["units"]),
            "gross": sheet.money(line["gross"]),
            "refunds": sheet.money(line["refunds"], taken=True),
            "net": sheet.money(line["net"]),
        }
        for line in sheet.unknown
    ]


def total(sheet: Sheet) -> dict[str, str]:
    count = len(sheet.items)
    words = ngettext("%(num)d moment", "%(num)d moments", count)
    return {
        "words": _("%(moments)s and unknown", moments=words) if sheet.unknown else words,
        **{name: sheet.number(sheet.total(name)) for name in COUNTS},
        **{name: sheet.money(sheet.total(name), taken=name == "refunds") for name in CENTS},
    }


def figures(sheet: Sheet, commission_label: str, before: Sheet | None, days: str) -> list[dict[str, Any]]:
    """The five key figures: what each is made of, and how it was in the days before."""
    gross, refunds, net, taps = (sheet.total(name) for name in ("gross", "refunds", "net", "taps"))
    commission, assisted = sheet.total("commission"), sheet.total("assisted")
    sold = sum(i["net"] for i in sheet.items)
    share = sheet.number(commission * 100 / sold, 1) if sold else "0"

    def change(now: int, then: int) -> dict[str, Any] | None:
        if then <= 0:
            return None
        against = _("against %(days)s", days=days)
        words = _("%(percent)s %%", percent=sheet.number(abs(now - then) * 100 / then, 1))
        return {"is_up": now >= then, "words": words, "against": against}

    orders = ngettext("%(num)d direct order", "%(num)d direct orders", sheet.direct)
    return [
        {
            "label": _("Net sales"),
            "value": sheet.money(net),
            "unit": sheet.currency,
            "how": _(
                "Paid %(gross)s less refunds %(refunds)s",
                gross=sheet.money(gross),
                refunds=sheet.money(refunds),
            ),
            "change": change(net, before.total("net") if before else 0),
        },
        {
            "label": commission_label,
            "value": sheet.money(commission),
            "unit": sheet.currency,
            "how": _("%(percent)s %% of what moments sold, by the deals of the day", percent=share),
            "change": change(commission, before.total("commission") if before else 0),
        },
        {
            "label": _("Direct orders"),
            "value": sheet.number(sheet.direct),
            "unit": "",
            "how": _("Bought by the button of a moment"),
            "change": change(sheet.direct, before.direct if before else 0),
        },
        {
            "label": _("Orders for 100 taps"),
            "value": sheet.number(sheet.direct * 100 / taps, 1) if taps else "–",
            "unit": "",
            "how": f"{orders}, {ngettext('%(num)d tap', '%(num)d taps', taps)}",
            "change": None,
        },
        {
            "label": _("Assisted"),
            "value": sheet.money(assisted),
            "unit": sheet.currency,
            "how": _("Sold elsewhere after a tap or a glance. Never added to net"),
            "change": change(assisted, before.total("assisted") if before else 0),
        },
    ]


def news(lines: list[dict[str, Any]], locale: str) -> list[dict[str, str]]:
    """The newest sales and refunds, each in a line that can be read out."""
    return [{"id": line["id"], "words": _told(line, locale)} for line in lines]


def _told(line: dict[str, Any], locale: str) -> str:
    price = Money(abs(line["amount"]), line["currency"]).shown(locale)
    if line["amount"] < 0:
        return _("Refunded: %(product)s, %(price)s", product=line["product_title"], price=price)
    if line["episode_title"] is None:
        return _("Sold: %(product)s, %(price)s", product=line["product_title"], price=price)
    at = clock(line["starts_ms"]).partition(".")[0]
    return _(
        "Sold: %(product)s, %(price)s, from “%(episode)s” %(at)s",
        product=line["product_title"],
        price=price,
        episode=line["episode_title"],
        at=at,
    )


def rule(name: str) -> dict[str, str]:
    model, _dash, version = name.partition("-")
    words = _(
        "A sale belongs to the moment whose Buy was pressed; its signed token proves it. Other moments the "
        "same viewer tapped within %(days)d days count as assisted, in a column of its own in the file.",
        days=crediting.TAP_WINDOW // crediting.DAY,
    )
    return {"name": str(RULE_NAMES.get(model, model)), "version": version, "words": words}


def where(starts_ms: int | None, ends_ms: int | None) -> str:
    return f"{clock(starts_ms)}–{clock(ends_ms)}" if starts_ms is not None and ends_ms is not None else ""


def clock(ms: int | None) -> str:
    tenths = (ms or 0) // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
