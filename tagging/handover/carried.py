"""What a marker of ours says of its placement, checked as anything that a stranger sends."""

from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields, validate

from tagging.handover.marks import Mark
from tagging.history.differences import State
from tagging.placements import geometry
from tagging.placements.history import FIELDS
from tagging.placements.schemas import PlacementChange, PlacementIn

PLACEMENT = validate.Regexp(r"^plc_[A-Za-z0-9]{1,36}\Z")


class CarriedIn(PlacementIn):
    class Meta:
        unknown = EXCLUDE
        exclude = ("version",)

    id = fields.String(required=True, validate=PLACEMENT)
    # In whose frames it is told.
    cut = fields.String(load_default=None, validate=validate.Length(1, 40))
    part_of = fields.String(required=True, allow_none=True, validate=PLACEMENT)


SAID = ("label", "action", "disclosure", "anchor")


def said_of(mark: Mark) -> State:
    """What a placement of ours says of its product, wherever it was; nothing where that can't be read."""
    data = mark.data or {}
    try:
        told: Any = PlacementChange(only=SAID, partial=True).load(
            {name: data[name] for name in SAID if name in data}
        )
        return told if data.get("kind") == "placement" else {}
    except ValidationError:
        return {}


def carried(mark: Mark, frames: int) -> State | None:
    """The placement as it was when the file was written, fit for a film of so many frames; None where the
    marker tells of none, of less than all of one, or of one that can't be."""
    data = mark.data or {}
    if data.get("kind") != "placement" or set(FIELDS) - data.keys():
        return None
    try:
        told: Any = CarriedIn().load(data)
        geometry.check_span(told["start_frame"], told["end_frame"], frames)
        return {**told, "keys": geometry.clean_keys(told["keys"], frames)}
    except (ValidationError, geometry.Misfit):
        return None
