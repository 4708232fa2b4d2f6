"""Secrets stay out of logs: by the name they go under, and by how they look wherever they stand."""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

GONE = "…"
NAMES = {
    *("password", "new_password", "old_password", "secret", "client_secret", "token", "csrf_token", "code"),
    *("authorization", "cookie", "set_cookie", "signature", "key", "api_key", "totp", "recovery_code"),
    *("database_url", "redis_url", "smtp_url", "secret_key", "password_hash", "digest", "credential"),
}
FIELDS = "password|passwd|secret|client_secret|token|csrf_token|code|signature|key"
HEADS = "Authorization|Cookie|Set-Cookie|Stripe-Signature|X-CSRFToken"
# Each keeps what tells a reader what kind of secret stood there.
LOOKS = (
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE), r"\1 …"),
    # Keys of ours and of Stripe's, and what proves a payment form.
    (re.compile(r"\b(vk_|(?:sk|rk)_(?:live|test)_|whsec_)[\w-]+"), r"\1…"),
    (re.compile(r"\b((?:pi|seti|cs)_\w+?_secret_)\w+"), r"\1…"),
    # The way in by an e-mail's link.
    (re.compile(r"(/(?:join|reset|verify)/)[^\s/?#\"'<>]+"), r"\1…"),
    # A server's address with who we are to it.
    (re.compile(r"(\b[a-z][a-z0-9+]*://[^\s/:@\"']*):[^\s/@\"']+@"), r"\1:…@"),
    (re.compile(rf"\b((?:{FIELDS})=)[^&\s\"';]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"\b((?:__Host-)?vitrine(?:_\w+)?=)[^;\s\"']+"), r"\1…"),
    (re.compile(rf"\b((?:{HEADS})['\"]?\s*[:=]\s*['\"]?)[^\r\n'\"]+", re.IGNORECASE), r"\1…"),
    (re.compile(r"\$argon2\w*\$[^\s'\"]+"), "$argon2…"),
)


def clean(text: str) -> str:
    for look, instead in LOOKS:
        text = look.sub(instead, text)
    return text


def cleaned(value: Any, depth: int = 0) -> Any:
    """The same without its secrets, however deep they lie."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bytes):
        return clean(value.decode("utf-8", "replace"))
    if depth < 6 and isinstance(value, Mapping):
        return {k: GONE if is_secret(k) and v else cleaned(v, depth + 1) for k, v in value.items()}
    if depth < 6 and isinstance(value, list | tuple | set):
        return [cleaned(one, depth + 1) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return clean(str(value))


def is_secret(name: object) -> bool:
    return isinstance(name, str) and name.lower().replace("-", "_") in NAMES


def hide(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For structlog, after exceptions became text and before anything is written."""
    for name, value in event.items():
        event[name] = GONE if is_secret(name) and value else cleaned(value)
    return event


def everywhere() -> None:
    """For what others log by Python's own means: the server, the queue, migrations."""
    make = logging.getLogRecordFactory()
    if getattr(make, "is_clean", False):
        return

    def record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        made = make(*args, **kwargs)
        try:
            made.msg, made.args = clean(made.getMessage()), None
        except (TypeError, ValueError):  # a message that doesn't fit its arguments is its logger's to report
            made.msg = clean(str(made.msg))
        return made

    record.is_clean = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(record)
