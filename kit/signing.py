"""Signed tokens: an HMAC with a key id. Old keys are kept, so what was signed once stays genuine."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Base, Instant, db, now

SIGNATURE_BYTES = 16  # half of SHA-256: 128 bits, and tokens that stay short in a manifest


class SigningKey(Base):
    """One key of the ring. Rows are only ever added."""

    __tablename__ = "signing_key"
    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now)


def add_key() -> SigningKey:
    """Add a key; from now on new tokens are signed with it."""
    key = SigningKey(id=secrets.token_hex(3), secret=secrets.token_bytes(32))
    db.session.add(key)
    db.session.flush()
    return key


def newest_key() -> SigningKey:
    newest = select(SigningKey).order_by(SigningKey.made_at.desc(), SigningKey.id).limit(1)
    return db.session.scalar(newest) or add_key()


def sign(*parts: str) -> str:
    """A token over `parts` (ids, no dots in them): `part.part.keyid.signature`."""
    key = newest_key()
    return ".".join([*parts, key.id, _signature(key, parts)])


def read(token: object, count: int) -> tuple[str, ...] | None:
    """The `count` parts of a genuine token, or None for anything else."""
    if not isinstance(token, str) or len(token) > 300 or not (token.isascii() and token.isprintable()):
        return None
    *parts, key_id, signature = token.split(".") if token.count(".") == count + 1 else ("", "", "")
    if len(parts) != count:
        return None
    key = db.session.get(SigningKey, key_id)
    if key is None or not hmac.compare_digest(signature, _signature(key, tuple(parts))):
        return None
    return tuple(parts)


def _signature(key: SigningKey, parts: tuple[str, ...]) -> str:
    digest = hmac.new(key.secret, "\0".join(parts).encode(), hashlib.sha256).digest()[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
