"""API keys for people: made for what they need, shown once, rotated, revoked."""

from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from accounts import keys
from accounts.audit.record import record
from accounts.callers import Caller, caller, requires
from accounts.channels import channels_of
from accounts.models import ApiKey
from accounts.roles import ACTS
from kit import clock
from kit.db import db
from kit.errors import NotAllowed, NotUnderstood
from kit.language import _

blueprint = Blueprint("key_pages", __name__, url_prefix="/keys")

# A person's own account is nothing for a program.
NOT_FOR_KEYS = {"keep_account"}
# What most programs are for. More is a choice, not an accident.
USUAL = {"see_reports"}


@blueprint.get("")
@requires("keep_keys")
def show_keys() -> AnyResponse:
    return page()


@blueprint.post("")
@requires("keep_keys")
def make_key() -> AnyResponse:
    """Make a key of the caller's own role and organisation: nobody hands out more than they have."""
    me, form = caller(), request.form
    name, scopes = form.get("name", ""), form.getlist("scopes")
    # A form without the list of scopes, as a script of old sends it, asks for the usual ones.
    wanted = scopes if scopes or "with_scopes" in form else sorted(USUAL & offered(me))
    try:
        if not offered(me).issuperset(wanted):
            raise NotUnderstood(_("Choose what the key may do from what you may do yourself."))
        ends = last_instant(form.get("expires_on", ""))
        key, secret = keys.make(me.workspace_id, me.organisation_id, me.role, name, wanted, ends)
    except NotUnderstood as reason:
        db.session.rollback()
        return page(422, error=str(reason), form=form)
    record("make_key", "api_key", key.id, subject=key.name, scopes=key.scopes)
    return page(new_key=secret, new_name=key.name)


@blueprint.post("/<key_id>/rotation")
@requires("keep_keys")
def rotate_key(key_id: str) -> AnyResponse:
    me, asked = caller(), request.form.get("overlap_h", "24")
    key = keys.one(me.workspace_id, me.organisation_id, key_id)
    if not all(me.may(act) for act in keys.acts(key)):
        raise NotAllowed(_("This key may do more than you may, so its new secret is not for you to see."))
    hours = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else -1
    key, secret = keys.rotate(me.workspace_id, me.organisation_id, key_id, hours)
    record("rotate_key", "api_key", key.id, subject=key.name, overlap_h=hours)
    return page(new_key=secret, new_name=key.name, old_until=key.old_ends_at)


@blueprint.post("/<key_id>/old-secret/end")
@requires("keep_keys")
def end_old_secret(key_id: str) -> AnyResponse:
    key = keys.end_old_secret(caller().workspace_id, caller().organisation_id, key_id)
    record("revoke_key", "api_key", key.id, subject=key.name, only="old secret")
    flash(_("The old secret of %(name)s has ended.", name=key.name))
    return redirect("/keys")


@blueprint.post("/<key_id>/revocation")
@requires("keep_keys")
def revoke_key(key_id: str) -> AnyResponse:
    me = caller()
    keys.revoke(me.workspace_id, me.organisation_id, key_id)
    record(
        "revoke_key", "api_key", key_id, subject=keys.one(me.workspace_id, me.organisation_id, key_id).name
    )
    return redirect("/keys")


def offered(me: Caller) -> set[str]:
    """What this caller may give to a key."""
    return {act for act in ACTS if act not in NOT_FOR_KEYS and me.may(act)}


def last_instant(day: str) -> datetime | None:
    """The end of the key's last day, in UTC. Nothing means that it has no end."""
    if not day.strip():
        return None
    try:
        last = date.fromisoformat(day.strip())
        return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError) as reason:
        raise NotUnderstood(_("Give the last day as a date, such as 2027-01-31.")) from reason


def page(
    status: int = 200,
    *,
    new_key: str | None = None,
    new_name: str = "",
    old_until: datetime | None = None,
    error: str | None = None,
    form: object = None,
) -> AnyResponse:
    me, today = caller(), clock.now().date()
    body = render_template(
        "partner/keys.html",
        keys=[shown(key) for key in keys.list_keys(me.workspace_id, me.organisation_id)],
        channels=channels_of(me.workspace_id, me.organisation_id),
        offered=[(act, words) for act, words in ACTS.items() if act in offered(me)],
        usual=USUAL,
        overlaps=keys.OVERLAPS_H,
        sees_all=me.sees_all_figures,
        new_key=new_key,
        new_name=new_name,
        old_until=old_until,
        error=error,
        form=form,
        first_day=(today + timedelta(days=1)).isoformat(),
        example_from=today.replace(day=1).isoformat(),
        example_to=today.isoformat(),
    )
    answer = Response(body, status)
    # A secret may be on it.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def shown(key: ApiKey) -> dict[str, object]:
    at = clock.now()
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "made_at": key.made_at,
        "used_at": key.used_at,
        "revoked_at": key.revoked_at,
        "expires_at": key.expires_at,
        # Its end is the midnight after its last day.
        "last_day": key.expires_at - timedelta(minutes=1) if key.expires_at else None,
        "is_expired": key.expires_at is not None and key.expires_at <= at,
        "is_live": keys.is_live(key),
        "old_ends_at": key.old_ends_at if key.old_ends_at and key.old_ends_at > at else None,
        "acts": None if key.scopes is None else [ACTS[act] for act in ACTS if act in key.scopes],
    }
