"""Products and the variants people buy."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation
from kit import storage
from kit.db import Base, Instant, id_default, now
from kit.money import Money

FEW = 5  # from here on a card says how many are left


class Product(Base):
    __tablename__ = "product"
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("prd"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(150))
    description: Mapped[str] = mapped_column(Text, default="")
    picture: Mapped[str | None] = mapped_column(String(200))
    disclosure: Mapped[str | None] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    brand: Mapped[Organisation] = relationship()
    variants: Mapped[list["Variant"]] = relationship(back_populates="product", order_by="Variant.position")

    @property
    def image(self) -> str | None:
        return storage.address(self.picture)


class Variant(Base):
    """What is bought: a product in one colour and size, at a price, from a stock."""

    __tablename__ = "variant"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        # The last line of defence against selling what isn't there: the database itself refuses.
        CheckConstraint("held >= 0 AND on_hand >= held", name="stock"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("var"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    on_hand: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    product: Mapped[Product] = relationship(back_populates="variants")

    @property
    def price(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def available(self) -> int:
        return self.on_hand - self.held

    @property
    def title(self) -> str:
        return ", ".join([self.product.title, *map(str, self.options.values())])
