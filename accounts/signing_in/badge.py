"""Who is signed in, as the head of each page shows it."""

from accounts.callers import Caller
from accounts.names import ROLE_NAMES, initials


def badge(me: Caller) -> dict[str, object]:
    return {
        "name": me.name,
        "initials": initials(me.name),
        "role": me.role,
        "role_name": ROLE_NAMES[me.role],
        "organisation": me.organisation_name,
    }
