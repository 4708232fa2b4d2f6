"""Who is signed in, as the head of each page shows it."""

from accounts.callers import Caller
from accounts.names import ROLE_NAMES


def badge(me: Caller) -> dict[str, object]:
    initials = "".join(word[0] for word in me.name.split()[:2]).upper()
    return {
        "name": me.name,
        "initials": initials,
        "role": me.role,
        "role_name": ROLE_NAMES[me.role],
        "organisation": me.organisation_name,
    }
