"""Carries placements over by the runs that were found: after matching, and anew where one was changed."""

from dataclasses import asdict
from fractions import Fraction

from kit.db import db
from tagging.episodes.models import Cut
from tagging.placements import queries as placements
from tagging.placements.models import Placement
from tagging.recut.carry import Placed, carry, shown
from tagging.recut.models import CarriedRow, Recut
from tagging.recut.stretch import heard


class Carrier:
    """Carries the placements of a matched re-cut."""

    def __init__(self, recut: Recut) -> None:
        old, new = (db.session.get_one(Cut, cut_id) for cut_id in (recut.from_cut_id, recut.cut_id))
        self.runs = heard(recut.runs or [])
        self.rates = tuple(Fraction(cut.timing.num, cut.timing.den) for cut in (old, new))
        self.frames = new.timing.frames

    def carry(self, placement: Placement, row: CarriedRow) -> None:
        """Write down what becomes of the placement as it is now."""
        placed = Placed(placement.start_frame, placement.end_frame, placement.keys, placement.hidden)
        found = carry(placed, self.runs, (self.rates[0], self.rates[1]), self.frames)
        row.placement_id, row.placement_version = placement.id, placement.version
        row.status, row.parts = found.status, [asdict(part) for part in found.parts]
        row.share, row.sure = found.share, found.sure
        row.old_frame, row.new_frame = shown(placed, found, self.runs)


def renew(recut: Recut) -> list[CarriedRow]:
    """One row for each placement of the old cut, by film order; those changed since are carried anew."""
    known = {row.placement_id: row for row in recut.carried}
    carrier: Carrier | None = None
    rows = []
    for placement in placements.of_cut(recut.from_cut_id):
        row = known.pop(placement.id, None)
        if row is None or row.placement_version != placement.version:
            carrier = carrier or Carrier(recut)
            is_new, row = row is None, row or CarriedRow()
            carrier.carry(placement, row)
            row.is_renewed = recut.status == "ready"
            if is_new:
                row.is_left_out = False
                row.placement = placement
                recut.carried.append(row)
        rows.append(row)
    for gone in known.values():
        recut.carried.remove(gone)
    return rows
