"""Passkeys, in a real browser with an authenticator that lives in it: made, used, counted, removed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from accounts.signing_in import passkeys
from accounts.signing_in.models import Passkey, SignIn, Step
from app import create_app
from kit.db import db
from tests.accounts.entering import person, post, proof, sign_in, turn_on_two_factor
from tests.cast import PASSWORD, Cast
from tests.conftest import plain_settings
from tests.databases import Databases
from tests.served import served
from tests.stage import free_ports

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Laptop:
    """A browser at our site by its name, with a fingerprint reader."""

    page: Page
    cdp: CDPSession
    device: str
    url: str

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.url}/sign-in?next=/account")
        self.page.fill("#email", email)
        self.page.fill("#password", PASSWORD)
        self.page.click("form[action='/sign-in'] button.primary")
        expect(self.page.locator("h1")).to_have_text("Account")

    def add(self, name: str) -> None:
        self.page.fill("#passkey-name", name)
        self.page.click("text=Add a passkey")
        expect(self.page.locator(".lines b", has_text=name)).to_be_visible()

    def leave(self) -> None:
        self.page.context.clear_cookies()

    def touch(self, onward: str = "/account") -> None:
        self.page.goto(f"{self.url}/sign-in?next={onward}")
        self.page.click("[data-passkey-sign-in]")


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The app on a port of its own, known to the world as `localhost`."""
    address, port = databases.make("sqlite"), free_ports(1)[0]
    plain = plain_settings(tmp_path, address, "http://127.0.0.1:9")
    made = create_app(replace(plain, public_url=f"http://localhost:{port}"))
    with served(made, port):
        yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(address)


@pytest.fixture
def laptop(app: Flask, chromium: Browser) -> Iterator[Laptop]:
    context: BrowserContext = chromium.new_context()
    context.set_default_timeout(15_000)
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    device = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    yield Laptop(page, cdp, device, app.config["VITRINE"].public_url)
    context.close()


def kept(app: Flask) -> list[Passkey]:
    with app.app_context():
        return list(db.session.query(Passkey).order_by(Passkey.made_at))


def test_a_passkey_is_made_and_signs_in_without_a_word_typed(app: Flask, cast: Cast, laptop: Laptop):
    laptop.sign_in(cast.ada.email("editor"))
    laptop.add("Work laptop")
    laptop.leave()
    laptop.touch("/studio/products")
    laptop.page.wait_for_url(f"{laptop.url}/studio/products")
    laptop.page.goto(f"{laptop.url}/account")
    expect(laptop.page.locator("body")).to_contain_text("by passkey")
    assert kept(app)[0].used_at is not None
    with app.app_context():
        assert db.session.query(Step).count() == 0


def test_it_counts_as_both_factors(app: Flask, cast: Cast, laptop: Laptop):
    turn_on_two_factor(sign_in(app, cast.ada.email("partner")))
    with app.app_context():
        assert db.session.query(SignIn).count() == 1
    laptop.sign_in(cast.ada.email("editor"))
    turn_on_two_factor(sign_in(app, cast.ada.email("editor")))
    laptop.add("Work laptop")
    laptop.leave()
    laptop.touch()
    expect(laptop.page.locator("h1")).to_have_text("Account")


def test_a_copied_key_is_noticed_by_its_count(app: Flask, cast: Cast, laptop: Laptop):
    laptop.sign_in(cast.ada.email("editor"))
    laptop.add("Work laptop")
    for _ in range(2):
        laptop.leave()
        laptop.touch()
        expect(laptop.page.locator("h1")).to_have_text("Account")
    assert kept(app)[0].sign_count > 1
    with app.app_context():
        db.session.query(Passkey).update({"sign_count": 1000})
        db.session.commit()
    laptop.leave()
    laptop.touch()
    expect(laptop.page.locator("[data-passkey-error]")).to_contain_text("could not be verified")
    laptop.page.goto(f"{laptop.url}/account")
    expect(laptop.page.locator("h1")).to_have_text("Sign in")


