"""Who may do what: one visible table. Anything not listed is refused."""

ACTS = {
    "see_studio": "look into the studio",
    "upload_films": "bring films in",
    "place_products": "pin products to scenes",
    "publish": "publish and take down",
    "keep_products": "keep products",
    "see_reports": "see what scenes sold",
    "keep_keys": "make and revoke API keys",
}

ROLES: dict[str, set[str]] = {
    "admin": set(ACTS),
    "editor": {"see_studio", "upload_films", "place_products", "publish", "keep_products"},
    "brand_manager": {"see_studio", "place_products", "keep_products", "see_reports", "keep_keys"},
    "partner": {"see_reports", "keep_keys"},
}

# These see the whole workspace's figures; the others only those of their own organisation.
SEES_ALL_FIGURES = {"admin"}


def may(role: str, act: str) -> bool:
    if act not in ACTS:
        raise LookupError(f"{act} is no act")
    return act in ROLES.get(role, set())
