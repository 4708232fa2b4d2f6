"""Several moments of one product as one placement: what they share, and how one comes in or leaves."""

from collections.abc import Iterable

from sqlalchemy import func, select

from kit import ids
from kit.db import db
from kit.errors import NotFound, NotUnderstood
from kit.language import _
from tagging.placements.models import Placement

# What is said of the placement, besides its product; all else is said of one moment of it.
SHARED = ("label", "action", "disclosure")


def moments(cut_id: str, belongs_to: str) -> list[Placement]:
    """All moments of one placement."""
    return list(db.session.scalars(_of(cut_id, belongs_to).order_by(Placement.made_at, Placement.id)))


def others(placement: Placement) -> list[Placement]:
    """The other moments of the same placement, in the order of their ids: whoever changes two of them goes
    the same way through them."""
    wanted = _of(placement.cut_id, placement.belongs_to).where(Placement.id != placement.id)
    return list(db.session.scalars(wanted.order_by(Placement.id)))


def join(placement: Placement, belongs_to: str) -> None:
    """Make it a moment of another placement of the same product; what they share becomes that one's."""
    found = _of(placement.cut_id, belongs_to).order_by(Placement.made_at)
    if placement.id:
        found = found.where(Placement.id != placement.id)
    host = db.session.scalars(found.limit(1)).first()
    if host is None or host.workspace_id != placement.workspace_id:
        raise NotFound(_("There is no such placement. It may have been deleted."))
    if host.variant_id != placement.variant.id:
        raise NotUnderstood(_("A placement shows one product in all its moments. Choose that product first."))
    placement.label, placement.action = host.label, host.action
    placement.disclosure, placement.part_of = host.disclosure, host.belongs_to


def split_off(placement: Placement) -> None:
    """Make it a placement of its own. Its id may still name the one it leaves, so it gets another name."""
    placement.part_of = ids.new("plc")


def return_to(placement: Placement, part_of: str | None) -> None:
    """Where a former version belonged; where that is gone, or shows another product by now, on its own."""
    if (part_of or placement.id) == placement.belongs_to:
        for other in others(placement):
            other.variant = placement.variant
        share(placement, SHARED)
        return
    placement.part_of = None
    found = db.session.scalars(_of(placement.cut_id, part_of).limit(1)).first() if part_of else None
    if found is not None and found.variant_id == placement.variant.id:
        join(placement, found.belongs_to)


def share(placement: Placement, fields: Iterable[str]) -> None:
    """Say of the other moments what was just said of this one."""
    said = [field for field in SHARED if field in set(fields)]
    for other in others(placement) if said else []:
        for field in said:
            setattr(other, field, getattr(placement, field))


def akin(cut_id: str, variant_id: str, start_frame: int, end_frame: int) -> str | None:
    """The placement that a moment of this product most likely belongs to: the latest not on just then."""
    wanted = select(Placement).where(Placement.cut_id == cut_id, Placement.variant_id == variant_id)
    rows = list(db.session.scalars(wanted.order_by(Placement.made_at, Placement.id)))
    busy = {row.belongs_to for row in rows if row.start_frame < end_frame and start_frame < row.end_frame}
    free = [row.belongs_to for row in rows if row.belongs_to not in busy]
    return free[-1] if free else None


def _of(cut_id: str, belongs_to: str):
    return select(Placement).where(
        Placement.cut_id == cut_id, func.coalesce(Placement.part_of, Placement.id) == belongs_to
    )
