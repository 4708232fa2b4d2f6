"""The person whose account a page is about."""

from flask_login import current_user

from accounts.callers import is_machine
from accounts.models import Person
from kit.errors import NotAllowed
from kit.language import _


def me() -> Person:
    """Whoever is signed in. An API key has no account of its own."""
    person = None if is_machine() else current_user._get_current_object()
    if not isinstance(person, Person):
        raise NotAllowed(_("This is about a person's own account. Sign in as one; an API key has none."))
    return person
