"""What each moment sold: one query for the page, the API and the CSV."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from accounts.callers import Caller
from accounts.models import Channel, Organisation, Workspace
from commerce.attribution import moments
from commerce.attribution.ledger import RULE
from commerce.attribution.models import Credit, Moment, Touch
from commerce.attribution.periods import Period
from commerce.catalogue.models import Product
from kit import storage
from kit.db import db
from kit.paging import mark, place


@dataclass(frozen=True)
class Scope:
    """Whose figures: the whole workspace's, a partner's channels', or a brand's products'."""

    workspace_id: str
    channels: tuple[str, ...] | None = None
    brand_id: str | None = None

    def narrow(self, wanted: Any, channel: Any, brand: Any) -> Any:
        if self.channels is not None:
            wanted = wanted.where(channel.in_(self.channels))
        if self.brand_id is not None:
            wanted = wanted.where(brand == self.brand_id)
        return wanted


def scope_of(caller: Caller) -> Scope:
    """What this caller may see. Anyone we don't know how to narrow sees nothing."""
    if caller.sees_all_figures:
        return Scope(caller.workspace_id)
    if caller.organisation_kind == "brand":
        return Scope(caller.workspace_id, brand_id=caller.organisation_id)
    own = select(Channel.id).where(
        Channel.workspace_id == caller.workspace_id, Channel.organisation_id == caller.organisation_id
    )
    return Scope(caller.workspace_id, channels=tuple(db.session.scalars(own)))


def by_moment(scope: Scope, span: Period, cursor: str | None = None, limit: int = 100) -> dict[str, Any]:
    """One item a moment, product and currency: gross, refunds, net, commission, and how it was reached."""
    credits = _credits(scope, span, limit, place(cursor, 3))
    touches = _touches(scope, span)
    rows = [_sold(row, touches.get((row.moment_id, row.product_id))) for row in credits[:limit]]
    is_last = len(credits) <= limit
    if is_last:
        known = _sold_keys(scope, span)
        rows += [_unsold(key, counted) for key, counted in touches.items() if key not in known]
    _label(rows)
    last = credits[limit - 1] if not is_last else None
    return {
        "items": rows,
        "unattributed": _unattributed(scope, span),
        "rule": RULE,
        "period": {"from": span.first, "to": span.last, "timezone": span.timezone},
        "next": mark(last.moment_id, last.product_id, last.currency) if last else None,
    }


def whole(scope: Scope, span: Period) -> dict[str, Any]:
    """All pages in one: a file that ended early would not say so."""
    report = by_moment(scope, span, limit=500)
    while report["next"]:
        more = by_moment(scope, span, report["next"], limit=500)
        report = {**more, "items": report["items"] + more["items"]}
    return report


def stamp(scope: Scope, span: Period) -> str:
    """Changes whenever the report does, and costs two counts: ledger and touches are only ever added to."""
    credits = select(func.count().label("lines"), func.max(Credit.at).label("newest")).where(
        Credit.workspace_id == scope.workspace_id, Credit.at >= span.since, Credit.at < span.until
    )
    touches = select(func.count(Touch.id)).where(
        Touch.workspace_id == scope.workspace_id,
        Touch.received_at >= span.since,
        Touch.received_at < span.until,
    )
    if scope.brand_id is not None:
        touches = touches.join(Product, Product.id == Touch.product_id)
    found = db.session.execute(scope.narrow(credits, Credit.channel_id, Credit.brand_id)).one()
    seen = db.session.scalar(scope.narrow(touches, Touch.channel_id, Product.brand_id))
    return f"{found.lines}-{found.newest}-{seen}"


def latest(scope: Scope, span: Period, limit: int = 5) -> list[dict[str, Any]]:
    """The newest lines of the ledger, each with its moment's words: what has just happened."""
    wanted = (
        select(Credit, Product.title, Moment)
        .join(Product, Product.id == Credit.product_id)
        .outerjoin(Moment, and_(Moment.release_id == Credit.release_id, Moment.id == Credit.moment_id))
        .where(Credit.workspace_id == scope.workspace_id, Credit.at >= span.since, Credit.at < span.until)
        .where(Credit.kind != "assisted")
        .order_by(Credit.at.desc(), Credit.id)
        .limit(limit)
    )
    return [
        {
            "id": row.Credit.id,
            "amount": row.Credit.amount,
            "currency": row.Credit.currency,
            "product_title": row.title,
            "episode_title": row.Moment.episode_title if row.Moment else None,
            "starts_ms": row.Moment.starts_ms if row.Moment else None,
        }
        for row in db.session.execute(scope.narrow(wanted, Credit.channel_id, Credit.brand_id))
    ]


def currency_of(workspace_id: str) -> str:
    return db.session.get_one(Workspace, workspace_id).currency


def _sold_keys(scope: Scope, span: Period) -> set[tuple[str, str]]:
    """What has a line of its own on this page or an earlier one."""
    wanted = (
        select(Credit.moment_id, Credit.product_id)
        .where(Credit.workspace_id == scope.workspace_id, Credit.at >= span.since, Credit.at < span.until)
        .where(Credit.moment_id.is_not(None))
        .distinct()
    )
    found = db.session.execute(scope.narrow(wanted, Credit.channel_id, Credit.brand_id))
    return {(row.moment_id, row.product_id) for row in found}


