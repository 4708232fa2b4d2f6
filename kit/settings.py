"""Every setting, read from the environment once and strictly: a bad value stops the start with a sentence."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(SystemExit):
    """A setting that can't be used, with what to do about it."""


@dataclass(frozen=True)
class Settings:
    """What an operator may set. docs/settings.md says each in words."""

    secret_key: str
    database_url: str
    media_url: str
    redis_url: str | None
    jobs_path: str
    public_url: str
    stripe_secret_key: str
    stripe_publishable_key: str
    stripe_webhook_secret: str
    stripe_api_base: str | None
    stripe_js_url: str
    max_film_minutes: int
    max_film_megabytes: int
    hold_minutes: int
    smtp_url: str | None
    mail_from: str
    oidc_issuer: str | None
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    metrics_token: str | None
    is_demo: bool

    @property
    def is_sandbox(self) -> bool:
        return self.stripe_api_base is not None

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    instance = Path(environ.get("VITRINE_INSTANCE") or ROOT / "instance")
    instance.mkdir(parents=True, exist_ok=True)
    environ = {**kept(instance / "settings.env"), **environ}
    settings = Settings(
        secret_key=environ.get("SECRET_KEY") or kept_secret(instance / "secret-key"),
        database_url=database(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'vitrine.db'}"),
        media_url=environ.get("MEDIA_URL") or str(instance / "media"),
        redis_url=redis(environ.get("REDIS_URL") or None),
        jobs_path=environ.get("JOBS_PATH") or str(instance / "jobs.db"),
        public_url=address(environ, "PUBLIC_URL", "http://127.0.0.1:8000"),
        stripe_secret_key=stripe_key(environ, "STRIPE_SECRET_KEY", "sk_test_vitrine", ("sk_", "rk_")),
        stripe_publishable_key=stripe_key(environ, "STRIPE_PUBLISHABLE_KEY", "pk_test_vitrine", ("pk_",)),
        stripe_webhook_secret=environ.get("STRIPE_WEBHOOK_SECRET") or "",
        stripe_api_base=address(environ, "STRIPE_API_BASE", "") or None,
        stripe_js_url=address(environ, "STRIPE_JS_URL", "https://js.stripe.com/clover/stripe.js"),
        max_film_minutes=whole(environ, "MAX_FILM_MINUTES", 10, least=1, most=180),
        max_film_megabytes=whole(environ, "MAX_FILM_MEGABYTES", 4096, least=1, most=102400),
        hold_minutes=whole(environ, "HOLD_MINUTES", 15, least=1, most=1440),
        smtp_url=smtp(environ.get("SMTP_URL") or None),
        mail_from=environ.get("MAIL_FROM") or "Vitrine <vitrine@localhost>",
        oidc_issuer=address(environ, "OIDC_ISSUER", "") or None,
        oidc_client_id=environ.get("OIDC_CLIENT_ID") or "",
        oidc_client_secret=environ.get("OIDC_CLIENT_SECRET") or "",
        oidc_name=environ.get("OIDC_NAME") or "your company account",
        metrics_token=environ.get("METRICS_TOKEN") or None,
        is_demo=flag(environ, "VITRINE_DEMO"),
    )
    check(settings)
    return settings


def check(settings: Settings) -> None:
    if settings.stripe_api_base and settings.stripe_secret_key.startswith(("sk_live", "rk_live")):
        raise BadSetting(
            "STRIPE_SECRET_KEY is a live key, but STRIPE_API_BASE points at a sandbox. Unset one."
        )
    if settings.oidc_issuer and not (settings.oidc_client_id and settings.oidc_client_secret):
        raise BadSetting("OIDC_ISSUER is set: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.")
    if not settings.stripe_api_base and not settings.stripe_webhook_secret and not settings.is_demo:
        # Without its secret no webhook can be believed, so no order could ever become paid.
        raise BadSetting("Set STRIPE_WEBHOOK_SECRET (whsec_…), or STRIPE_API_BASE to use the sandbox.")


def kept(path: Path) -> dict[str, str]:
    """NAME=value lines of the instance's own file, as `make demo` writes it. The environment wins."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def names() -> set[str]:
    return {field.name for field in fields(Settings)}


def whole(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {text[:40]!r}.")
    return int(text)


def flag(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").strip().lower()
    if text not in {"", "0", "1", "no", "yes", "false", "true"}:
        raise BadSetting(f"{name} must be yes or no, not {text!r}.")
    return text in {"1", "yes", "true"}


def address(environ: Mapping[str, str], name: str, default: str) -> str:
    text = (environ.get(name, "").strip() or default).rstrip("/")
    if not text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadSetting(f"{name} must be an address such as https://shop.example, not {text!r}.")
    return text


def database(url: str) -> str:
    """SQLAlchemy's name for the driver, whatever the operator's provider calls it."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    # The address may hold a password: it is never repeated.
    if not url.startswith(("sqlite://", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL must begin with sqlite:// or postgresql://.")
    return url


def redis(url: str | None) -> str | None:
    if url is not None and not url.startswith(("redis://", "rediss://", "unix://")):
        raise BadSetting("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return url


def smtp(url: str | None) -> str | None:
    # The address may hold a password: it is never repeated.
    if url is not None and (not url.startswith(("smtp://", "smtps://")) or not urlsplit(url).hostname):
        raise BadSetting("SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host:465.")
    return url


def stripe_key(environ: Mapping[str, str], name: str, default: str, kinds: tuple[str, ...]) -> str:
    key = environ.get(name, "").strip() or default
    if not key.startswith(kinds):
        raise BadSetting(f"{name} must begin with {' or '.join(kinds)}.")
    return key


def kept_secret(path: Path) -> str:
    """A secret made at the first start. Linked into place whole, so that workers starting at once agree."""
    if not path.exists():
        mine = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(mine, path)
        mine.unlink()
    return path.read_text().strip()
