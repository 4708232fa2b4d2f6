"""Who may do what: one visible table. Anything not listed is refused."""

from kit.language import noted

ACTS = {
    "see_studio": noted("look into the studio"),
    "upload_films": noted("bring films in"),
    "place_products": noted("pin products to scenes"),
    "publish": noted("publish and take down"),
    "keep_products": noted("keep products"),
    "see_reports": noted("see what scenes sold"),
    "keep_keys": noted("make and revoke API keys"),
    "invite_colleagues": noted("invite people into your organisation"),
    "keep_people": noted("keep the people of the workspace"),
    "see_log": noted("read the log"),
    "keep_account": noted("keep an account of your own"),
}

ROLES: dict[str, set[str]] = {
    "admin": set(ACTS),
    "editor": {"see_studio", "upload_films", "place_products", "publish", "keep_products"} | {"keep_account"},
    "brand_manager": {"see_studio", "place_products", "keep_products", "see_reports", "keep_keys"}
    | {"invite_colleagues", "keep_account"},
    "partner": {"see_reports", "keep_keys", "invite_colleagues", "keep_account"},
}

# Which roles an organisation of each kind can give. Anything not listed is refused.
SEATS: dict[str, tuple[str, ...]] = {
    "studio": ("admin", "editor"),
    "brand": ("brand_manager",),
    "agency": ("editor",),
    "partner": ("partner",),
}

# These see the whole workspace's figures; the others only those of their own organisation.
SEES_ALL_FIGURES = {"admin"}


def may(role: str, act: str) -> bool:
    if act not in ACTS:
        raise LookupError(f"{act} is no act")
    return act in ROLES.get(role, set())


def fits(role: str, kind: str) -> bool:
    """Whether an organisation of that kind has a seat for the role."""
    return role in SEATS.get(kind, ())
