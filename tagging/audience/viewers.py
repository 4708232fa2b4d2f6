"""Being known again, by consent: an id made here, shown with what hangs on it, and forgotten on demand."""

from typing import Any

from sqlalchemy import update

from accounts import viewers
from accounts.models import Viewer
from commerce.attribution.models import Touch
from commerce.orders.models import Order
from kit import clock
from kit.db import db
from kit.errors import NotAllowed, NotFound
from kit.jobs import nudge
from kit.language import _
from tagging.audience import queries
from tagging.audience.models import Event, Forgetting
from tagging.publishing import queries as publishing

FORGETTER = "forget_viewers"


def agree(episode_id: str) -> Viewer:
    """Somebody watching this episode said yes."""
    if viewers.says_no():
        raise NotAllowed(_("Your browser asks us not to remember you (Global Privacy Control), so we don't."))
    episode, _release = publishing.live(episode_id)
    viewer = Viewer(workspace_id=episode.workspace_id)
    db.session.add(viewer)
    db.session.flush()
    return viewer


def kept(viewer_id: str) -> dict[str, Any]:
    """What we keep under this id: since when, and how many things."""
    viewer = _one(viewer_id)
    events = queries.noted_under(viewer.id)
    return {"id": viewer.id, "agreed_at": clock.to_ms(viewer.agreed_at), "events": events}


def forget(viewer_id: str) -> None:
    """Take the id away everywhere. What happened stays counted, as nobody's; credit that was given stays."""
    viewer = _one(viewer_id)
    # The row first: what is being written under this id just now is waited for, and then found below.
    db.session.delete(viewer)
    db.session.flush()
    for table in (Event, Touch, Order):
        blanked = update(table).where(table.viewer == viewer_id).values(viewer=None)
        if table is Order:
            blanked = blanked.values(trace=None)  # the tap it began with
        db.session.execute(blanked.execution_options(synchronize_session=False))
    # Files are written anew, which takes longer than a request may: the row stays until nothing names them.
    # What is in an inbox still loses the id as it is sealed.
    db.session.add(Forgetting(viewer=viewer_id))
    nudge(FORGETTER)


def _one(viewer_id: str) -> Viewer:
    viewer = db.session.get(Viewer, viewer_id)
    if viewer is None:
        raise NotFound(_("We keep nothing under this number."))
    return viewer
