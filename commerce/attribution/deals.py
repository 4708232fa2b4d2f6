"""Which deal shares a sale: the narrowest that fits its channel, series, brand and day."""

from datetime import date

from sqlalchemy import or_, select

from commerce.attribution.models import Deal
from kit.db import db


def share_bp(
    workspace_id: str, channel_id: str | None, series_id: str | None, brand_id: str, day: date
) -> int:
    """The partner's share in basis points (hundredths of a per cent); 0 where no deal fits."""
    if channel_id is None:
        return 0
    wanted = select(Deal).where(
        Deal.workspace_id == workspace_id,
        or_(Deal.channel_id == channel_id, Deal.channel_id.is_(None)),
        or_(Deal.series_id == series_id, Deal.series_id.is_(None)),
        or_(Deal.brand_id == brand_id, Deal.brand_id.is_(None)),
        Deal.starts_on <= day,
        or_(Deal.ends_on.is_(None), Deal.ends_on >= day),
    )
    fitting = list(db.session.scalars(wanted))
    return max(fitting, key=_narrowness).share_bp if fitting else 0


def _narrowness(deal: Deal) -> tuple[int, date, str]:
    fixed = sum(part is not None for part in (deal.channel_id, deal.series_id, deal.brand_id))
    return fixed, deal.starts_on, deal.id
