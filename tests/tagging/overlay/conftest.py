"""One published episode, and where its overlay is in every format."""

import pytest
from flask import Flask

from kit.db import db
from tagging.placements.models import Placement
from tests.browser import desk, house, phone
from tests.cast import Cast, episode, placed, published, scarf

__all__ = ["desk", "house", "phone"]


@pytest.fixture
def shown(app: Flask, cast: Cast) -> dict[str, str]:
    with app.app_context():
        variant, made = scarf(cast.ada), episode(cast.ada, rate=(30000, 1001))
        placement = placed(made, variant)
        db.session.get_one(Placement, placement).label = "A --> B\n\nC"
        db.session.commit()
        release = published(made)
    live, frozen = f"/v1/episodes/{made}/overlay", f"/v1/releases/{release}/overlay"
    others = {ending: f"{live}.{ending}" for ending in ("vtt", "m3u8", "jsonld", "vast", "vmap")}
    return {"live": live, "frozen": frozen, **others, "variant": variant, "episode": made}
