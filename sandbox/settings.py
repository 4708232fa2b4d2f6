"""What the sandbox reads from its environment, and the keys it refuses."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# The version that stripe 16.1.0 sends; answers and events have this shape and no other.
API_VERSION = "2026-10-28.endive"
LIVE_KEYS = ("sk_live_", "rk_live_", "pk_live_")


class LiveKeyRefused(Exception):
    """A key that moves money was given to a program that must never see one."""


@dataclass(frozen=True)
class Settings:
    database: Path
    secret_key: str = "sk_test_sandbox"  # noqa: S105  # opens nothing but this sandbox
    publishable_key: str | None = None
    webhook_url: str | None = None
    webhook_secret: str = "whsec_sandbox"  # noqa: S105
    public_url: str = "http://127.0.0.1:8100"

    def __post_init__(self) -> None:
        for key in (self.secret_key, self.publishable_key or "pk_test_"):
            if key.startswith(LIVE_KEYS):
                raise LiveKeyRefused("The sandbox never takes a live key. Use one that starts with sk_test_.")
        if not self.secret_key.startswith("sk_test_"):
            raise ValueError("SANDBOX_SECRET_KEY must start with sk_test_.")
        if not (self.publishable_key or "pk_test_").startswith("pk_test_"):
            raise ValueError("SANDBOX_PUBLISHABLE_KEY must start with pk_test_.")
        if not self.webhook_secret.startswith("whsec_"):
            raise ValueError("SANDBOX_WEBHOOK_SECRET must start with whsec_.")

        if not (self.webhook_url or "http://").startswith(("http://", "https://")):
            raise ValueError("SANDBOX_WEBHOOK_URL must start with http:// or https://.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        return cls(
            database=Path(environment.get("SANDBOX_DATABASE") or "instance/sandbox.db"),
            secret_key=environment.get("SANDBOX_SECRET_KEY") or cls.secret_key,
            publishable_key=environment.get("SANDBOX_PUBLISHABLE_KEY") or None,
            webhook_url=environment.get("SANDBOX_WEBHOOK_URL") or None,
            webhook_secret=environment.get("SANDBOX_WEBHOOK_SECRET") or cls.webhook_secret,
            public_url=(environment.get("SANDBOX_PUBLIC_URL") or cls.public_url).rstrip("/"),
        )
