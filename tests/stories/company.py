"""A studio with its people and products, and what its programs do over HTTP."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zoneinfo import ZoneInfo

import cv2
import numpy as np
from sqlalchemy import select

from accounts.models import Organisation, Workspace
from commerce.attribution.models import Credit
from commerce.catalogue import shelf
from commerce.catalogue.models import Variant
from commerce.orders.models import Order
from kit.db import db
from kit.money import Money
from tests import cast
from tests.stage import Stage, until
from tests.stories.films import Film

COAT = "Trench coat, moss"
COAT_CENTS = 18900
ZONE = "Europe/Lisbon"


@dataclass
class Company:
    """Ada's studio on a stage: who works there, and the coat it sells."""

    stage: Stage
    studio: cast.Studio
    coat: str

    def email(self, role: str) -> str:
        return self.studio.email(role)

    def key(self, role: str) -> str:
        return self.studio.keys[role]

    # ---- what an editor's program does

    def upload(self, film: Film) -> str:
        """The id of an episode whose film is being read."""
        path = f"/v1/uploads?name={quote(film.path.name)}&title=Coat+check&series_title=Night"
        made = self.stage.ask(
            "POST",
            path,
            film.path.read_bytes(),
            {"Content-Type": "application/octet-stream"},
            self.key("editor"),
        )
        assert made.status == 201, made.body
        return made.json["id"]

    def episode(self, episode: str) -> Any:
        return self.stage.ask("GET", f"/v1/episodes/{episode}", key=self.key("editor")).json

    def wait_until_read(self, episode: str) -> Any:
        def read() -> Any:
            seen = self.episode(episode)
            assert seen["status"] != "refused", seen["reading"]["refusal"]
            return seen if seen["reading"]["step"] == "done" else None

        return until("the film being read", read)

    def placements(self, episode: str) -> list[Any]:
        return self.stage.ask("GET", f"/v1/episodes/{episode}/placements", key=self.key("editor")).json[
            "items"
        ]

    def place(self, episode: str, film: Film, variant: str | None = None) -> None:
        wanted = {
            "variant": variant or self.coat,
            "start_frame": film.start,
            "end_frame": film.end,
            "keys": [[film.start, *film.box]],
        }
        made = self.stage.ask("POST", f"/v1/episodes/{episode}/placements", wanted, key=self.key("editor"))
        assert made.status == 201, made.body

    def move_placement(self, episode: str, start: int) -> None:
        (placed,) = self.placements(episode)
        wanted = {
            "version": placed["version"],
            "start_frame": start,
            "keys": [[start, *placed["keys"][0][1:]]],
        }
        done = self.stage.ask("PATCH", f"/v1/placements/{placed['id']}", wanted, key=self.key("editor"))
        assert done.status == 200, done.body

    def publish(self, episode: str) -> Any:
        made = self.stage.ask("POST", f"/v1/episodes/{episode}/releases", key=self.key("editor"))
        assert made.status == 201, made.body
        return made.json

    def premiere(self, film: Film) -> str:
        """An episode that is read, tagged and published already."""
        episode = self.upload(film)
        self.wait_until_read(episode)
        self.place(episode, film)
        self.publish(episode)
        return episode

    # ---- what a viewer's program does

    def overlay(self, episode: str) -> Any:
        return self.stage.ask("GET", f"/v1/episodes/{episode}/overlay").json

    def check_out(self, moment: Any, key: str | None = None) -> Any:
        """Buy pressed once, on the moment as the overlay gave it, no channel named."""
        line = {"variant": moment["variant"], "quantity": 1, "token": moment["token"]}
        headers = {"Idempotency-Key": key or uuid4().hex}
        return self.stage.ask("POST", "/v1/checkouts", {"lines": [line]}, headers)

    def checkout(self, checkout: str) -> Any:
        return self.stage.ask("GET", f"/v1/checkouts/{checkout}").json

    def pay(self, checkout: Any, card: str = "4242424242424242") -> Any:
        """The card form of the sandbox, without its form."""
        given = {"client_secret": checkout["client_secret"], "card": card}
        return self.stage.ask("POST", f"{self.stage.sandbox_url}/test/pay", given)

    def wait_until_paid(self, checkout: str) -> Any:
        def paid() -> Any:
            seen = self.checkout(checkout)
            return seen if seen["status"] == "paid" else None

        return until("the order being paid", paid)

    # ---- what a partner's program does

    def report(self, role: str = "partner") -> Any:
        answer = self.stage.ask("GET", self._report(), key=self.key(role))
        assert answer.status == 200, answer.body
        return answer.json

    def report_as_csv(self, role: str = "partner") -> list[dict[str, str]]:
        answer = self.stage.ask("GET", f"{self._report()}&format=csv", key=self.key(role))
        assert answer.status == 200, answer.body
        return rows_of(answer.body.decode())

    def _report(self) -> str:
        today = datetime.now(ZoneInfo(ZONE)).date()
        until_tomorrow = f"from={today - timedelta(days=1)}&to={today + timedelta(days=2)}"
        return f"/v1/reports/attribution?{until_tomorrow}&timezone={ZONE}"

    # ---- what is in the books

    def stock(self) -> tuple[int, int]:
        """How many coats are there, and how many of them are held."""
        with self.stage.inside():
            coat = db.session.get_one(Variant, self.coat)
            return coat.on_hand, coat.held

    def leave_in_stock(self, pieces: int) -> None:
        with self.stage.inside():
            db.session.get_one(Variant, self.coat).on_hand = pieces

    def books(self) -> tuple[list[str], list[int]]:
        """The status of every order that isn't given up, and every credit's amount."""
        with self.stage.inside():
            ours = Order.workspace_id == self.studio.id
            orders = db.session.scalars(select(Order.status).where(ours, Order.status != "expired"))
            credits = db.session.scalars(select(Credit.amount).where(Credit.workspace_id == self.studio.id))
            return list(orders), list(credits)

    def expect_books_to_agree(self) -> None:
        """`flask reconcile`, as an operator runs it: ours, Stripe's and the ledger, to the cent."""
        done = self.stage.flask("reconcile")
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search(r"remainder +0\.00\n", done.stdout), done.stdout
        assert re.search(r"remainder of the ledger +0\.00\n", done.stdout), done.stdout


def founded(stage: Stage, name: str) -> Company:
    with stage.inside():
        studio = cast.studio(name)
        workspace = db.session.get_one(Workspace, studio.id)
        workspace.house_channel_id = studio.channel_id
        brand = db.session.get_one(Organisation, studio.brand_id)
        picture = coat_picture(stage.folder / "coat.png")
        coat = shelf.add_product(
            studio.id, brand, title=COAT, price=Money(COAT_CENTS, "EUR"), on_hand=10, picture=picture
        )
        return Company(stage, studio, coat.variants[0].id)


def coat_picture(path: Path) -> Path:
    picture = np.full((240, 240, 3), (200, 210, 205), np.uint8)
    cv2.ellipse(picture, (120, 130), (60, 90), 0, 0, 360, (60, 90, 70), -1)
    cv2.imwrite(str(path), picture)
    return path


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
