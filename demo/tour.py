"""The demo's tour: what to try, ticked off by what really happened, and how to put it all back."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, current_app, make_response, render_template, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from accounts.models import Workspace
from commerce.attribution.models import Credit
from commerce.orders.models import Order
from demo import again, people, sales
from demo.doors import way_in, why_not_ready
from demo.surroundings import STUDIO
from kit.db import db
from kit.errors import Conflict, Unavailable
from kit.language import _, ngettext
from tagging.episodes import queries as episodes
from tagging.episodes.models import Episode
from tagging.overlay.pages import published
from tagging.placements.models import Placement

blueprint = Blueprint("demo_tour", __name__, url_prefix="/demo")

SERIES = "The Wrong Coat"
FIRST, SECOND = "Coat check", "The key in the pocket"
OWN_SERIES = "Your films"
BY_VISITOR = func.coalesce(Order.idempotency_key, "").not_like(f"%{sales.MARK}%")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"tour": tour})


@blueprint.get("/tour")
def show_tour() -> Response:
    """The part of the front page that changes while the visitor looks around; asked for again and again."""
    drawn = render_template("demo/tour.html", shown=tour(), episodes=published())
    made = make_response(drawn)
    made.headers["Cache-Control"] = "private, no-cache"
    made.add_etag()
    return made.make_conditional(request)


@blueprint.get("/state")
def show_state() -> dict[str, bool]:
    """As /readyz, for a page that waits: an answer that isn't ready yet is no failure there."""
    return {"is_ready": why_not_ready() is None}


@blueprint.post("/start-over")
def start_over() -> tuple[str, int]:
    """Wish for everything to be put back; the supervisor does it as soon as it looks."""
    instance = again.instance_folder()
    if not again.is_supervised(instance):
        raise Unavailable(_("Only a demo that runs by make demo can start over. Start it so, with FRESH=1."))
    try:
        again.check_is_ours(instance, STUDIO)
    except again.NotOurs as reason:
        raise Conflict(str(reason)) from None
    again.ask(instance)
    return render_template("demo/starting_over.html"), 202


def tour() -> dict[str, Any]:
    """What the front page says of this very demo, from its rows."""
    studio = people.workspace()
    mine = episodes.list_episodes(studio.id) if studio else []
    return {
        "steps": steps(studio, mine) if studio else [],
        "waiting": [waiting(e) for e in mine if e.live_release_id is None and e.cuts],
        "refused": refused(),
        "mail_url": address_of("/demo/mail"),
    }


def steps(studio: Workspace, mine: list[Episode]) -> list[dict[str, Any]]:
    theirs = {e.number: e for e in mine if e.series.title == SERIES}
    own = [e for e in mine if e.series.title == OWN_SERIES and e.cuts and e.cut.step != "refused"]
    found = []
    if 1 in theirs:
        found.append(bought(studio, theirs[1]))
        found.append(credited(studio))
    if 2 in theirs:
        found.append(tagged(theirs[2], _("Tag episode two and publish it")))
    found += [tagged(e, _("Tag your film: %(title)s", title=e.title)) for e in own]
    return found


def bought(studio: Workspace, first: Episode) -> dict[str, Any]:
    paid = select(func.count()).where(Order.workspace_id == studio.id, Order.paid_at.is_not(None), BY_VISITOR)
    count = db.session.scalar(paid) or 0
    return {
        "key": "buy",
        "title": _("Watch and buy the coat"),
        "words": ngettext("%(num)d order is paid.", "%(num)d orders are paid.", count)
        if count
        else _("Tap it while the story runs. Card 4242 4242 4242 4242 always pays."),
        "url": f"/watch/{first.id}",
        "is_done": count > 0,
    }


def credited(studio: Workspace) -> dict[str, Any]:
    wanted = select(Credit.id).join(Order, Order.id == Credit.order_id).where(BY_VISITOR)
    wanted = wanted.where(Credit.workspace_id == studio.id, Credit.kind == "direct").limit(1)
    is_there = db.session.scalar(wanted) is not None
    return {
        "key": "report",
        "title": _("See it arrive in the partner’s report"),
        "words": _("The sale stands beside the moment that made it.")
        if is_there
        else _("Leave the report open beside the film: it fills without reloading."),
        "url": way_in("partner"),
        "is_done": is_there,
    }


def tagged(episode: Episode, title: str) -> dict[str, Any]:
    count = db.session.scalar(select(func.count()).where(Placement.episode_id == episode.id)) or 0
    if episode.live_release_id:
        words = _("Published. It is in the list below.")
    elif count:
        words = ngettext(
            "%(num)d piece is placed. Publish it.", "%(num)d pieces are placed. Publish them.", count
        )
    else:
        words = _("Pick a keyframe, draw a box around the thing, choose the piece.")
    return {
        "key": f"tag-{episode.id}",
        "title": title,
        "words": words,
        "url": f"/as/editor/studio/{episode.id}",
        "is_done": episode.live_release_id is not None,
    }


def waiting(episode: Episode) -> dict[str, Any]:
    """An episode that viewers don't see yet, and why."""
    cut = episode.cut
    return {
        "id": episode.id,
        "title": episode.title,
        "number": episode.number,
        "series": episode.series.title,
        "is_own": episode.series.title == OWN_SERIES,
        "poster_url": cut.poster_url,
        "refusal": cut.refusal if cut.step == "refused" else None,
        "percent": None if cut.step in ("done", "refused") else round(cut.progress * 100),
        "url": f"/as/editor/studio/{episode.id}",
    }


def refused() -> dict[str, str] | None:
    """The visitor's film that was not even taken in: no row tells of it, so the seed left a note."""
    note = again.instance_folder() / "demo" / "refused.json"
    return read_note(note) if note.is_file() else None


def read_note(note: Path) -> dict[str, str] | None:
    try:
        return json.loads(note.read_text())
    except (OSError, ValueError):
        return None


def address_of(path: str) -> str | None:
    """A page that this version of the demo has."""
    return path if any(rule.rule == path for rule in current_app.url_map.iter_rules()) else None
