"""Every setting, read from the environment once and strictly: bad values stop the start with a sentence."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from kit.given import BadSetting, Given, Origin

__all__ = ["BadSetting", "Settings", "kept", "kept_secret", "names", "read"]

ROOT = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True)
class Settings:
    """What an operator may set. docs/settings.md says each in words."""

    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    media_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    jobs_path: str
    public_url: str
    stripe_secret_key: str = field(repr=False)
    stripe_publishable_key: str
    stripe_webhook_secret: str = field(repr=False)
    stripe_api_base: str | None
    stripe_js_url: str
    max_film_minutes: int
    max_film_megabytes: int
    hold_minutes: int
    smtp_url: str | None = field(repr=False)
    mail_from: str
    oidc_issuer: str | None
    oidc_client_id: str
    oidc_client_secret: str = field(repr=False)
    oidc_name: str
    metrics_token: str | None = field(repr=False)
    trusted_proxies: int
    is_demo: bool
    log_level: str = "info"
    web_workers: int = 2
    web_threads: int = 8
    stop_seconds: int = 20
    drain_seconds: int = 0
    metrics_path: str = ""
    inbox_path: str = ""
    face_model: str | None = None
    hls: bool = False
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)
    slips: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_sandbox(self) -> bool:
        return self.stripe_api_base is not None

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    instance = Path(environ.get("VITRINE_INSTANCE", "").strip() or ROOT / "instance")
    given = Given(environ, kept(instance / "settings.env"), "settings.env")
    given.text("VITRINE_INSTANCE", str(instance))
    given.folder("VITRINE_INSTANCE", instance)
    given.stop_if_bad()
    public_url = given.address("PUBLIC_URL", "http://127.0.0.1:8000")
    is_https = public_url.startswith("https://")
    settings = Settings(
        secret_key=secret_key(given, instance),
        database_url=database(given, f"sqlite:///{instance / 'vitrine.db'}"),
        media_url=media(given, str(instance / "media")),
        redis_url=redis(given),
        jobs_path=given.text("JOBS_PATH", str(instance / "jobs.db")),
        public_url=public_url,
        stripe_secret_key=given.key("STRIPE_SECRET_KEY", "sk_test_vitrine", ("sk_", "rk_"), secret=True),
        stripe_publishable_key=given.key("STRIPE_PUBLISHABLE_KEY", "pk_test_vitrine", ("pk_",), secret=False),
        stripe_webhook_secret=given.text("STRIPE_WEBHOOK_SECRET", secret=True),
        stripe_api_base=given.address("STRIPE_API_BASE") or None,
        stripe_js_url=given.address("STRIPE_JS_URL", "https://js.stripe.com/clover/stripe.js"),
        max_film_minutes=given.whole("MAX_FILM_MINUTES", 10, least=1, most=180),
        max_film_megabytes=given.whole("MAX_FILM_MEGABYTES", 4096, least=1, most=102400),
        hold_minutes=given.whole("HOLD_MINUTES", 15, least=1, most=1440),
        smtp_url=smtp(given),
        mail_from=given.text("MAIL_FROM", "Vitrine <vitrine@localhost>"),
        oidc_issuer=given.address("OIDC_ISSUER") or None,
        oidc_client_id=given.text("OIDC_CLIENT_ID"),
        oidc_client_secret=given.text("OIDC_CLIENT_SECRET", secret=True),
        oidc_name=given.text("OIDC_NAME", "your company account"),
        metrics_token=given.text("METRICS_TOKEN", secret=True) or None,
        trusted_proxies=given.whole("TRUSTED_PROXIES", int(is_https), least=0, most=5),
        is_demo=given.flag("VITRINE_DEMO"),
        log_level=given.one_of("LOG_LEVEL", LOG_LEVELS, "info"),
        web_workers=given.whole("WEB_WORKERS", 2, least=1, most=64),
        web_threads=given.whole("WEB_THREADS", 8, least=1, most=256),
        stop_seconds=given.whole("STOP_SECONDS", 20, least=1, most=3600),
        drain_seconds=given.whole("DRAIN_SECONDS", 0, least=0, most=300),
        metrics_path=str(instance / "metrics"),
        inbox_path=given.text("INBOX_PATH", str(instance / "inbox")),
        face_model=face_model(given),
        hls=given.one_of("HLS", ("on", "off"), "on") == "on",
        origins=given.origins,
        slips=tuple(given.slips()),
    )
    check(settings, given)
    given.stop_if_bad()
    return settings


def check(settings: Settings, given: Given) -> None:
    """What fits only together."""
    if settings.stripe_api_base and settings.stripe_secret_key.startswith(("sk_live", "rk_live")):
        given.complain("STRIPE_SECRET_KEY is a live key, but STRIPE_API_BASE points at a sandbox. Unset one.")
    if settings.oidc_issuer:
        given.needs("OIDC_ISSUER", "authlib", "oidc")
        if not (settings.oidc_client_id and settings.oidc_client_secret):
            given.complain("OIDC_ISSUER is set: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.")
    if not settings.stripe_api_base and not settings.stripe_webhook_secret and not settings.is_demo:
        # Without its secret no webhook can be believed, so no order could ever become paid.
        given.complain("Set STRIPE_WEBHOOK_SECRET (whsec_…), or STRIPE_API_BASE to use the sandbox.")


def kept(path: Path) -> dict[str, str]:
    """NAME=value lines of the instance's own file, as `make demo` writes it. The environment wins."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value for name, value in pairs}


def names() -> set[str]:
    return {field.name for field in fields(Settings)}


def database(given: Given, default: str) -> str:
    """SQLAlchemy's name for the driver, whatever the operator's provider calls it."""
    kinds = ("sqlite://", "postgresql+psycopg://", "postgres://", "postgresql://")
    url = given.url(
        "DATABASE_URL", kinds, "DATABASE_URL must begin with sqlite:// or postgresql://.", default
    )
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith("postgresql"):
        given.needs("DATABASE_URL", "psycopg", "postgresql")
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and url != "sqlite:///:memory:" and not path.parent.is_dir():
        given.complain(f"DATABASE_URL: there is no folder {path.parent} for the database. Make it.")
    return url


def media(given: Given, default: str) -> str:
    url = given.text("MEDIA_URL", default)
    if "://" not in url:
        given.folder("MEDIA_URL", Path(url))
    elif url.startswith("s3://"):
        given.needs("MEDIA_URL", "s3fs", "s3")
    return url


def redis(given: Given) -> str | None:
    kinds = ("redis://", "rediss://", "unix://")
    url = given.url("REDIS_URL", kinds, "REDIS_URL must begin with redis://, rediss:// or unix://.")
    if url:
        given.needs("REDIS_URL", "redis", "redis")
    return url or None


def smtp(given: Given) -> str | None:
    sentence = "SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host:465."
    url = given.url("SMTP_URL", ("smtp://", "smtps://"), sentence)
    if url.startswith(("smtp://", "smtps://")) and not urlsplit(url).hostname:
        given.complain(sentence)
    return url or None


def face_model(given: Given) -> str | None:
    """A learned face detector's file, where the operator has one."""
    path = given.text("FACE_MODEL")
    if path and not Path(path).is_file():
        given.complain(f"FACE_MODEL: there is no file {path}.")
        return None
    return path or None


def secret_key(given: Given, instance: Path) -> str:
    told = given.text("SECRET_KEY", secret=True)
    if told:
        return told
    made = kept_secret(instance / "secret-key")
    given.origins["SECRET_KEY"] = Origin(
        f"set, {len(made)} characters", "secret-key, made at the first start"
    )
    return made


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
