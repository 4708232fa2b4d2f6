"""What roles and kinds of organisations are called on pages."""

from kit.language import lazy

# The mightiest last: the first of a list is what a hurried hand chooses.
ROLE_NAMES = {
    "editor": lazy("Editor"),
    "brand_manager": lazy("Brand manager"),
    "partner": lazy("Partner"),
    "admin": lazy("Admin"),
}
# What each role is for, in one line beside its choice.
ROLE_WORDS = {
    "admin": lazy("keeps people, keys and everything else"),
    "editor": lazy("brings films in, tags and publishes them"),
    "brand_manager": lazy("keeps the brand's products and sees what they sold"),
    "partner": lazy("shows the films and reads the report"),
}
KIND_NAMES = {
    "studio": lazy("Studio"),
    "brand": lazy("Brand"),
    "agency": lazy("Agency"),
    "partner": lazy("Partner"),
}


def initials(name: str) -> str:
    """One letter or two for a person's sign."""
    return "".join(word[0] for word in name.split()[:2]).upper()
