"""A change that names the cut its writer has before them: once another cut is taken over, it doesn't fit."""

from typing import cast

from flask import Flask, request

from accounts.callers import find_caller
from kit.db import READING, db
from kit.errors import Conflict
from kit.language import _
from tagging.episodes.models import Cut

HEADER = "Vitrine-Cut"
NEW_CUT = "new_cut"


def init_app(app: Flask) -> None:
    app.before_request(check)


def check() -> None:
    """Refuse what was meant for a former cut, whatever it was meant to change.

    A desk says with each change which one it shows; who sends no header is asked nothing.
    """
    before_them = request.headers.get(HEADER)
    me = find_caller() if before_them and request.method not in READING else None
    if me is None or request.routing_exception is not None:
        return
    cut = db.session.get(Cut, cast(str, before_them)[:40])
    if cut is None or cut.episode.workspace_id != me.workspace_id or cut.episode.cut.id != cut.id:
        raise Conflict(
            _("A new cut of this episode was taken over. Load it; nothing you did is lost."), code=NEW_CUT
        )
