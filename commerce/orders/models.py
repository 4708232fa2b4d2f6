"""Orders and their lines. Prices are frozen when the payment starts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import one_of
from commerce.catalogue.models import Variant
from commerce.orders import states
from kit.db import Base, Instant, id_default, now
from kit.money import Money


class Order(Base):
    __tablename__ = "sale_order"
    __table_args__ = (
        CheckConstraint(one_of("status", states.STATES), name="status"),
        CheckConstraint("total >= 0 AND refunded >= 0 AND refunded <= total", name="money"),
        UniqueConstraint("workspace_id", "number"),
        Index("ix_sale_order_waiting", "status", "held_until"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("ord"))
    # What the viewer holds. Reports show order ids to partners, so it must be another one.
    checkout_id: Mapped[str] = mapped_column(String(40), unique=True, default=id_default("chk"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channel.id"))
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer.id"))
    viewer: Mapped[str | None] = mapped_column(String(64), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    status: Mapped[str] = mapped_column(String(16), default="draft")
    why: Mapped[str | None] = mapped_column(String(300))
    number: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[int]
    refunded: Mapped[int] = mapped_column(default=0)
    idempotency_key: Mapped[str | None] = mapped_column(String(255), unique=True)
    wanted: Mapped[str | None] = mapped_column(String(64))
    # The tap it began with, where its viewer agreed to be known again; else the request that began it.
    trace: Mapped[str | None] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    held_until: Mapped[datetime] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    version: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list["OrderLine"]] = relationship(back_populates="order", order_by="OrderLine.position")

    __mapper_args__ = {"version_id_col": version}

    @property
    def price(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def is_waiting(self) -> bool:
        return self.status in states.WAITING

    def move(self, move: str) -> None:
        self.status = states.after(self.status, move)


class OrderLine(Base):
    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0 AND unit >= 0 AND amount >= 0", name="amounts"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("lin"))
    order_id: Mapped[str] = mapped_column(ForeignKey("sale_order.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    variant_id: Mapped[str] = mapped_column(ForeignKey("variant.id"))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(300))
    image: Mapped[str | None] = mapped_column(String(300))
    quantity: Mapped[int]
    unit: Mapped[int]
    amount: Mapped[int]
    # The moment whose Buy was pressed, proved by its token. The moment itself lives upstairs.
    release_id: Mapped[str | None] = mapped_column(String(40))
    moment_id: Mapped[str | None] = mapped_column(String(40))
    order: Mapped[Order] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship()


class OrderCounter(Base):
    """The last number given to a paid order of a workspace: receipts count without gaps."""

    __tablename__ = "order_counter"
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    last: Mapped[int] = mapped_column(default=1000)
