"""API keys for people: made, shown once, revoked."""

from datetime import datetime

from babel.dates import format_date, format_datetime
from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from accounts import keys
from accounts.callers import caller, requires
from accounts.channels import channels_of
from accounts.models import ApiKey
from kit import clock
from kit.db import db
from kit.errors import NotUnderstood

blueprint = Blueprint("key_pages", __name__, url_prefix="/keys")


@blueprint.get("")
@requires("keep_keys")
def show_keys() -> str:
    return page()


@blueprint.post("")
@requires("keep_keys")
def make_key() -> tuple[str, int]:
    """Make a key of the caller's own role and organisation: nobody hands out more than they have."""
    me = caller()
    name = request.form.get("name", "")
    try:
        _, secret = keys.make(me.workspace_id, me.organisation_id, me.role, name)
    except NotUnderstood as reason:
        db.session.rollback()
        return page(error=str(reason), name=name), 422
    return page(new_key=secret), 200


@blueprint.post("/<key_id>/revocation")
@requires("keep_keys")
def revoke_key(key_id: str) -> Response:
    keys.revoke(caller().workspace_id, caller().organisation_id, key_id)
    return redirect("/keys")


def page(new_key: str | None = None, error: str | None = None, name: str = "") -> str:
    mine = keys.list_keys(caller().workspace_id, caller().organisation_id)
    today = clock.now().date()
    return render_template(
        "partner/keys.html",
        keys=[shown(key) for key in mine],
        channels=channels_of(caller().workspace_id, caller().organisation_id),
        new_key=new_key,
        error=error,
        name=name,
        example_from=today.replace(day=1).isoformat(),
        example_to=today.isoformat(),
    )


def shown(key: ApiKey) -> dict[str, str | None]:
    def day(instant: datetime | None) -> str | None:
        return format_date(instant, "d MMM y") if instant else None

    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "created_at": day(key.made_at),
        "last_used_at": f"{format_datetime(key.used_at, 'd MMM y, HH:mm')} UTC" if key.used_at else None,
        "revoked_at": day(key.revoked_at),
    }
