"""The settings a demo runs with: secrets made once and kept, addresses from the port."""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from kit.settings import kept

ROOT = Path(__file__).resolve().parent.parent
SANDBOX_ABOVE = 100
STUDIO = "Wrong Coat Pictures"

# The sandbox takes any key of the right shape; the prefixes are Stripe's own.
SECRETS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "STRIPE_SECRET_KEY": lambda: f"sk_test_{secrets.token_hex(24)}",
    "STRIPE_PUBLISHABLE_KEY": lambda: f"pk_test_{secrets.token_hex(24)}",
    "STRIPE_WEBHOOK_SECRET": lambda: f"whsec_{secrets.token_hex(24)}",
}


def kept_secrets(path: Path) -> dict[str, str]:
    """Read from the file that only its owner can read; whatever is missing there is made and added."""
    known = kept(path)
    missing = {name: make() for name, make in SECRETS.items() if name not in known}
    if missing:
        known |= missing
        write_private(path, known)
    return {name: known[name] for name in SECRETS}


def write_private(path: Path, values: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
    part.replace(path)


def surroundings(instance: Path, port: int, kept: Mapping[str, str]) -> dict[str, str]:
    """All that app, worker, sandbox and seed are told."""
    app, sandbox = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + SANDBOX_ABOVE}"
    return {
        **kept,
        "PORT": str(port),
        "PUBLIC_URL": app,
        "DATABASE_URL": f"sqlite:///{instance / 'vitrine.db'}",
        "MEDIA_URL": str(instance / "media"),
        "JOBS_PATH": str(instance / "jobs.db"),
        "VITRINE_INSTANCE": str(instance),
        "VITRINE_DEMO": "1",
        # Within the time that whoever started us gives us.
        "STOP_SECONDS": "2",
        "STRIPE_API_BASE": sandbox,
        "STRIPE_JS_URL": f"{sandbox}/js/stripe.js",
        "SANDBOX_DATABASE": str(instance / "sandbox.db"),
        "SANDBOX_PUBLIC_URL": sandbox,
        "SANDBOX_SECRET_KEY": kept["STRIPE_SECRET_KEY"],
        "SANDBOX_PUBLISHABLE_KEY": kept["STRIPE_PUBLISHABLE_KEY"],
        "SANDBOX_WEBHOOK_URL": f"{app}/webhooks/stripe",
        "SANDBOX_WEBHOOK_SECRET": kept["STRIPE_WEBHOOK_SECRET"],
        "PYTHONUNBUFFERED": "1",
    }
