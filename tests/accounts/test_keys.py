"""API keys: shown once, kept as a hash, dead once revoked."""

from datetime import timedelta

import pytest
from flask import Flask

from accounts import keys
from accounts.models import ApiKey
from kit import clock
from kit.db import db
from kit.errors import NotFound, NotUnderstood
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
