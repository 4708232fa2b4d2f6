"""Whether an editor has pinned a product where it was found, by hand or by another finding."""

from tagging.finding import same
from tagging.finding.models import Finding
from tagging.placements.models import Placement
from tagging.tracking import path


def is_pinned(
    placement: Placement, product: str, frame: int, span: tuple[int, int], box: list[float]
) -> bool:
    """The same product, of whatever variant, at some time of the span in that place."""
    if placement.variant.product_id != product:
        return False
    shown = placement.start_frame, placement.end_frame
    # Where both can be seen: a placement may begin after the best frame of the finding.
    at = max(shown[0], min(frame, shown[1] - 1))
    return same.is_same_time(shown, span) and same.is_same_place(path.box_at(placement.keys, at), box)


def is_answered(finding: Finding, placements: list[Placement]) -> bool:
    """Whether most of what was found is pinned: accepting it would make a twin."""
    span = finding.start_frame, finding.end_frame
    return any(
        same.is_mostly_within(span, (one.start_frame, one.end_frame))
        and is_pinned(one, finding.product_id, finding.at_frame, span, finding.box)
        for one in placements
    )
