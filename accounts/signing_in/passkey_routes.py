"""Passkeys as the browser's script speaks of them, in JSON."""

from typing import Any

from flask import Blueprint, request

from accounts.audit.record import record
from accounts.callers import requires
from accounts.signing_in import passkeys, sessions
from accounts.signing_in.entry import enter
from accounts.signing_in.me import me
from kit.limits import limiter
from kit.onward import own_path

blueprint = Blueprint("passkeys", __name__)


@blueprint.post("/sign-in/passkey/challenge")
@limiter.limit("20/minute")
def begin_sign_in() -> dict[str, Any]:
    return passkeys.begin_sign_in()


@blueprint.post("/sign-in/passkey")
@limiter.limit("20/minute")
def sign_in_by_passkey() -> dict[str, Any]:
    """Sign in with what the device signed; answers where to go on."""
    sent = _sent()
    person = passkeys.recognise(sent.get("credential"))
    onward = sent.get("next")
    answer = enter(person, own_path(onward if isinstance(onward, str) else None), how="passkey")
    return {"onward": answer.location}


@blueprint.post("/account/passkeys/challenge")
@requires("keep_account")
def begin_adding_passkey() -> dict[str, Any]:
    return passkeys.begin_adding(me())


@blueprint.post("/account/passkeys")
@requires("keep_account")
def add_passkey() -> tuple[dict[str, Any], int]:
    """Keep a passkey that the browser has just made."""
    sent = _sent()
    made = passkeys.add(me(), str(sent.get("name") or ""), sent.get("credential"))
    sessions.renew()
    record("add_passkey", "person", me().id, subject=me().name, name=made.name)
    return {"id": made.id, "name": made.name}, 201


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}
