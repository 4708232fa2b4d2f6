"""The team page: who may invite whom, who changes whose place, and the admin who stays."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import people
from accounts.audit.models import Entry
from accounts.models import KINDS, Membership, Organisation, Person
from accounts.roles import ROLES, SEATS, fits
from kit import mail
from kit.db import db
from tests.accounts.entering import is_in, post, sign_in
from tests.accounts.mailbox import letters
from tests.accounts.test_joining import NEWCOMER, house, invited, places
from tests.cast import PASSWORD, Cast
from tests.databases import ON_SQLITE


def place_of(app: Flask, email: str) -> str:
    with app.app_context():
        return db.session.scalars(select(Membership.id).join(Person).where(Person.email == email)).one()


def second_admin(app: Flask, cast: Cast) -> str:
    where = house(app, cast.ada, "studio")
    with app.app_context():
        studio = db.session.get_one(Organisation, where)
        person = people.make("second@ada.example", "Second Admin", PASSWORD)
        people.seat(person, studio, "admin")
        db.session.commit()
    return "second@ada.example"


def test_every_role_has_a_seat_and_every_kind_a_role():
    assert set(SEATS) == set(KINDS)
    assert {role for some in SEATS.values() for role in some} == set(ROLES)
    assert not fits("admin", "brand")
    assert not fits("partner", "nothing")


@ON_SQLITE
@pytest.mark.parametrize(("kind", "role"), [("brand", "admin"), ("partner", "editor"), ("studio", "partner")])
def test_a_role_that_does_not_fit_is_refused_with_a_sentence(app: Flask, cast: Cast, kind: str, role: str):
    admin = sign_in(app, cast.ada.email("admin"))
    where = house(app, cast.ada, kind)
    answer = post(admin, "/team/invitations", email=NEWCOMER, role=role, organisation=where)
    assert answer.status_code == 422
    assert "has no place for this role" in answer.text
    assert NEWCOMER in answer.text, "what was typed stays"
    assert letters(app, NEWCOMER) == []


@ON_SQLITE
def test_an_admin_sees_everybody_and_a_partner_only_their_own(app: Flask, cast: Cast):
    told = sign_in(app, cast.ada.email("admin")).get("/team").text
    for role in ("admin", "editor", "brand_manager", "partner"):
        assert cast.ada.email(role) in told
    assert "mallory" not in told.lower()
    told = sign_in(app, cast.ada.email("partner")).get("/team").text
    assert cast.ada.email("partner") in told
    assert cast.ada.email("editor") not in told
    assert "/removal" not in told
    assert sign_in(app, cast.ada.email("editor")).get("/team").status_code == 403


@ON_SQLITE
@pytest.mark.parametrize(("role", "kind"), [("partner", "partner"), ("brand_manager", "brand")])
def test_who_is_no_admin_invites_into_their_own_organisation_and_role_only(
    app: Flask, cast: Cast, role: str, kind: str
):
    me = sign_in(app, cast.ada.email(role))
    forged = {
        "role": "admin",
        "organisation": house(app, cast.ada, "studio"),
        "kind": "brand",
        "name": "Mine",
    }
    assert post(me, "/team/invitations", email=NEWCOMER, **forged).status_code == 302
    with app.app_context():
        from accounts.joining.models import Invitation

        made = db.session.scalars(select(Invitation)).one()
        assert (made.role, made.organisation.kind) == (role, kind)


@ON_SQLITE
def test_nobody_touches_the_invitations_of_another_organisation(app: Flask, cast: Cast):
    invited(app, cast.ada)
    with app.app_context():
        from accounts.joining.models import Invitation

        other = db.session.scalars(select(Invitation.id)).one()
    for email in (cast.ada.email("partner"), cast.mallory.email("admin")):
        me = sign_in(app, email)
        for deed in ("sending", "withdrawal"):
            assert post(me, f"/team/invitations/{other}/{deed}").status_code == 404
        assert NEWCOMER not in me.get("/team").text


@ON_SQLITE
def test_an_admin_invites_into_a_new_organisation(app: Flask, cast: Cast):
    admin = sign_in(app, cast.ada.email("admin"))
    form = {"organisation": "new", "kind": "agency", "name": " Blue  Desk ", "role": "editor"}
    assert post(admin, "/team/invitations", email=NEWCOMER, **form).status_code == 302
    again = post(admin, "/team/invitations", email="second@new.example", **form)
    assert again.status_code == 302
    told = admin.get("/team").text
    assert told.count("<h2 id=") - told.count('<h2 id="invite-title"') == 4
    assert "Blue Desk" in told
    for bad in ({"kind": "studio"}, {"kind": "bank"}, {"name": " "}, {"organisation": "org_NOBODY"}):
        answer = post(admin, "/team/invitations", email="third@new.example", **(form | bad))
        assert answer.status_code == 422, bad


@ON_SQLITE
def test_a_foreign_organisation_is_no_choice(app: Flask, cast: Cast):
    admin = sign_in(app, cast.ada.email("admin"))
    theirs = house(app, cast.mallory, "studio")
    answer = post(admin, "/team/invitations", email=NEWCOMER, role="editor", organisation=theirs)
    assert answer.status_code == 422
    assert letters(app, NEWCOMER) == []


@ON_SQLITE
def test_a_member_is_not_invited_again(app: Flask, cast: Cast):
    admin = sign_in(app, cast.ada.email("admin"))
    form = {"email": cast.ada.email("editor").upper(), "role": "admin"}
    answer = post(admin, "/team/invitations", organisation=house(app, cast.ada, "studio"), **form)
    assert answer.status_code == 409
    assert "already" in answer.text


@ON_SQLITE
def test_the_page_says_what_became_of_the_mail(app: Flask, cast: Cast):
    invited(app, cast.ada)
    admin = sign_in(app, cast.ada.email("admin"))
    assert "Being sent" in admin.get("/team").text
    with app.app_context():
        letter = db.session.scalars(select(mail.Mail)).one()
        letter.given_up_at, letter.error = letter.made_at, "550 No such mailbox"
        db.session.commit()
    told = admin.get("/team").text
    assert "Not delivered" in told
    assert "No such mailbox" in told


@ON_SQLITE
def test_an_admin_changes_a_role(app: Flask, cast: Cast):
    admin, editor = sign_in(app, cast.ada.email("admin")), cast.ada.email("editor")
    assert post(admin, f"/team/members/{place_of(app, editor)}/role", role="admin").status_code == 302
    assert places(app, editor) == [("studio", "admin")]
    answer = post(admin, f"/team/members/{place_of(app, editor)}/role", role="partner")
    assert answer.status_code == 422


@ON_SQLITE
def test_a_removed_person_is_out_at_once(app: Flask, cast: Cast):
    admin, email = sign_in(app, cast.ada.email("admin")), cast.ada.email("editor")
    editor = sign_in(app, email)
    assert is_in(editor)
    assert post(admin, f"/team/members/{place_of(app, email)}/removal").status_code == 302
    assert editor.get("/studio").status_code == 302
    assert not is_in(editor)
    assert places(app, email) == []
    assert email not in admin.get("/team").text


@ON_SQLITE
def test_nobody_takes_their_own_place_away(app: Flask, cast: Cast):
    second_admin(app, cast)
    admin = sign_in(app, cast.ada.email("admin"))
    mine = place_of(app, cast.ada.email("admin"))
    for deed, said in (("removal", "remove yourself"), ("role", "your own role")):
        answer = post(admin, f"/team/members/{mine}/{deed}", role="editor")
        assert answer.status_code == 409
        assert said in answer.text
    assert f"/team/members/{mine}/" not in admin.get("/team").text


@ON_SQLITE
def test_the_last_admin_stays(app: Flask, cast: Cast):
    """Only an API key of an admin can try: a person could only try on themselves."""
    mine, key = place_of(app, cast.ada.email("admin")), cast.ada.bearer("admin")
    for deed in ("removal", "role"):
        answer = app.test_client().post(f"/team/members/{mine}/{deed}", data={"role": "editor"}, headers=key)
        assert answer.status_code == 409
        assert "last admin" in answer.text
    second = second_admin(app, cast)
    answer = app.test_client().post(f"/team/members/{mine}/removal", headers=key)
    assert answer.status_code == 302
    assert places(app, second) == [("studio", "admin")]


@ON_SQLITE
@pytest.mark.parametrize("deed", ["role", "removal"])
def test_another_studios_member_is_not_found(app: Flask, cast: Cast, deed: str):
    theirs = place_of(app, cast.ada.email("editor"))
    mallory = sign_in(app, cast.mallory.email("admin"))
    assert post(mallory, f"/team/members/{theirs}/{deed}", role="admin").status_code == 404
    partner = sign_in(app, cast.ada.email("partner"))
    assert post(partner, f"/team/members/{theirs}/{deed}", role="admin").status_code == 403


@ON_SQLITE
def test_a_person_of_two_places_chooses_by_which_they_act(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == email)).one()
        people.seat(person, db.session.get_one(Organisation, cast.mallory.partner_id), "partner")
        db.session.commit()
    me = sign_in(app, email)
    assert me.get("/studio").status_code == 200, "the oldest place comes first"
    menu = me.get("/studio").text
    assert "Acting as" in menu
    other = re.search(r'<option value="(mem_\w+)">Mallory Pictures, [^<]*, Partner<', menu)
    assert other is not None
    answer = post(me, "/acting-as", membership=other[1])
    assert (answer.status_code, answer.headers["Location"]) == (302, "/reports")
    assert me.get("/studio").status_code == 403
    assert me.get("/reports").status_code == 200
    assert post(me, "/acting-as", membership=place_of(app, cast.ada.email("admin"))).status_code == 404
    assert post(app.test_client(), "/acting-as", membership=other[1]).status_code == 401
    assert "Acting as" not in sign_in(app, cast.ada.email("partner")).get("/reports").text


@ON_SQLITE
def test_what_happens_to_the_team_is_in_the_log(app: Flask, cast: Cast):
    invited(app, cast.ada)
    admin, editor = sign_in(app, cast.ada.email("admin")), cast.ada.email("editor")
    post(admin, f"/team/members/{place_of(app, editor)}/role", role="admin")
    post(admin, f"/team/members/{place_of(app, editor)}/removal")
    with app.app_context():
        lines = db.session.scalars(select(Entry).where(Entry.workspace_id == cast.ada.id).order_by(Entry.at))
        told = {line.act: line for line in lines}
        assert {"invite", "change_role", "remove_member"} <= set(told)
        assert told["change_role"].what["before"] == "editor"
        assert (told["invite"].subject, told["invite"].who) == (NEWCOMER, "admin")
