"""Acting as: a person with places in several organisations or workspaces chooses by which they act."""

from flask import Blueprint, g, redirect, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from accounts.callers import caller, chosen
from accounts.models import Membership, Person
from accounts.names import ROLE_NAMES
from accounts.roles import may
from kit.errors import NotFound
from kit.language import _

blueprint = Blueprint("acting", __name__)


@blueprint.post("/acting-as")
def choose_place() -> Response:
    """Act by another of one's own places from now on."""
    caller()
    for place in _mine():
        if place.id == request.form.get("membership"):
            session["membership"] = place.id
            g.pop("caller", None)
            return redirect("/studio" if may(place.role, "see_studio") else "/reports")
    raise NotFound(_("You have no such place. It may have been taken away."))


def places() -> list[dict[str, object]]:
    """The places of whoever is signed in, as the account menu lists them; none where there is no choice."""
    mine = _mine()
    now = chosen(mine)
    if now is None or len(mine) < 2:
        return []
    is_one_studio = len({place.workspace_id for place in mine}) == 1
    return [
        {"id": place.id, "words": _words(place, is_one_studio), "is_here": place.id == now.id}
        for place in mine
    ]


def _words(place: Membership, is_one_studio: bool) -> str:
    told = [place.organisation.name, str(ROLE_NAMES[place.role])]
    return ", ".join(told if is_one_studio else [place.workspace.name, *told])


def _mine() -> list[Membership]:
    person = current_user._get_current_object()
    return person.memberships if isinstance(person, Person) else []
