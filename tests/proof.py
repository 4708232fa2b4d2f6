"""How a browser of ours proves itself: the token in its page, and a signed-in session."""

import re

from flask.testing import FlaskClient

from tests.cast import PASSWORD


def proof(client: FlaskClient) -> dict[str, str]:
    """The token that a page of ours carries."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert found is not None
    return {"X-CSRFToken": found[1]}


def signed_in(client: FlaskClient, email: str, password: str = PASSWORD) -> FlaskClient:
    answer = client.post("/sign-in", data={"email": email, "password": password}, headers=proof(client))
    assert answer.status_code == 302, answer.text
    return client