def _credits(scope: Scope, span: Period, limit: int, after: list[str] | None) -> list[Any]:
    wanted = (
        select(
            Credit.moment_id,
            Credit.product_id,
            Credit.brand_id,
            Credit.currency,
            func.max(Credit.release_id).label("release_id"),
            *_figures(),
            func.sum(case((Credit.kind == "assisted", Credit.amount), else_=0)).label("assisted"),
        )
        .where(Credit.workspace_id == scope.workspace_id, Credit.at >= span.since, Credit.at < span.until)
        .where(Credit.moment_id.is_not(None))
        .group_by(Credit.moment_id, Credit.product_id, Credit.brand_id, Credit.currency)
        .order_by(Credit.moment_id, Credit.product_id, Credit.currency)
        .limit(limit + 1)
    )
    if after is not None:
        moment, product, currency = after
        wanted = wanted.where(
            or_(
                Credit.moment_id > moment,
                and_(Credit.moment_id == moment, Credit.product_id > product),
                and_(Credit.moment_id == moment, Credit.product_id == product, Credit.currency > currency),
            )
        )
    return list(db.session.execute(scope.narrow(wanted, Credit.channel_id, Credit.brand_id)))


def _figures() -> list[Any]:
    """Gross counts sales only, refunds their own lines only: a refund never lowers gross."""
    is_own = Credit.kind != "assisted"
    return [
        func.sum(case((and_(is_own, Credit.amount > 0), Credit.amount), else_=0)).label("gross"),
        func.sum(case((and_(is_own, Credit.amount < 0), -Credit.amount), else_=0)).label("refunds"),
        func.sum(case((is_own, Credit.commission), else_=0)).label("commission"),
        func.sum(case((is_own, Credit.units), else_=0)).label("units"),
        func.count(case((and_(is_own, Credit.refund_id.is_(None)), Credit.order_id)).distinct()).label(
            "orders"
        ),
    ]


def _touches(scope: Scope, span: Period) -> dict[tuple[str, str], Any]:
    wanted = (
        select(
            Touch.moment_id,
            Touch.product_id,
            func.max(Touch.release_id).label("release_id"),
            func.sum(case((Touch.kind == 1, 1), else_=0)).label("impressions"),
            func.sum(case((Touch.kind == 2, 1), else_=0)).label("taps"),
        )
        .join(Product, Product.id == Touch.product_id)
        .where(
            Touch.workspace_id == scope.workspace_id,
            Touch.received_at >= span.since,
            Touch.received_at < span.until,
        )
        .group_by(Touch.moment_id, Touch.product_id)
        .order_by(Touch.moment_id, Touch.product_id)
    )
    found = db.session.execute(scope.narrow(wanted, Touch.channel_id, Product.brand_id))
    return {(row.moment_id, row.product_id): row for row in found}


def _sold(row: Any, counted: Any) -> dict[str, Any]:
    return {
        "moment": row.moment_id,
        "release": row.release_id,
        "product": row.product_id,
        "currency": row.currency,
        "gross": int(row.gross),
        "refunds": int(row.refunds),
        "net": int(row.gross) - int(row.refunds),
        "commission": int(row.commission),
        "assisted": int(row.assisted),
        "units": int(row.units),
        "orders": int(row.orders),
        "impressions": int(counted.impressions) if counted else 0,
        "taps": int(counted.taps) if counted else 0,
    }


def _unsold(key: tuple[str, str], counted: Any) -> dict[str, Any]:
    """Seen or tapped and not bought: no money, so no currency either."""
    money = dict.fromkeys(("gross", "refunds", "net", "commission", "assisted", "units", "orders"), 0)
    return {
        "moment": key[0],
        "release": counted.release_id,
        "product": key[1],
        "currency": None,
        **money,
        "impressions": int(counted.impressions),
        "taps": int(counted.taps),
    }


def _label(rows: list[dict[str, Any]]) -> None:
    """Add the words: what a moment was called, where it is, whose product it shows."""
    named = moments.labels((row["release"], row["moment"]) for row in rows)
    products = {
        product.id: (product.title, brand.name)
        for product, brand in db.session.execute(
            select(Product, Organisation)
            .join(Organisation, Organisation.id == Product.brand_id)
            .where(Product.id.in_({row["product"] for row in rows}))
        )
    }
    for row in rows:
        moment: Moment | None = named.get((row.pop("release"), row["moment"]))
        row["product_title"], row["brand"] = products.get(row["product"], ("", ""))
        row["episode"] = moment.episode_id if moment else None
        row["episode_title"] = moment.episode_title if moment else ""
        row["series_title"] = moment.series_title if moment else ""
        row["label"] = moment.label if moment else ""
        row["starts_ms"] = moment.starts_ms if moment else None
        row["ends_ms"] = moment.ends_ms if moment else None
        row["picture"] = storage.address(moment.picture) if moment else None


def _unattributed(scope: Scope, span: Period) -> list[dict[str, Any]]:
    """Sales that no moment can prove. With the items they make up all that Stripe collected."""
    wanted = (
        select(Credit.currency, *_figures())
        .where(Credit.workspace_id == scope.workspace_id, Credit.at >= span.since, Credit.at < span.until)
        .where(Credit.kind == "unattributed")
        .group_by(Credit.currency)
        .order_by(Credit.currency)
    )
    return [
        {
            "currency": row.currency,
            "gross": int(row.gross),
            "refunds": int(row.refunds),
            "net": int(row.gross) - int(row.refunds),
            "orders": int(row.orders),
            "units": int(row.units),
        }
        for row in db.session.execute(scope.narrow(wanted, Credit.channel_id, Credit.brand_id))
    ]
