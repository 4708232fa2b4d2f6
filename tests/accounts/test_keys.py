"""API keys: shown once, kept as a hash, narrowed, rotated, dead once revoked."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accounts import keys
from accounts.models import ApiKey
from accounts.roles import ROLES
from kit import clock
from kit.db import db
from kit.errors import Conflict, NotFound, NotUnderstood
from tests.accounts.entering import post, sign_in
from tests.cast import Cast


def test_only_the_hash_of_a_key_is_kept(app: Flask, cast: Cast):
    with app.app_context():
        key, secret = keys.make(cast.ada.id, cast.ada.partner_id, "partner", " Nightly import ")
        db.session.commit()
        kept = {c.name: getattr(key, c.name) for c in ApiKey.__table__.columns}
        assert secret not in repr(kept)
        assert secret.startswith(kept["prefix"])
        assert len(kept["prefix"]) < 12 < len(secret)
        assert (kept["name"], len(kept["digest"])) == ("Nightly import", 64)


def test_a_revoked_key_is_refused_from_then_on(app: Flask, cast: Cast):
    client, header = app.test_client(), cast.ada.bearer("editor")
    assert client.get("/v1/episodes", headers=header).status_code == 200
    with app.app_context():
        mine = keys.find(header["Authorization"])
        assert mine is not None
        keys.revoke(cast.ada.id, mine.organisation_id, mine.id)
        db.session.commit()
    assert client.get("/v1/episodes", headers=header).status_code == 401


def test_the_last_use_is_noted_to_the_minute(app: Flask, cast: Cast):
    client, header = app.test_client(), cast.ada.bearer("editor")

    def used() -> object:
        with app.app_context():
            key = keys.find(header["Authorization"])
            assert key is not None
            return key.used_at

    client.get("/v1/episodes", headers=header)
    first = used()
    assert first is not None
    client.get("/v1/episodes", headers=header)
    assert used() == first
    with clock.later(timedelta(minutes=2)):
        client.get("/v1/episodes", headers=header)
    assert used() != first


def test_no_other_header_is_a_key(app: Flask, cast: Cast):
    with app.app_context():
        for header in ("", "Bearer", "Bearer ", "Basic dm9n", "Bearer vk_nothing", "Bearer é\xff"):
            assert keys.find(header) is None, header


def test_nobody_revokes_another_houses_key(app: Flask, cast: Cast):
    with app.app_context():
        key = keys.list_keys(cast.ada.id, cast.ada.partner_id)[0]
        for workspace, house in (
            (cast.mallory.id, cast.mallory.partner_id),
            (cast.ada.id, cast.ada.brand_id),
        ):
            with pytest.raises(NotFound):
                keys.revoke(workspace, house, key.id)


def test_a_key_needs_a_known_role_and_a_name(app: Flask, cast: Cast):
    with app.app_context():
        for role, name in (("owner", "x"), ("partner", " "), ("partner", "x" * 121)):
            with pytest.raises(NotUnderstood):
                keys.make(cast.ada.id, cast.ada.partner_id, role, name)


# ---- scopes


def test_a_key_does_only_what_its_scopes_name(app: Flask, cast: Cast):
    with app.app_context():
        _, secret = keys.make(cast.ada.id, cast.ada.brand_id, "brand_manager", "narrow", ["see_reports"])
        db.session.commit()
    client, header = app.test_client(), {"Authorization": f"Bearer {secret}"}
    day = "from=2026-01-01&to=2026-01-31&timezone=UTC"
    assert client.get(f"/v1/reports/attribution?{day}", headers=header).status_code == 200
    refused = client.get("/v1/products", headers=header)
    assert refused.status_code == 403
    assert "not given the scope" in refused.get_json()["detail"]


def test_a_key_from_before_scopes_may_all_that_its_role_may(app: Flask, cast: Cast):
    with app.app_context():
        key, _ = keys.make(cast.ada.id, cast.ada.brand_id, "brand_manager", "old")
        db.session.commit()
        assert key.scopes is None
        assert keys.acts(key) == ROLES["brand_manager"]


def test_scopes_never_reach_beyond_the_role(app: Flask, cast: Cast):
    with app.app_context():
        for scopes in (["publish"], ["see_reports", "publish"], ["no_such_act"], []):
            with pytest.raises(NotUnderstood):
                keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x", scopes)
        key, _ = keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x", ["see_reports"])
        # A role that was narrowed later narrows its keys too.
        key.scopes = ["see_reports", "publish"]
        assert keys.acts(key) == {"see_reports"}


# ---- an end


def test_an_expired_key_is_refused(app: Flask, cast: Cast):
    with app.app_context():
        ends = clock.now() + timedelta(days=30)
        _, secret = keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x", None, ends)
        with pytest.raises(NotUnderstood):
            keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x", None, clock.now())
        db.session.commit()
        assert keys.find(f"Bearer {secret}") is not None
        with clock.later(timedelta(days=30)):
            assert keys.find(f"Bearer {secret}") is None


# ---- rotation


def test_the_old_secret_works_beside_the_new_one_and_then_ends(app: Flask, cast: Cast):
    with app.app_context():
        key, old = keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x")
        _, new = keys.rotate(cast.ada.id, cast.ada.partner_id, key.id, 24)
        db.session.commit()
        for secret in (old, new):
            found = keys.find(f"Bearer {secret}")
            assert found is not None and found.id == key.id
        assert new.startswith(key.prefix)
        with clock.later(timedelta(hours=24)):
            assert keys.find(f"Bearer {old}") is None
            assert keys.find(f"Bearer {new}") is not None


def test_a_second_rotation_ends_the_first_secret(app: Flask, cast: Cast):
    with app.app_context():
        key, first = keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x")
        _, second = keys.rotate(cast.ada.id, cast.ada.partner_id, key.id, 24)
        _, third = keys.rotate(cast.ada.id, cast.ada.partner_id, key.id, 24)
        db.session.commit()
        alive = [keys.find(f"Bearer {secret}") is not None for secret in (first, second, third)]
        assert alive == [False, True, True]


def test_an_old_secret_can_end_at_once(app: Flask, cast: Cast):
    with app.app_context():
        key, old = keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x")
        keys.rotate(cast.ada.id, cast.ada.partner_id, key.id, 0)
        assert keys.find(f"Bearer {old}") is None
        _, new = keys.rotate(cast.ada.id, cast.ada.partner_id, key.id, 168)
        assert keys.find(f"Bearer {new}") is not None
        before = key.old_digest
        keys.end_old_secret(cast.ada.id, cast.ada.partner_id, key.id)
        assert before is not None and key.old_digest is None


def test_a_dead_key_is_not_rotated_back_to_life(app: Flask, cast: Cast):
    with app.app_context():
        key, _ = keys.make(cast.ada.id, cast.ada.partner_id, "partner", "x")
        with pytest.raises(NotUnderstood):
            keys.rotate(cast.ada.id, cast.ada.partner_id, key.id, 9000)
        with pytest.raises(NotFound):
            keys.rotate(cast.mallory.id, cast.mallory.partner_id, key.id, 24)
        keys.revoke(cast.ada.id, cast.ada.partner_id, key.id)
        with pytest.raises(Conflict):
            keys.rotate(cast.ada.id, cast.ada.partner_id, key.id, 24)


# ---- the page


def made(answer: TestResponse) -> str:
    """The key that the page shows once."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'id="new-key">(vk_[\w-]+)<', answer.text)
    assert found is not None
    return found[1]


