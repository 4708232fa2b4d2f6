"""Who is calling: a signed-in person or an API key, as (workspace, role, organisation)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import g, redirect, request, session, url_for
from flask_login import current_user

from accounts import keys
from accounts.models import Membership, Person
from accounts.roles import ACTS, SEES_ALL_FIGURES, may
from kit.errors import NotAllowed, NotSignedIn, wants_page
from kit.language import _

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Caller:
    workspace_id: str
    organisation_id: str
    organisation_name: str
    organisation_kind: str
    role: str
    name: str
    person_id: str | None
    key_id: str | None = None
    # What an API key was narrowed to; None means all that its role may.
    scopes: frozenset[str] | None = None

    def may(self, act: str) -> bool:
        return may(self.role, act) and (self.scopes is None or act in self.scopes)

    @property
    def own_brand_id(self) -> str | None:
        """The one brand this caller speaks for; None for those who speak for the studio."""
        return self.organisation_id if self.organisation_kind == "brand" else None

    @property
    def sees_all_figures(self) -> bool:
        return self.role in SEES_ALL_FIGURES


def caller() -> Caller:
    """The caller of this request; NotSignedIn when there is none."""
    found = find_caller()
    if found is None:
        raise NotSignedIn(_("Sign in first, or send an API key as `Authorization: Bearer KEY`."))
    return found


def find_caller() -> Caller | None:
    if "caller" not in g:
        g.caller = _by_key() if "Authorization" in request.headers else _by_session()
    return g.caller


def is_machine() -> bool:
    """Whether an API key speaks: no browser sends one by itself, so nothing can be forged across sites."""
    return "Authorization" in request.headers


def requires(act: str) -> Callable[[F], F]:
    """Let only callers through whose role may `act`."""
    if act not in ACTS:
        raise LookupError(f"{act} is no act")

    def decorate(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            found = find_caller()
            if found is None and wants_page() and request.method == "GET":
                return redirect(url_for("signing_in.show_sign_in", next=request.full_path.rstrip("?")))
            if not caller().may(act):
                raise NotAllowed(_why_not(caller(), act))
            return view(*args, **kwargs)

        guarded._act = act  # type: ignore[attr-defined]  # read by the test that every route is guarded
        return guarded  # type: ignore[return-value]

    return decorate


def _why_not(me: Caller, act: str) -> str:
    if may(me.role, act):
        return _("This key was not given the scope to %(act)s. Make one that has it.", act=_(ACTS[act]))
    return _("Your role can't %(act)s. Ask an admin of the workspace.", act=_(ACTS[act]))


def _by_key() -> Caller | None:
    key = keys.find(request.headers["Authorization"])
    if key is None:
        return None
    return Caller(
        key.workspace_id,
        key.organisation_id,
        key.organisation.name,
        key.organisation.kind,
        key.role,
        key.name,
        None,
        key.id,
        None if key.scopes is None else frozenset(key.scopes),
    )


def _by_session() -> Caller | None:
    if not isinstance(current_user._get_current_object(), Person):
        return None
    member = chosen(current_user.memberships)
    if member is None:
        return None
    where = member.organisation
    return Caller(
        member.workspace_id, where.id, where.name, where.kind, member.role, current_user.name, current_user.id
    )


def chosen(memberships: list[Membership]) -> Membership | None:
    """The membership this session acts by: the one picked, or the first."""
    wanted = session.get("membership")
    for member in memberships:
        if member.id == wanted:
            return member
    return memberships[0] if memberships else None
