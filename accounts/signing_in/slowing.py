"""Guessing at one account is slowed down, whether the account exists or not."""

import hashlib
from math import ceil
from time import time

from limits import parse

from kit.limits import limiter

RULE = parse("10 per 15 minutes")
# From here on each refusal says how many tries are left, so that nobody who mistypes is surprised.
TOLD_FROM = 3


def note_failure(kind: str, account: str) -> int:
    """Count one failure; returns how many more there may be before the pause."""
    limiter.limiter.hit(RULE, *_names(kind, account))
    return limiter.limiter.get_window_stats(RULE, *_names(kind, account)).remaining


def pause_s(kind: str, account: str) -> int:
    """For how many seconds nobody may try; 0 when anybody may."""
    if limiter.limiter.test(RULE, *_names(kind, account)):
        return 0
    stats = limiter.limiter.get_window_stats(RULE, *_names(kind, account))
    return max(1, ceil(stats.reset_time - time()))


def _names(kind: str, account: str) -> tuple[str, str]:
    # The counts may lie in a shared Redis: no address is written there.
    told = account[:1000].strip().lower().encode("utf-8", "replace")
    return f"failed {kind}", hashlib.sha256(told).hexdigest()