def test_the_page_makes_a_key_for_what_was_ticked(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("admin"))
    form = {
        "name": "Import",
        "with_scopes": "1",
        "scopes": ["see_reports", "see_studio"],
        "expires_on": "2099-12-31",
    }
    secret = made(post(client, "/keys", **form))
    with app.app_context():
        key = keys.find(f"Bearer {secret}")
        assert key is not None
        assert (key.role, key.scopes) == ("admin", ["see_reports", "see_studio"])
        assert str(key.expires_at) == "2100-01-01 00:00:00+00:00"
    page = client.get("/keys").text
    assert secret not in page
    assert "look into the studio, see what scenes sold" in page
    assert "Until Dec 31, 2099" in page


def test_the_page_keeps_what_was_filled_in_beside_its_refusal(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("admin"))
    for wrong in (
        {"name": "", "scopes": "publish"},
        {"name": "Nightly", "with_scopes": "1"},
        {"name": "Nightly", "scopes": "keep_account"},
        {"name": "Nightly", "scopes": "publish", "expires_on": "2020-01-01"},
        {"name": "Nightly", "scopes": "publish", "expires_on": "tomorrow"},
        {"name": "Nightly", "scopes": "publish", "expires_on": "9999-12-31"},
    ):
        answer = post(client, "/keys", **wrong)
        assert answer.status_code == 422, wrong
        if wrong["name"]:
            assert 'value="Nightly"' in answer.text
    with app.app_context():
        assert db.session.query(ApiKey).filter_by(name="Nightly").count() == 0


def test_the_page_rotates_and_ends(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("partner"))
    old = made(post(client, "/keys", name="Import"))
    with app.app_context():
        key = keys.find(f"Bearer {old}")
        assert key is not None
        assert key.scopes == ["see_reports"]
        wanted = key.id
    new = made(post(client, f"/keys/{wanted}/rotation", overlap_h="24"))
    with app.app_context():
        assert keys.find(f"Bearer {old}") is not None
    assert "Old secret until" in client.get("/keys").text
    assert post(client, f"/keys/{wanted}/old-secret/end").status_code == 302
    with app.app_context():
        assert keys.find(f"Bearer {old}") is None
        assert keys.find(f"Bearer {new}") is not None
    for wrong in ("-1", "x", "99999999", "²"):
        assert post(client, f"/keys/{wanted}/rotation", overlap_h=wrong).status_code == 422
    assert post(client, f"/keys/{wanted}/revocation").status_code == 302
    assert post(client, f"/keys/{wanted}/rotation", overlap_h="1").status_code == 409


def test_a_narrow_key_gets_no_wider_one(app: Flask, cast: Cast):
    """One that may keep keys makes none that may more than itself, and sees no wider one's new secret."""
    client = app.test_client()
    with app.app_context():
        _, narrow = keys.make(cast.ada.id, cast.ada.brand_id, "brand_manager", "narrow", ["keep_keys"])
        wide, _ = keys.make(cast.ada.id, cast.ada.brand_id, "brand_manager", "wide", ["keep_products"])
        db.session.commit()
        wanted = wide.id
    header = {"Authorization": f"Bearer {narrow}"}
    form = {"name": "x", "scopes": "keep_products"}
    assert client.post("/keys", data=form, headers=header).status_code == 422
    assert (
        client.post(f"/keys/{wanted}/rotation", data={"overlap_h": "24"}, headers=header).status_code == 403
    )
