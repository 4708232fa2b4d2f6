"""Reads of changes: an episode's, page by page; a subject's, back to a version."""

from datetime import UTC, datetime

from sqlalchemy import and_, or_, select

from kit import clock
from kit.db import db
from kit.errors import Conflict, NotFound, NotUnderstood
from kit.language import _
from kit.paging import FOREIGN, mark, place
from tagging.history import differences
from tagging.history.models import CARRY, EVERYBODY, Change

PAGE = 50
NEWEST_FIRST = Change.version_after.desc(), Change.at.desc(), Change.id.desc()


def page(episode_id: str, cursor: str | None, brand_id: str | None = None) -> tuple[list[Change], str | None]:
    """The newest changes after the cursor, and the cursor of the next page."""
    wanted = select(Change).where(Change.episode_id == episode_id)
    if brand_id is not None:
        wanted = wanted.where(Change.shown_to.in_([EVERYBODY, brand_id]))
    after = place(cursor, 2)
    if after is not None:
        at, last = _instant(after[0]), after[1]
        wanted = wanted.where(or_(Change.at < at, and_(Change.at == at, Change.id < last)))
    wanted = wanted.order_by(Change.at.desc(), Change.id.desc())
    found = list(db.session.scalars(wanted.limit(PAGE + 1)))
    if len(found) <= PAGE:
        return found, None
    last_shown = found[PAGE - 1]
    return found[:PAGE], mark(last_shown.at.isoformat(), last_shown.id)


def revision(episode_id: str) -> str | None:
    """Another one after each change, of whatever kind; None before the first. Quick ones of one hand are one
    change that goes on, so its time counts too."""
    wanted = select(Change.id, Change.at).where(Change.episode_id == episode_id)
    last = db.session.execute(wanted.order_by(Change.at.desc(), Change.id.desc()).limit(1)).first()
    return f"{last[0]}.{clock.to_ms(last[1])}" if last else None


def of_subject(workspace_id: str, subject_id: str) -> list[Change]:
    """Newest first."""
    wanted = select(Change).where(Change.subject_id == subject_id, Change.workspace_id == workspace_id)
    return list(db.session.scalars(wanted.order_by(*NEWEST_FIRST)))


def state_at(version: int, state: differences.State, changes: list[Change]) -> differences.State:
    """What a subject was at a version, from what it is and its changes, newest first."""
    for change in changes:
        if change.version_after == version:
            return state
        if change.version_after < version:
            break
        if change.act == CARRY:
            raise Conflict(_("This was on an earlier cut of the film. Place the product again on this one."))
        try:
            state = differences.undone(state, change.fields)
        except differences.Lost:
            raise NotFound(
                _("This version can't be brought back: a change after it was not written down.")
            ) from None
        if change.version_before == version:
            return state
    raise NotFound(_("This version is not kept. Choose one from the history."))


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise NotUnderstood(FOREIGN) from error
