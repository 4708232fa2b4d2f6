"""The cast: one studio with its people, and an outsider from another one who must see nothing of it.

Everybody is known by plain ids: rows belong to a context, and each test opens its own.
"""

from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher

from accounts import keys, people
from accounts.models import Channel, Organisation, Workspace
from commerce.attribution.models import Deal
from commerce.catalogue import shelf
from kit.db import db
from kit.money import Money
from tagging.episodes.models import Cut, Episode, Series
from tagging.placements.place import place
from tagging.publishing.release import publish

PASSWORD = "a password of ten"
# The real thing at its lowest cost: the cast has eight people, and nobody attacks them.
people.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SEATS = {"admin": "studio", "editor": "studio", "brand_manager": "brand", "partner": "partner"}


@dataclass
class Studio:
    """A workspace, its organisations, and an API key for each role."""

    id: str
    name: str
    brand_id: str
    partner_id: str
    channel_id: str
    channel_key: str
    keys: dict[str, str]

    def bearer(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}

    def email(self, role: str) -> str:
        return f"{role}@{self.name.split()[0].lower()}.example"


@dataclass
class Cast:
    """`ada`'s studio, where everything happens, and `mallory`'s, the outsider."""

    ada: Studio
    mallory: Studio


def assemble() -> Cast:
    made = Cast(studio("Ada Films"), studio("Mallory Pictures"))
    db.session.commit()
    return made


def studio(name: str) -> Studio:
    workspace = Workspace(name=name, seller=f"{name} Ltd", currency="EUR", timezone="Europe/Lisbon")
    db.session.add(workspace)
    db.session.flush()
    houses = {
        kind: Organisation(workspace_id=workspace.id, kind=kind, name=f"{name}: {kind}")
        for kind in ("studio", "brand", "partner")
    }
    db.session.add_all(houses.values())
    db.session.flush()
    channel = Channel(workspace_id=workspace.id, organisation_id=houses["partner"].id, name="site")
    db.session.add(channel)
    db.session.flush()
    deal = Deal(workspace_id=workspace.id, channel_id=channel.id, share_bp=800, starts_on=date(2020, 1, 1))
    db.session.add(deal)
    made = Studio(workspace.id, name, houses["brand"].id, houses["partner"].id, channel.id, channel.key, {})
    for role, kind in SEATS.items():
        people.join(workspace, houses[kind], role, email=made.email(role), name=role, password=PASSWORD)
        made.keys[role] = keys.make(workspace.id, houses[kind].id, role, role)[1]
    return made


def scarf(of: Studio, *, cents: int = 4900, currency: str = "EUR", on_hand: int = 10) -> str:
    """Something to sell: the id of its variant."""
    brand = db.session.get_one(Organisation, of.brand_id)
    product = shelf.add_product(
        of.id, brand, title="Silk scarf", price=Money(cents, currency), on_hand=on_hand
    )
    db.session.commit()
    return product.variants[0].id


def episode(of: Studio, *, frames: int = 250, rate: tuple[int, int] = (25, 1)) -> str:
    """The id of an episode whose film is read already."""
    count = db.session.query(Series).count()
    cut = Cut(source_name="film.mp4", source_bytes=1, step="done", progress=1.0, width=720, height=1280)
    cut.rate_num, cut.rate_den, cut.frames = rate[0], rate[1], frames
    cut.film, cut.poster, cut.sprite = "films/x/film.mp4", "films/x/poster.jpg", "films/x/sprite.jpg"
    cut.sprite_plan = {"columns": 1, "rows": 1, "width": 90, "height": 160, "every_frames": 25, "count": 10}
    series = Series(workspace_id=of.id, title=f"Series {count + 1}")
    made = Episode(workspace_id=of.id, series=series, title="Coat check", number=1, cuts=[cut])
    db.session.add(made)
    db.session.commit()
    return made.id


def placed(on: str, variant: str, start: int = 50, end: int = 150) -> str:
    """The id of a placement on an episode."""
    wanted = {
        "variant": variant,
        "start_frame": start,
        "end_frame": end,
        "keys": [[start, 0.2, 0.3, 0.4, 0.5]],
    }
    made = place(db.session.get_one(Episode, on), wanted)
    db.session.commit()
    return made.id


def published(on: str) -> str:
    """The id of the release that shows what is placed now."""
    made = publish(db.session.get_one(Episode, on))
    db.session.commit()
    return made.id
