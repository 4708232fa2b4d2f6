"""Reports: each sale once, each day in its own zone, nothing lost between pages."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from accounts.models import Organisation
from commerce.attribution import deals, ledger, moments, queries, touches
from commerce.attribution.files import defused
from commerce.attribution.models import Credit, Deal
from commerce.attribution.periods import period
from commerce.attribution.queries import Scope
from commerce.catalogue.models import Variant
from commerce.orders.models import Order, OrderLine
from commerce.payments.models import Payment, Refund
from kit import clock
from kit.db import db
from kit.errors import NotUnderstood
from tests.cast import Cast, scarf
from tests.databases import ON_SQLITE

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
NOVEMBER = ("2026-11-01", "2026-11-30", "UTC")


class Books:
    """Moments, touches and paid orders, written straight into the ledger."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.variant = cast, db.session.get_one(Variant, scarf(cast.ada))
        self.made = 0

    def moment(self, name: str, release: str = "rel_1") -> None:
        words = {"series_id": "ser_1", "series_title": "S", "episode_id": "ep_1", "episode_title": "E"}
        row = {**words, "id": name, "product_id": self.variant.product_id, "label": name, "picture": None}
        moments.register(self.cast.ada.id, release, [{**row, "starts_ms": 0, "ends_ms": 1000}])

    def touch(self, moment: str, at: datetime = NOON, kind: int = 2, release: str = "rel_1") -> None:
        self.made += 1
        row = {"id": f"touch_{self.made:08d}", "workspace_id": self.cast.ada.id, "release_id": release}
        row |= {"moment_id": moment, "product_id": self.variant.product_id, "viewer": "v1", "session": "s"}
        row |= {"channel_id": self.cast.ada.channel_id, "kind": kind, "ts": clock.to_ms(at)}
        touches.remember([{**row, "received_at": at}])

    def sale(
        self, moment: str | None, amount: int = 1000, at: datetime = NOON, release: str = "rel_1"
    ) -> Order:
        variant = self.variant
        line = OrderLine(
            position=0, variant_id=variant.id, product_id=variant.product_id, title="x", quantity=1,
            brand_id=variant.product.brand_id, unit=amount, amount=amount,
            release_id=release if moment else None, moment_id=moment,
        )  # fmt: skip
        order = Order(
            workspace_id=self.cast.ada.id, channel_id=self.cast.ada.channel_id, viewer="v1", currency="EUR",
            total=amount, held_until=at, paid_at=at, status="paid", lines=[line],
        )  # fmt: skip
        db.session.add(order)
        db.session.flush()
        ledger.credit_order(order)
        db.session.commit()
        return order

    def refund(self, order: Order, amount: int, at: datetime) -> None:
        self.made += 1
        plain = {"workspace_id": order.workspace_id, "amount": amount, "currency": "EUR"}
        payment = db.session.query(Payment).filter_by(order_id=order.id).one_or_none() or Payment(
            **plain, order_id=order.id, session_id=order.id, client_secret=""
        )
        db.session.add(payment)
        db.session.flush()
        back = Refund(**plain, payment_id=payment.id, stripe_id=f"re_{self.made}", refunded_at=at)
        db.session.add(back)
        db.session.flush()
        ledger.take_back(order, back)
        db.session.commit()

    def report(self, *span: str, **more: Any) -> dict[str, Any]:
        return queries.by_moment(Scope(self.cast.ada.id), period(*(span or NOVEMBER)), **more)


@pytest.fixture
def books(app: Flask, cast: Cast, inside: Flask) -> Books:
    return Books(cast)


def item(report: dict[str, Any], moment: str) -> dict[str, Any]:
    found = [i for i in report["items"] if i["moment"] == moment]
    assert len(found) == 1, report["items"]
    return found[0]


def test_a_refund_belongs_to_its_own_day(books: Books):
    books.moment("mom_A")
    order = books.sale("mom_A", 1000, datetime(2026, 11, 30, 23, 59, 59, 999999, UTC))
    books.refund(order, 300, datetime(2026, 12, 1, tzinfo=UTC))
    november, december = books.report(), books.report("2026-12-01", "2026-12-31", "UTC")
    figures = ("gross", "refunds", "net", "commission", "units", "orders")
    assert [item(november, "mom_A")[f] for f in figures] == [1000, 0, 1000, 80, 1, 1]
    assert [item(december, "mom_A")[f] for f in figures] == [0, 300, -300, -24, 0, 0]


def test_a_day_is_a_day_of_the_named_zone(books: Books):
    books.moment("mom_A")
    books.sale("mom_A", 1000, datetime(2026, 11, 1, 22, 30, tzinfo=UTC))
    day = ("2026-11-02", "2026-11-02")
    assert books.report(*day, "UTC")["items"] == []
    assert item(books.report(*day, "Europe/Helsinki"), "mom_A")["gross"] == 1000


def test_every_sale_is_credited_or_visibly_nobodys(books: Books):
    books.moment("mom_A")
    books.sale("mom_A", 1000)
    books.sale(None, 70)
    report = books.report()
    assert (item(report, "mom_A")["gross"], report["unattributed"][0]["gross"]) == (1000, 70)
    assert sum(c.commission for c in db.session.query(Credit).filter_by(kind="unattributed")) == 0


