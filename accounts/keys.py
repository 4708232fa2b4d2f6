"""API keys: 256 random bits, shown once, kept as a hash."""

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from accounts.models import ApiKey
from accounts.roles import ROLES
from kit import clock
from kit.db import after_commit, db
from kit.errors import NotFound, NotUnderstood

# A key's last use is told to the minute: one write a minute, not one a call.
USED_STEP = timedelta(minutes=1)


def make(workspace_id: str, organisation_id: str, role: str, name: str) -> tuple[ApiKey, str]:
    """Make a key. The second value is the key itself: it can't be shown again."""
    if role not in ROLES:
        raise NotUnderstood(f"There is no role {role!r}.")
    name = name.strip()
    if not 1 <= len(name) <= 120:
        raise NotUnderstood("Give the key a name, so that you know later what uses it.")
    secret = f"vk_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        workspace_id=workspace_id,
        organisation_id=organisation_id,
        role=role,
        name=name,
        prefix=secret[:9],
        digest=digest(secret),
    )
    db.session.add(key)
    db.session.flush()
    return key, secret


def find(header: str) -> ApiKey | None:
    """The live key of an `Authorization: Bearer …` header."""
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    key = db.session.scalar(select(ApiKey).where(ApiKey.digest == digest(secret.strip())))
    if key is None or key.revoked_at is not None:
        return None
    if key.used_at is None or clock.now() - key.used_at > USED_STEP:
        after_commit(partial(_note_use, key.id))
    return key


def _note_use(key_id: str) -> None:
    """In a transaction of its own: a reading request must not turn into a writing one halfway."""
    with suppress(OperationalError), db.engine.begin() as connection:
        connection.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=clock.now()))


def list_keys(workspace_id: str, organisation_id: str) -> list[ApiKey]:
    wanted = select(ApiKey).where(
        ApiKey.workspace_id == workspace_id, ApiKey.organisation_id == organisation_id
    )
    return list(db.session.scalars(wanted.order_by(ApiKey.made_at.desc(), ApiKey.id)))


def revoke(workspace_id: str, organisation_id: str, key_id: str) -> None:
    key = db.session.get(ApiKey, key_id)
    if key is None or (key.workspace_id, key.organisation_id) != (workspace_id, organisation_id):
        raise NotFound("There is no such key.")
    key.revoked_at = key.revoked_at or clock.now()


def digest(secret: str) -> str:
    # A plain hash is enough for 256 random bits; a slow one would only slow each call.
    return hashlib.sha256(secret.encode()).hexdigest()
