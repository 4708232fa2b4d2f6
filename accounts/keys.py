"""API keys: 256 random bits, shown once, kept as a hash."""

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import or_, select, update
from sqlalchemy.exc import OperationalError

from accounts.models import ApiKey
from accounts.roles import ROLES
from kit import clock
from kit.db import after_commit, db
from kit.errors import Conflict, NotFound, NotUnderstood
from kit.language import _

# A key's last use is told to the minute: one write a minute, not one a call.
USED_STEP = timedelta(minutes=1)


# How long the secret before a rotation may work on, in hours.
OVERLAPS_H = (0, 1, 24, 168)


def make(
    workspace_id: str,
    organisation_id: str,
    role: str,
    name: str,
    scopes: Iterable[str] | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key. The second value is the key itself: it can't be shown again."""
    if role not in ROLES:
        raise NotUnderstood(_("There is no role %(role)s.", role=role[:40]))
    name = name.strip()
    if not 1 <= len(name) <= 120:
        raise NotUnderstood(_("Give the key a name, so that you know later what uses it."))
    wanted = None if scopes is None else sorted(set(scopes))
    if wanted is not None and not (wanted and ROLES[role].issuperset(wanted)):
        raise NotUnderstood(_("Choose at least one thing that the key may do, of those your role may do."))
    if expires_at is not None and expires_at <= clock.now():
        raise NotUnderstood(_("Choose a last day that is still to come."))
    secret = _new_secret()
    key = ApiKey(
        workspace_id=workspace_id,
        organisation_id=organisation_id,
        role=role,
        name=name,
        prefix=secret[:9],
        digest=digest(secret),
        scopes=wanted,
        expires_at=expires_at,
    )
    db.session.add(key)
    db.session.flush()
    return key, secret


def rotate(workspace_id: str, organisation_id: str, key_id: str, overlap_h: int) -> tuple[ApiKey, str]:
    """A new secret for a key; the one before works on for some hours, an older one no more."""
    if overlap_h not in OVERLAPS_H:
        raise NotUnderstood(_("Choose for how long the old secret works on."))
    key = one(workspace_id, organisation_id, key_id)
    if not is_live(key):
        raise Conflict(_("This key has ended. Make a new one."))
    secret = _new_secret()
    key.old_digest = key.digest if overlap_h else None
    key.old_ends_at = clock.now() + timedelta(hours=overlap_h) if overlap_h else None
    key.prefix, key.digest = secret[:9], digest(secret)
    db.session.flush()
    return key, secret


def end_old_secret(workspace_id: str, organisation_id: str, key_id: str) -> ApiKey:
    key = one(workspace_id, organisation_id, key_id)
    key.old_digest = key.old_ends_at = None
    return key


def find(header: str) -> ApiKey | None:
    """The live key of an `Authorization: Bearer …` header."""
    scheme, _space, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    mark = digest(secret.strip())
    key = db.session.scalar(select(ApiKey).where(or_(ApiKey.digest == mark, ApiKey.old_digest == mark)))
    if key is None or not is_live(key):
        return None
    if key.digest != mark and (key.old_ends_at is None or key.old_ends_at <= clock.now()):
        return None
    if key.used_at is None or clock.now() - key.used_at > USED_STEP:
        after_commit(partial(_note_use, key.id))
    return key


def is_live(key: ApiKey) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > clock.now())


def acts(key: ApiKey) -> set[str]:
    """What a key may do: its role's acts, less what its scopes leave out."""
    return ROLES[key.role] if key.scopes is None else ROLES[key.role].intersection(key.scopes)


def _note_use(key_id: str) -> None:
    """In a transaction of its own: a reading request must not turn into a writing one halfway."""
    with suppress(OperationalError), db.engine.begin() as connection:
        connection.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=clock.now()))


def list_keys(workspace_id: str, organisation_id: str) -> list[ApiKey]:
    wanted = select(ApiKey).where(
        ApiKey.workspace_id == workspace_id, ApiKey.organisation_id == organisation_id
    )
    return list(db.session.scalars(wanted.order_by(ApiKey.made_at.desc(), ApiKey.id)))


def one(workspace_id: str, organisation_id: str, key_id: str) -> ApiKey:
    key = db.session.get(ApiKey, key_id)
    if key is None or (key.workspace_id, key.organisation_id) != (workspace_id, organisation_id):
        raise NotFound(_("There is no such key."))
    return key


def revoke(workspace_id: str, organisation_id: str, key_id: str) -> None:
    key = one(workspace_id, organisation_id, key_id)
    key.revoked_at = key.revoked_at or clock.now()


def _new_secret() -> str:
    return f"vk_{secrets.token_urlsafe(32)}"


def digest(secret: str) -> str:
    # A plain hash is enough for 256 random bits; a slow one would only slow each call.
    return hashlib.sha256(secret.encode()).hexdigest()