def test_an_assist_stands_in_its_own_column(books: Books):
    for name in ("mom_A", "mom_B"):
        books.moment(name)
        books.touch(name, NOON - timedelta(hours=1))
    books.sale("mom_A", 1000)
    report = books.report()
    assert (item(report, "mom_A")["gross"], item(report, "mom_A")["assisted"]) == (1000, 0)
    assert (item(report, "mom_B")["gross"], item(report, "mom_B")["assisted"]) == (0, 1000)


def test_a_moment_never_assists_its_own_sale_from_an_older_release(books: Books):
    books.moment("mom_A", "rel_1")
    books.moment("mom_A", "rel_2")
    books.touch("mom_A", NOON - timedelta(hours=1), release="rel_1")
    books.sale("mom_A", 1000, release="rel_2")
    assert item(books.report(), "mom_A")["assisted"] == 0


def test_a_glance_assists_nothing_when_the_buyer_tapped(books: Books):
    for name in ("mom_A", "mom_B"):
        books.moment(name)
    books.touch("mom_B", NOON - timedelta(hours=2), kind=1)
    books.touch("mom_A", NOON - timedelta(hours=1), kind=2)
    books.sale("mom_A", 1000)
    assert item(books.report(), "mom_B")["assisted"] == 0


def test_pages_hold_together_and_lose_nothing(books: Books):
    for name in ("mom_A", "mom_B", "mom_C", "mom_D"):
        books.moment(name)
        books.touch(name)
    for name in ("mom_A", "mom_B", "mom_C"):
        books.sale(name, 1000)
    seen: list[str] = []
    cursor = None
    while True:
        page = books.report(cursor=cursor, limit=1)
        seen += [i["moment"] for i in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["mom_A", "mom_B", "mom_C", "mom_D"]
    assert [i["moment"] for i in queries.whole(Scope(books.cast.ada.id), period(*NOVEMBER))["items"]] == seen


@ON_SQLITE
def test_a_file_has_every_line_whatever_the_page_size(app: Flask, cast: Cast):
    with app.app_context():
        books = Books(cast)
        for name in ("mom_A", "mom_B", "mom_C"):
            books.moment(name)
            books.sale(name, 1000)
        db.session.query(Organisation).filter_by(id=cast.ada.brand_id).one().name = "=cmd|' /C calc'!A0"
        db.session.commit()
    asked = "/v1/reports/attribution?from=2026-11-01&to=2026-11-30&timezone=UTC&format=csv&limit=1"
    answer = app.test_client().get(asked, headers=cast.ada.bearer("admin"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(line["moment"], line["gross"]) for line in lines] == [
        ("mom_A", "10.00"),
        ("mom_B", "10.00"),
        ("mom_C", "10.00"),
    ]
    assert lines[0]["brand"] == "'=cmd|' /C calc'!A0"
    assert [defused(text) for text in ("", "plain", "+1", "@x")] == ["", "plain", "'+1", "'@x"]


@ON_SQLITE
def test_what_is_no_period_is_not_understood(inside: Flask):
    wrong: list[tuple[str | None, str | None, str | None]] = [
        (None, "2026-11-30", "UTC"),
        ("2026-11-01", None, "UTC"),
        ("2026-11-01", "2026-11-30", None),
        ("2026-11-30", "2026-11-01", "UTC"),
        ("2026-02-30", "2026-11-30", "UTC"),
        ("2020-01-01", "2026-11-30", "UTC"),
        ("1.11.2026", "2026-11-30", "UTC"),
        ("2026-11-01", "2026-11-30", "Mars/Olympus"),
        ("2026-11-01", "2026-11-30", "../../etc/passwd"),
        ("2026-11-01", "2026-11-30", "America"),
        ("2026-11-01", "2026-11-30", "U\0TC"),
    ]
    for first, last, zone in wrong:
        with pytest.raises(NotUnderstood):
            period(first, last, zone)


def test_the_day_the_clocks_change_has_its_own_length():
    span = period("2026-10-25", "2026-10-25", "Europe/Lisbon")
    assert span.until - span.since == timedelta(hours=25)


@ON_SQLITE
def test_the_narrowest_deal_of_the_day_counts(books: Books):
    ada = books.cast.ada
    day = date(2026, 11, 10)

    def deal(share: int, **more: Any) -> None:
        db.session.add(Deal(workspace_id=ada.id, share_bp=share, **{"starts_on": date(2021, 1, 1), **more}))
        db.session.commit()

    def share(channel: str | None = ada.channel_id) -> int:
        return deals.share_bp(ada.id, channel, "ser_1", ada.brand_id, day)

    assert (share(), share(None)) == (800, 0)
    deal(1000, channel_id=ada.channel_id, brand_id=ada.brand_id)
    deal(5000, channel_id=ada.channel_id, brand_id=ada.brand_id, ends_on=date(2026, 11, 9))
    deal(6000, channel_id=ada.channel_id, brand_id=ada.brand_id, starts_on=date(2026, 11, 11))
    assert share() == 1000
    narrow = {"channel_id": ada.channel_id, "series_id": "ser_1", "brand_id": ada.brand_id}
    deal(1200, **narrow, starts_on=day, ends_on=day)
    assert share() == 1200
