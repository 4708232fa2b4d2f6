"""The first day: `flask found` makes the workspace and its admin, and the front page says so until then."""

from flask import Flask

from accounts.founding import is_founded
from accounts.models import Organisation, Person, Workspace
from kit.db import db
from tests.proof import signed_in

PASSWORD = "a long walk in the rain"


def found(app: Flask, *words: str, password: str = PASSWORD) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["found", *words], input=f"{password}\n{password}\n")
    return done.exit_code, done.output


def test_the_first_admin_can_sign_in_and_see_the_studio(app: Flask):
    code, said = found(
        app, "Ada Films", "ada@films.example", "--country", "de", "--timezone", "Europe/Berlin"
    )
    assert code == 0, said
    assert said.splitlines()[-1] == "Ada Films is founded. Sign in: http://127.0.0.1:8000/sign-in"
    assert PASSWORD not in said
    client = signed_in(app.test_client(), "ada@films.example", PASSWORD)
    assert client.get("/studio").status_code == 200
    with app.app_context():
        made = db.session.query(Workspace).one()
        assert (made.name, made.seller, made.currency, made.timezone) == (
            "Ada Films",
            "Ada Films",
            "EUR",
            "Europe/Berlin",
        )
        assert db.session.query(Organisation).one().kind == "studio"
        assert db.session.query(Person).one().name == "Ada"


def test_what_does_not_fit_is_refused_with_a_sentence_and_makes_nothing(app: Flask):
    for words, sentence in (
        (("Ada Films", "not-an-address"), "e-mail"),
        (("Ada Films", "a@b.example", "--timezone", "Nowhere"), "Europe/Lisbon"),
        (("Ada Films", "a@b.example", "--currency", "gold"), "three letters"),
        (("Ada Films", "a@b.example", "--country", "zz"), "two letters"),
    ):
        code, said = found(app, *words)
        assert code == 1, words
        assert sentence in said
    assert found(app, "Ada Films", "a@b.example", password="short")[0] == 1
    with app.app_context():
        assert not is_founded()
        assert db.session.query(Person).count() == 0


def test_a_name_is_founded_once(app: Flask):
    assert found(app, "Ada Films", "ada@films.example")[0] == 0
    code, said = found(app, "Ada Films", "eve@films.example")
    assert code == 1
    assert "already" in said


def test_the_front_page_helps_the_operator_on_until_somebody_works_here(app: Flask):
    client = app.test_client()
    assert "flask found" in client.get("/").text
    found(app, "Ada Films", "ada@films.example")
    assert "flask found" not in client.get("/").text
    assert "Do you work here?" in client.get("/").text
    signed_in(client, "ada@films.example", PASSWORD)
    assert "You are signed in" in client.get("/").text
