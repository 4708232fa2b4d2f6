"""What every request needs: the store, the settings and the sender of the running application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.webhooks import Sender


@dataclass(frozen=True)
class Sandbox:
    settings: Settings
    store: Store
    sender: Sender


def sandbox() -> Sandbox:
    return cast(Sandbox, current_app.extensions["sandbox"])
