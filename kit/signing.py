"""Signed tokens: an HMAC with a key id. Old keys are kept, so what was signed once stays genuine."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
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
    return ".".join([*parts, key.id, _signature(key.secret, parts)])


def read(token: object, count: int) -> tuple[str, ...] | None:
    """The `count` parts of a genuine token, or None for anything else."""

    def secret(key_id: str) -> bytes | None:
        key = db.session.get(SigningKey, key_id)
        return key.secret if key else None

    return _read(token, count, secret)


class Ring:
    """The keys in memory, for whoever verifies many tokens without a database at hand.

    `load` brings all keys there are, by id. It is asked once, and again when a token names a key that isn't
    known: not more often than once in `AGAIN_S`, however many forged ones come.
    """

    AGAIN_S = 1.0
    MOST = 20_000

    def __init__(self, load: Callable[[], Mapping[str, bytes]]) -> None:
        self._load = load
        self._secrets: Mapping[str, bytes] = {}
        self._asked = -self.AGAIN_S
        # A film's few tokens come thousands of times.
        self._genuine: dict[str, tuple[str, ...]] = {}

    def read(self, token: object, count: int) -> tuple[str, ...] | None:
        """As `read`; raises what `load` raises."""
        known = self._genuine.get(token) if isinstance(token, str) else None
        if known is not None and len(known) == count:
            return known
        parts = _read(token, count, self._secret)
        if parts is not None:
            if len(self._genuine) >= self.MOST:
                self._genuine.clear()
            self._genuine[str(token)] = parts
        return parts

    def _secret(self, key_id: str) -> bytes | None:
        if key_id not in self._secrets and time.monotonic() - self._asked >= self.AGAIN_S:
            self._secrets = self._load()
            self._asked = time.monotonic()
        return self._secrets.get(key_id)


def secrets_of_all() -> dict[str, bytes]:
    """Every key there is, for a `Ring`."""
    return {key.id: key.secret for key in db.session.scalars(select(SigningKey))}


def _read(token: object, count: int, secret_of: Callable[[str], bytes | None]) -> tuple[str, ...] | None:
    if not isinstance(token, str) or len(token) > 300 or not (token.isascii() and token.isprintable()):
        return None
    *parts, key_id, signature = token.split(".") if token.count(".") == count + 1 else ("", "", "")
    if len(parts) != count:
        return None
    secret = secret_of(key_id)
    if secret is None or not hmac.compare_digest(signature, _signature(secret, tuple(parts))):
        return None
    return tuple(parts)


def _signature(secret: bytes, parts: tuple[str, ...]) -> str:
    digest = hmac.digest(secret, "\0".join(parts).encode(), hashlib.sha256)[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
