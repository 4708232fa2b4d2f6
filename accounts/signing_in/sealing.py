"""Secrets we must read again, sealed by the installation's secret key: a copied database tells none."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The secret; None when it was sealed by another key."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def keyed_hash(secret: str) -> str:
    """A hash that only the installation's key can make: short codes can't be searched for without it."""
    return hmac.new(_key(b"codes"), secret.encode(), hashlib.sha256).hexdigest()


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(b"seal")))


def _key(purpose: bytes) -> bytes:
    """A key of its own for each purpose, so that no signature of ours opens a seal."""
    return hmac.new(current_app.config["VITRINE"].secret_key.encode(), purpose, hashlib.sha256).digest()
