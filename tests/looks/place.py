"""A running installation with somebody in every role, and an empty studio beside it."""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from secrets import token_urlsafe

from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from accounts import people
from accounts.models import Organisation, Workspace
from app import create_app
from demo.surroundings import kept_secrets
from kit import settings
from kit.db import db, transaction
from tests.stage import Stage

ROLES = ("editor", "brand_manager", "partner", "admin")
EMPTY = "empty "
KINDS = {"editor": "studio", "admin": "studio", "brand_manager": "brand", "partner": "partner"}


@dataclass
class Place:
    """Where the pages are, who may sign in there, and the two films: one tagged and live, one not."""

    url: str
    people: dict[str, tuple[str, str]]
    tagged: str
    untagged: str
    inside: Callable[[], AbstractContextManager[object]]
    app: Callable[[], Flask]
    # Where the newest letter leads.
    link: str = ""
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def seat(self, browser: Browser, who: str | None) -> BrowserContext:
        """One browser for each person, signed in once."""
        name = who or "nobody"
        if name not in self.contexts:
            context = browser.new_context(base_url=self.url, reduced_motion="reduce", locale="en-GB")
            context.set_default_timeout(15_000)
            if who:
                self._sign_in(context, *self.people[who])
            self.contexts[name] = context
        return self.contexts[name]

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()
        self.contexts.clear()

    def _sign_in(self, context: BrowserContext, email: str, password: str) -> None:
        page = context.new_page()
        page.goto("/sign-in")
        page.locator("#email").fill(email)
        page.locator("#password").fill(password)
        page.locator("form[action='/sign-in'] button:not([type=button])").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        page.close()


def of_demo(instance: Path) -> Place:
    """The demo that runs from a folder."""
    told = json.loads((instance / "demo.json").read_text())
    env = {**os.environ, **kept_secrets(instance / "settings.env"), "VITRINE_INSTANCE": str(instance)}
    app = create_app(settings.read(env))

    @contextmanager
    def inside():
        with app.app_context(), transaction():
            yield

    cast = {role: (who["email"], who["password"]) for role, who in told["accounts"].items()}
    live, rest = told["live"], [one for one in told["episodes"] if one not in told["live"]]
    place = Place(told["app"], cast, live[0], (rest or live)[0], inside, lambda: app)
    add_empty_studio(place)
    return place


def of_stage(stage: Stage, cast: dict[str, tuple[str, str]], tagged: str, untagged: str) -> Place:
    place = Place(
        stage.url, cast, tagged, untagged, stage.inside, cache(lambda: create_app(settings.read(stage.env)))
    )
    add_empty_studio(place)
    return place


def add_empty_studio(place: Place) -> None:
    """A studio on its first day: people, and nothing else."""
    with place.inside():
        studio = Workspace(
            name="First Day Films", seller="First Day Films", currency="EUR", timezone="Europe/Lisbon"
        )
        db.session.add(studio)
        db.session.flush()
        for role in ROLES:
            email, password = f"{role}-{token_urlsafe(4).lower()}@first-day.example", token_urlsafe(12)
            where = Organisation(workspace_id=studio.id, kind=KINDS[role], name=f"First {role}")
            db.session.add(where)
            db.session.flush()
            people.join(studio, where, role, email=email, name="Ana Nunes", password=password)
            place.people[EMPTY + role] = (email, password)
