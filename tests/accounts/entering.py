"""Coming in as tests do: by the pages, with the token that each form carries."""

import re
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.models import Person
from accounts.signing_in.two_factor import STEP_S
from kit import clock
from kit.db import db
from tests.cast import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def proof(client: FlaskClient) -> dict[str, str]:
    """The token that a page of ours carries."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert found is not None
    return {"X-CSRFToken": found[1]}


def post(client: FlaskClient, path: str, **form: Any) -> TestResponse:
    return client.post(path, data=form, headers=proof(client))


def sign_in(app: Flask, email: str, password: str = PASSWORD, browser: str = FIREFOX) -> FlaskClient:
    """A browser that is signed in; or half so, where a code is still missing."""
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = browser
    answer = post(client, "/sign-in", email=email, password=password)
    assert answer.status_code == 302, answer.text
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def turn_on_two_factor(client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """The app that now shows a person's codes, and their recovery codes."""
    post(client, "/account/two-factor")
    page = client.get("/account/two-factor").text
    found = re.search(r'data-copy="([A-Z2-7]{32})"', page)
    assert found is not None
    phone = pyotp.TOTP(found[1])
    told = post(client, "/account/two-factor/confirmation", code=code_of(phone))
    assert told.status_code == 200, told.text
    return phone, re.findall(r"<code>([A-Z0-9-]{14})</code>", told.text)


def code_of(phone: pyotp.TOTP, drift: int = 0) -> str:
    return phone.generate_otp(int(clock.now().timestamp()) // STEP_S + drift)


def person(email: str) -> Person:
    found = db.session.query(Person).filter_by(email=email).one()
    assert isinstance(found, Person)
    return found
