"""The demo's people: one studio, its brands, its partner, and somebody for each role."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from accounts import keys, people
from accounts.models import Channel, Market, Organisation, Workspace
from commerce.attribution.models import Deal
from commerce.catalogue import shelf
from commerce.catalogue.models import Product
from commerce.orders.models import Order
from demo.doors import EMAILS
from demo.surroundings import STUDIO
from kit.db import db
from kit.money import Money

PARTNER = "Lumen Reels"
SHARE_BP = 800


@dataclass(frozen=True)
class Thing:
    """Something for sale in the film; `name` is what the film's script calls it."""

    name: str
    title: str
    brand: str
    cents: int
    stock: int
    words: str


THINGS = (
    Thing(
        "coat",
        "Trench coat, moss",
        "Norrby",
        18900,
        12,
        "Waterproof cotton, horn buttons, a belt that stays.",
    ),
    Thing(
        "lamp",
        "Dome table lamp",
        "Ostra Lighting",
        12900,
        41,
        "Mouth-blown glass on oak. Dims to candlelight.",
    ),
    Thing(
        "sneakers", "Canvas sneakers", "Pell", 9500, 126, "Undyed canvas, red laces, soles you can replace."
    ),
    Thing(
        "lipstick",
        "Lipstick, Last Stop red",
        "Rouge Adèle",
        2850,
        88,
        "Matt, and still there at the last tram stop.",
    ),
    Thing(
        "mug",
        "Enamel mug, cream",
        "Halden Enamel",
        2400,
        3,
        "Steel under enamel. Gets better with every chip.",
    ),
)
CAST = {
    "admin": ("Jonas Kern", "studio", STUDIO),
    "editor": ("Mara Lind", "studio", STUDIO),
    "brand_manager": ("Signe Norrby", "brand", "Norrby"),
    "partner": ("Lumen Ortiz", "partner", PARTNER),
}


def workspace() -> Workspace | None:
    return db.session.scalar(select(Workspace).where(Workspace.name == STUDIO))


def found(passwords: dict[str, str], pictures: Path) -> Workspace:
    """Make the studio and everybody in it."""
    studio = Workspace(name=STUDIO, seller=f"{STUDIO}, Lisbon", currency="EUR", timezone="Europe/Lisbon")
    db.session.add(studio)
    db.session.flush()
    db.session.add(Market(workspace_id=studio.id, country="PT", currency="EUR", languages="en pt"))
    for role, (name, kind, organisation) in CAST.items():
        place = people.house(studio.id, kind, organisation)
        people.join(studio, place, role, email=EMAILS[role], name=name, password=passwords[role])
    _sell_through(studio, people.house(studio.id, "partner", PARTNER))
    for thing in THINGS:
        _stock(studio, thing, pictures / f"{thing.name}.png")
    return studio


def key_for(studio: Workspace, role: str, name: str) -> str:
    """A fresh API key in a role of the cast."""
    _, kind, organisation = CAST[role]
    return keys.make(studio.id, people.house(studio.id, kind, organisation).id, role, name)[1]


def variants(studio: Workspace) -> dict[str, str]:
    """The variant of each thing, by the film script's name for it."""
    products = db.session.scalars(select(Product).where(Product.workspace_id == studio.id))
    by_title = {product.title: product.variants[0].id for product in products}
    return {thing.name: by_title[thing.title] for thing in THINGS}


def has_sold() -> bool:
    """Whether anybody has begun to buy."""
    return db.session.scalar(select(Order.id).limit(1)) is not None


def _sell_through(studio: Workspace, partner: Organisation) -> None:
    """The demo's own watch pages are the partner's: what sells there is theirs to report."""
    channel = Channel(workspace_id=studio.id, organisation_id=partner.id, name="lumen.example")
    db.session.add(channel)
    db.session.flush()
    studio.house_channel_id = channel.id
    db.session.add(
        Deal(workspace_id=studio.id, channel_id=channel.id, share_bp=SHARE_BP, starts_on=date(2026, 1, 1))
    )


def _stock(studio: Workspace, thing: Thing, picture: Path) -> None:
    shelf.add_product(
        studio.id,
        shelf.brand_named(studio.id, thing.brand),
        title=thing.title,
        price=Money(thing.cents, "EUR"),
        on_hand=thing.stock,
        description=thing.words,
        picture=picture if picture.exists() else None,
    )
