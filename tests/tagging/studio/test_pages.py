"""The desk knows what the person before it may do, so that it offers nothing that would be refused."""

import json
import re

import pytest
from flask import Flask

from tests.cast import Cast, episode
from tests.databases import ON_SQLITE
from tests.proof import signed_in

pytestmark = ON_SQLITE


@pytest.mark.parametrize(
    ("role", "reads", "own_only"), [("editor", True, False), ("brand_manager", False, True)]
)
def test_the_desk_is_told_what_its_reader_may(app: Flask, cast: Cast, role: str, reads: bool, own_only: bool):
    with app.app_context():
        episode_id = episode(cast.ada)
    page = signed_in(app.test_client(), cast.ada.email(role)).get(f"/studio/{episode_id}").text
    told = re.search(r'id="desk-data">(.*?)</script>', page)
    assert told
    knows = json.loads(told[1])
    assert knows.pop("person").startswith("per_")
    assert knows == {"episode": episode_id, "mayRead": reads, "ownOnly": own_only, "markets": []}


def test_the_desk_shows_whose_seat_it_is(app: Flask, cast: Cast):
    with app.app_context():
        episode_id = episode(cast.ada)
    page = signed_in(app.test_client(), cast.ada.email("editor")).get(f"/studio/{episode_id}").text
    initials = re.search(r'class="avatar" aria-hidden="true">(.*?)<', page)
    assert initials and re.fullmatch(r"[A-Z]{1,2}", initials[1])
