"""What a line's token says: the moment it came from, if it is genuine and of this product."""

import structlog

from commerce.attribution import moments
from commerce.attribution.models import Moment
from commerce.catalogue.models import Variant

log = structlog.get_logger()


def moment_of(variant: Variant, token: str | None) -> Moment | None:
    """A forged, foreign or mismatched token sells all the same: the sale is then nobody's."""
    moment = moments.proved_by(token) if token else None
    if (
        moment is None
        or moment.workspace_id != variant.workspace_id
        or moment.product_id != variant.product_id
    ):
        if token:
            log.warning("token.refused", variant=variant.id)
        return None
    return moment
