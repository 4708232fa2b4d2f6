"""A product pinned to a box, or to a box that moves, for a span of frames."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import one_of
from commerce.catalogue.models import Variant
from kit.db import Base, Instant, id_default, now

ANCHORS = ("follow", "docked")


class Placement(Base):
    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("start_frame >= 0 AND end_frame > start_frame", name="span"),
        CheckConstraint(one_of("anchor", ANCHORS), name="anchor"),
    )
    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=id_default("plc"))
    # What a viewer and a report know it by; the same in every release, so that its sales add up.
    moment_id: Mapped[str] = mapped_column(String(40), unique=True, default=id_default("mom"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    episode_id: Mapped[str] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    cut_id: Mapped[str] = mapped_column(ForeignKey("cut.id", ondelete="CASCADE"), index=True)
    # The placement it is a moment of, named by its first one; no foreign key, for that one may be deleted.
    # None: it stands alone.
    part_of: Mapped[str | None] = mapped_column(String(40))
    variant_id: Mapped[str] = mapped_column(ForeignKey("variant.id"))
    start_frame: Mapped[int]
    end_frame: Mapped[int]
    # [[frame, x, y, w, h], …], ascending; the box moves straight from one to the next.
    keys: Mapped[list[list[Any]]] = mapped_column(JSON)
    # [[from_frame, to_frame], …], half open: the thing is covered or out of the picture, nothing is drawn.
    hidden: Mapped[list[list[int]]] = mapped_column(JSON, default=list, server_default="[]")
    # How often a person drew or changed the path, or where it hides.
    drawn: Mapped[int] = mapped_column(default=0, server_default="0")
    # The last track that was started for it. No foreign key: the path stays here when the track goes.
    track_id: Mapped[str | None] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(150))
    action: Mapped[str] = mapped_column(String(40), default="Buy now")
    disclosure: Mapped[str | None] = mapped_column(String(120))
    anchor: Mapped[str] = mapped_column(String(10), default="follow")
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)
    variant: Mapped[Variant] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def belongs_to(self) -> str:
        """What all moments of one placement have in common."""
        return self.part_of or self.id