def test_what_was_signed_once_is_worth_nothing_again(app: Flask, cast: Cast, laptop: Laptop):
    laptop.sign_in(cast.ada.email("editor"))
    laptop.add("Work laptop")
    laptop.leave()
    sent: list[str] = []
    laptop.page.on("request", lambda one: sent.append(one.post_data or "") if "/passkey" in one.url else None)
    laptop.touch()
    expect(laptop.page.locator("h1")).to_have_text("Account")
    status = laptop.page.evaluate(
        """async (body) => {
            const token = document.querySelector('meta[name="csrf-token"]').content;
            const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
            return (await fetch('/sign-in/passkey', { method: 'POST', headers, body })).status;
        }""",
        sent[-1],
    )
    assert status == 410


def test_a_removed_passkey_is_not_known_any_more(app: Flask, cast: Cast, laptop: Laptop):
    laptop.sign_in(cast.ada.email("editor"))
    laptop.add("Work laptop")
    laptop.page.click("summary:has-text('Remove')")
    laptop.page.click("text=Remove Work laptop")
    expect(laptop.page.locator("#toasts")).to_contain_text("The passkey Work laptop is removed")
    laptop.leave()
    laptop.touch()
    expect(laptop.page.locator("[data-passkey-error]")).to_contain_text("isn't known here")


def test_one_device_is_added_once_and_nobody_without_a_finger(app: Flask, cast: Cast, laptop: Laptop):
    laptop.sign_in(cast.ada.email("editor"))
    laptop.add("Work laptop")
    laptop.page.fill("#passkey-name", "The same again")
    laptop.page.click("text=Add a passkey")
    expect(laptop.page.locator("[data-passkey-error]")).to_contain_text("has a passkey for you already")
    laptop.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": laptop.device, "isUserVerified": False})
    laptop.leave()
    laptop.touch()
    expect(laptop.page.locator("[data-passkey-error]")).to_contain_text("got no answer")
    assert len(kept(app)) == 1


def test_by_an_address_there_is_a_sentence_and_no_button(app: Flask, cast: Cast, laptop: Laptop):
    at = laptop.url.replace("localhost", "127.0.0.1")
    laptop.page.goto(f"{at}/sign-in?next=/account")
    assert laptop.page.locator("[data-passkey-sign-in]").count() == 0
    laptop.page.fill("#email", cast.ada.email("editor"))
    laptop.page.fill("#password", PASSWORD)
    laptop.page.click("form[action='/sign-in'] button.primary")
    expect(laptop.page.locator("body")).to_contain_text(f"Open {laptop.url}/account to add one.")
    assert laptop.page.locator("[data-passkey-add]").count() == 0


# ---- without a browser


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"credential": {}}, {"credential": {"id": ["x"], "response": {}}}, {"credential": "x"}],
)
def test_what_no_browser_sends_is_refused(app: Flask, cast: Cast, body: Any):
    client = sign_in(app, cast.ada.email("editor"))
    sent = {**body, "name": "x"} if isinstance(body, dict) else body
    for ends in ("/sign-in/passkey", "/account/passkeys"):
        assert post(client, f"{ends}/challenge").status_code == 200
        answer = client.post(ends, json=sent, headers=proof(client))
        assert answer.status_code in (401, 422), (ends, answer.text)
        assert kept(app) == []


def test_nobody_removes_somebody_elses_passkey(app: Flask, cast: Cast):
    with app.app_context():
        mine = Passkey(
            person_id=person(cast.ada.email("editor")).id, credential="x", public_key=b"", name="x"
        )
        db.session.add(mine)
        db.session.commit()
        wanted = mine.id
    theirs = sign_in(app, cast.mallory.email("admin"))
    assert post(theirs, f"/account/passkeys/{wanted}/removal").status_code == 404
    assert len(kept(app)) == 1


@pytest.mark.parametrize(
    ("public_url", "place"),
    [
        ("https://shop.example", ("shop.example", "https://shop.example")),
        ("https://shop.example:8443", ("shop.example", "https://shop.example:8443")),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://shop.example", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_passkeys_belong_to_a_name(app: Flask, public_url: str, place: tuple[str, str] | None):
    app.config["VITRINE"] = replace(app.config["VITRINE"], public_url=public_url)
    with app.app_context():
        found = passkeys.place()
    assert (found and (found.id, found.origin)) == place
