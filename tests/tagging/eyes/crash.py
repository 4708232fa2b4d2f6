"""An eye that a film ends at once."""

import os
from typing import Any

from tagging.eyes.child import Teller


def see(work: dict[str, Any], tell: Teller) -> Any:
    os.abort()
