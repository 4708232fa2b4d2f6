"""Moments as they were published, touches on them, the credit they earned, the deals that share it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import one_of
from kit.db import Base, Instant, id_default, now

KINDS = ("direct", "assisted", "unattributed")


class Moment(Base):
    """What was published, in the words a report needs. Publishing writes it once; it never changes."""

    __tablename__ = "moment"
    release_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    series_id: Mapped[str] = mapped_column(String(40))
    series_title: Mapped[str] = mapped_column(String(150))
    episode_id: Mapped[str] = mapped_column(String(40), index=True)
    episode_title: Mapped[str] = mapped_column(String(150))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"))
    label: Mapped[str] = mapped_column(String(150))
    picture: Mapped[str | None] = mapped_column(String(200))
    starts_ms: Mapped[int]
    ends_ms: Mapped[int]


class Touch(Base):
    """An impression or a tap, proved by the moment's token. Its id is the event's: repeats count once."""

    __tablename__ = "touch"
    __table_args__ = (
        CheckConstraint("kind IN (1, 2)", name="kind"),
        Index("ix_touch_viewer", "viewer", "ts"),
        Index("ix_touch_moment", "workspace_id", "moment_id", "received_at"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    release_id: Mapped[str] = mapped_column(String(40))
    moment_id: Mapped[str] = mapped_column(String(40))
    product_id: Mapped[str] = mapped_column(String(40))
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channel.id"))
    viewer: Mapped[str | None] = mapped_column(String(64))
    session: Mapped[str] = mapped_column(String(64))
    kind: Mapped[int]
    ts: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(Instant, default=now)


class Credit(Base):
    """One line of the ledger. Lines are only ever added: a refund is a negative line of its own."""

    __tablename__ = "credit"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint("(kind = 'unattributed') = (moment_id IS NULL)", name="moment"),
        Index("ix_credit_report", "workspace_id", "at", "kind"),
        Index("ix_credit_order", "order_id"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("crd"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    order_id: Mapped[str] = mapped_column(ForeignKey("sale_order.id"))
    line_id: Mapped[str] = mapped_column(ForeignKey("order_line.id"))
    refund_id: Mapped[str | None] = mapped_column(ForeignKey("refund.id"))
    kind: Mapped[str] = mapped_column(String(12))
    rule: Mapped[str] = mapped_column(String(20))
    touch_id: Mapped[str | None] = mapped_column(String(64))
    release_id: Mapped[str | None] = mapped_column(String(40))
    moment_id: Mapped[str | None] = mapped_column(String(40))
    product_id: Mapped[str] = mapped_column(String(40))
    brand_id: Mapped[str] = mapped_column(String(40))
    channel_id: Mapped[str | None] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[int]
    commission: Mapped[int] = mapped_column(default=0)
    units: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(Instant)


class Deal(Base):
    """How a sale is shared, by channel, series and brand, dated. The narrowest that fits counts."""

    __tablename__ = "deal"
    __table_args__ = (CheckConstraint("share_bp BETWEEN 0 AND 10000", name="share"),)
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("deal"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channel.id"))
    series_id: Mapped[str | None] = mapped_column(String(40))
    brand_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    share_bp: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
