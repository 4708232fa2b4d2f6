"""Invitations: a link by e-mail, once, for seven days, into one organisation and one role."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.joining import states
from accounts.joining.models import Invitation
from accounts.models import Membership, Organisation, Person
from kit import clock
from kit.db import db
from kit.mail import Mail
from tests.accounts.entering import post, sign_in
from tests.accounts.mailbox import letters, link
from tests.cast import PASSWORD, Cast, Studio
from tests.databases import ON_SQLITE

NEWCOMER = "nina@new.example"
GOOD = "orchid stairwell lantern"


def invited(
    app: Flask, by: Studio, email: str = NEWCOMER, role: str = "editor", where: str = "studio"
) -> str:
    """Ada's admin invites somebody; returns the path of the link."""
    admin = sign_in(app, by.email("admin"))
    answer = post(admin, "/team/invitations", email=email, role=role, organisation=house(app, by, where))
    assert answer.status_code == 302, answer.text
    return link(app, email.strip().lower())


def house(app: Flask, of: Studio, kind: str) -> str:
    with app.app_context():
        wanted = select(Organisation.id).where(Organisation.workspace_id == of.id, Organisation.kind == kind)
        return db.session.scalars(wanted).one()


def places(app: Flask, email: str) -> list[tuple[str, str]]:
    with app.app_context():
        wanted = select(Membership).join(Person).where(Person.email == email)
        found = db.session.scalars(wanted)
        return sorted((place.organisation.kind, place.role) for place in found)


def the_only(app: Flask) -> Invitation:
    with app.app_context():
        found = db.session.scalars(select(Invitation)).one()
        db.session.expunge(found)
        return found


def join(client: FlaskClient, path: str, name: str = "Nina Vale", password: str = GOOD):
    return post(client, path, name=name, password=password)


def test_somebody_new_joins_by_their_link_and_is_inside(app: Flask, cast: Cast):
    path = invited(app, cast.ada)
    newcomer = app.test_client()
    page = newcomer.get(path)
    assert page.status_code == 200
    for told in ("admin invites you", "Ada Films", "Editor", NEWCOMER):
        assert told in page.text, told
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("same-origin", "no-store")
    answer = join(newcomer, path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/studio")
    assert newcomer.get("/studio").status_code == 200
    assert places(app, NEWCOMER) == [("studio", "editor")]
    assert sign_in(app, NEWCOMER, GOOD).get("/studio").status_code == 200


def test_only_the_links_hash_is_kept(app: Flask, cast: Cast):
    secret = invited(app, cast.ada).removeprefix("/join/")
    kept = the_only(app)
    assert len(secret) == 43
    assert secret not in repr({c.name: getattr(kept, c.name) for c in Invitation.__table__.columns})


@pytest.mark.parametrize(("hours", "status"), [(7 * 24 - 1, 200), (7 * 24 + 1, 410)])
def test_a_link_holds_for_seven_days(app: Flask, cast: Cast, hours: int, status: int):
    path = invited(app, cast.ada)
    with clock.later(timedelta(hours=hours)):
        answer = app.test_client().get(path)
        assert answer.status_code == status
        assert join(app.test_client(), path).status_code == (302 if status == 200 else 410)
    assert status == 200 or "Ask admin for another" in answer.text


@ON_SQLITE
def test_over_https_too_where_a_form_must_say_whence_it_comes(app: Flask, cast: Cast):
    path = invited(app, cast.ada)
    newcomer, here = app.test_client(), "https://127.0.0.1"
    page = newcomer.get(path, base_url=here)
    sent = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": sent, "name": "Nina Vale", "password": GOOD}
    # What a browser sends by the page's own policy.
    told = {"Referer": here + path} if page.headers["Referrer-Policy"] == "same-origin" else {}
    assert newcomer.post(path, data=form, base_url=here, headers=told).status_code == 302


@ON_SQLITE
def test_a_link_works_once(app: Flask, cast: Cast):
    path = invited(app, cast.ada)
    newcomer = app.test_client()
    join(newcomer, path)
    other = app.test_client()
    assert other.get(path).status_code == 410
    assert join(other, path, "Eve", "another long password").status_code == 410
    assert "used already" in other.get(path).text
    again = newcomer.get(path)
    assert (again.status_code, again.headers["Location"]) == (302, "/studio")
    assert join(newcomer, path).headers["Location"] == "/studio"
    assert places(app, NEWCOMER) == [("studio", "editor")]


def test_two_presses_at_once_make_one_person(app: Flask, cast: Cast):
    path = invited(app, cast.ada)
    tabs = [app.test_client() for _ in range(2)]
    tokens = [tab.get(path).text.split('name="csrf_token" value="')[1].split('"')[0] for tab in tabs]
    answers: list[int] = []

    def press(tab: FlaskClient, token: str) -> None:
        form = {"csrf_token": token, "name": "Nina Vale", "password": GOOD}
        answers.append(tab.post(path, data=form).status_code)

    both = [threading.Thread(target=press, args=pair) for pair in zip(tabs, tokens, strict=True)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers)[0] == 302
    assert sorted(answers)[1] in (409, 410)
    assert places(app, NEWCOMER) == [("studio", "editor")]


@ON_SQLITE
@pytest.mark.parametrize("token", ["nothing", "x" * 43, "x" * 5000, "%00", "..%2F..", "<script>"])
def test_a_wrong_link_says_so_and_where_to_go(app: Flask, cast: Cast, token: str):
    answer = app.test_client().get(f"/join/{token}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text.replace('<script type="module"', "")


@ON_SQLITE
def test_a_withdrawn_link_is_gone(app: Flask, cast: Cast):
    path = invited(app, cast.ada)
    admin = sign_in(app, cast.ada.email("admin"))
    where = f"/team/invitations/{the_only(app).id}"
    assert post(admin, f"{where}/withdrawal").status_code == 302
    answer = app.test_client().get(path)
    assert answer.status_code == 410
    assert "withdrawn" in answer.text
    assert post(admin, f"{where}/withdrawal").status_code == 409
    assert post(admin, f"{where}/sending").status_code == 409


@ON_SQLITE
def test_sending_again_makes_a_new_link_and_ends_the_old(app: Flask, cast: Cast):
    old = invited(app, cast.ada)
    admin = sign_in(app, cast.ada.email("admin"))
    with clock.later(timedelta(days=8)):
        admin = sign_in(app, cast.ada.email("admin"))
        assert "Ended" in admin.get("/team").text
        assert post(admin, f"/team/invitations/{the_only(app).id}/sending").status_code == 302
        new = link(app, NEWCOMER)
        assert new != old
        assert app.test_client().get(old).status_code == 404
        assert join(app.test_client(), new).status_code == 302


@ON_SQLITE
def test_inviting_twice_renews_the_one_invitation(app: Flask, cast: Cast):
    invited(app, cast.ada)
    path = invited(app, cast.ada, email=f" {NEWCOMER.upper()} ", role="admin")
    assert the_only(app).role == "admin"
    assert len(letters(app, NEWCOMER)) == 2
    join(app.test_client(), path)
    assert places(app, NEWCOMER) == [("studio", "admin")]


@ON_SQLITE
def test_who_has_an_account_signs_in_first_and_keeps_their_password(app: Flask, cast: Cast):
    email = cast.mallory.email("editor")
    path = invited(app, cast.ada, email.upper(), "partner", "partner")
    stranger = app.test_client()
    page = stranger.get(path).text
    assert "Sign in to accept" in page
    assert f"/sign-in?next=/join/{path.removeprefix('/join/')}" in page
    taken = join(stranger, path, "Eve", "another long password")
    assert taken.status_code == 409
    assert "Sign in" in taken.text
    known = sign_in(app, email)
    assert "Accept" in known.get(path).text
    answer = post(known, path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/reports")
    assert "Ada Films: partner" in known.get("/reports").text
    assert places(app, email) == [("partner", "partner"), ("studio", "editor")]
    assert sign_in(app, email, PASSWORD).get("/studio").status_code == 200


@ON_SQLITE
def test_somebody_elses_session_can_not_take_it(app: Flask, cast: Cast):
    path = invited(app, cast.ada)
    mallory = sign_in(app, cast.mallory.email("admin"))
    assert "You are signed in as admin@mallory.example" in mallory.get(path).text
    answer = post(mallory, path)
    assert answer.status_code == 403
    assert "sign out, then open the link again" in answer.text
    assert the_only(app).status == "open"


@ON_SQLITE
def test_who_became_a_member_meanwhile_keeps_the_place_as_it_is(app: Flask, cast: Cast):
    email = cast.mallory.email("partner")
    path, studio = invited(app, cast.ada, email, "admin"), house(app, cast.ada, "studio")
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        db.session.add(
            Membership(workspace_id=cast.ada.id, organisation_id=studio, person_id=person.id, role="editor")
        )
        db.session.commit()
    assert post(sign_in(app, email), path).status_code == 302
    assert ("studio", "editor") in places(app, email)
    assert ("studio", "admin") not in places(app, email)
    assert the_only(app).status == "accepted"


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("Nina", "short", "at least 10"),
        ("Nina", "Password123!", "first that are tried"),
        ("Nina", "aaaaaaaaaaaa", "first that are tried"),
        ("Nina", "1234567890", "first that are tried"),
        ("Nina", NEWCOMER, "easy to guess"),
        ("Nina Vale Sturdy", "NinaValeSturdy1", "easy to guess"),
        ("Nina", "x" * 1001, "at most 1,000"),
        (" ", GOOD, "Write your name"),
        ("x" * 121, GOOD, "Write your name"),
        ("a\x07b", GOOD, "Write your name"),
    ],
)
def test_a_name_and_a_good_password_are_asked_for(
    app: Flask, cast: Cast, name: str, password: str, said: str
):
    path = invited(app, cast.ada)
    answer = join(app.test_client(), path, name, password)
    assert answer.status_code == 422
    assert said in answer.text
    assert password not in answer.text or password == NEWCOMER
    assert places(app, NEWCOMER) == []
    assert join(app.test_client(), path).status_code == 302


@ON_SQLITE
def test_an_invitation_tells_its_inviter_nothing_about_accounts(app: Flask, cast: Cast):
    """Whoever invites sees the same for an address that is known elsewhere and for one that isn't."""
    pages = []
    for email in (cast.mallory.email("editor"), "editor@unknown.example"):
        admin = sign_in(app, cast.ada.email("admin"))
        form = {"email": email, "role": "editor", "organisation": house(app, cast.ada, "studio")}
        answer = admin.post(
            "/team/invitations", data=form | {"csrf_token": token(admin)}, follow_redirects=True
        )
        pages.append(answer.text.count("is on its way"))
        post(admin, f"/team/invitations/{the_newest(app)}/withdrawal")
    assert pages == [1, 1]


def token(client: FlaskClient) -> str:
    return client.get("/team").text.split('name="csrf_token" value="')[1].split('"')[0]


def the_newest(app: Flask) -> str:
    with app.app_context():
        newest = select(Invitation.id).order_by(Invitation.made_at.desc()).limit(1)
        return db.session.scalars(newest).one()


@ON_SQLITE
def test_the_mail_says_who_invites_into_what_and_stands_with_its_cause(app: Flask, cast: Cast):
    invited(app, cast.ada)
    (text,) = letters(app, NEWCOMER)
    for told in (
        "admin invites you to Ada Films",
        "Ada Films: studio",
        "Your role: Editor",
        "7 days",
        "works once",
    ):
        assert told in text, told
    with app.app_context():
        mail = db.session.scalars(select(Mail)).one()
        assert mail.about is not None
        assert mail.about.startswith("inv_")
        assert "Ada Films" in mail.subject


def test_an_invitation_moves_only_as_its_table_says():
    for status in states.STATES:
        for move in ("renew", "accept", "withdraw"):
            if (status, move) in states.MOVES:
                assert states.after(status, move) in states.STATES
            else:
                with pytest.raises(states.NotNow):
                    states.after(status, move)
