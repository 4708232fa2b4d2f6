"""Tokens: genuine ones are read for ever, anything else is nobody's."""

import pytest
from flask import Flask

from kit import signing
from kit.db import db
from tests.databases import ON_SQLITE


@pytest.fixture
def token(inside: Flask) -> str:
    return signing.sign("rel_A", "mom_B")


def test_a_genuine_token_gives_its_parts_back(token: str):
    assert signing.read(token, 2) == ("rel_A", "mom_B")


@ON_SQLITE
def test_every_changed_letter_is_noticed(token: str):
    for at, letter in enumerate(token):
        other = token[:at] + ("A" if letter != "A" else "B") + token[at + 1 :]
        assert signing.read(other, 2) is None, f"letter {at} may be changed unnoticed"


@ON_SQLITE
def test_every_truncated_token_is_refused(token: str):
    assert all(signing.read(token[:length], 2) is None for length in range(len(token)))


def test_what_was_never_signed_is_refused_quietly(inside: Flask):
    signing.sign("rel_A", "mom_B")
    texts = ["", ".", "...", "a.b.c.d", "rel_A.mom_B..", "rel_A.mom_B.\0.x", "é.é.é.é", "x" * 301]
    assert [signing.read(forged, 2) for forged in [*texts, None, 7, b"a.b.c.d"]] == [None] * 11


@ON_SQLITE
def test_parts_can_not_be_moved_across_their_borders(inside: Flask):
    one = signing.sign("ab", "c")
    key, signature = one.split(".")[2:]
    assert signing.read(f"a.bc.{key}.{signature}", 2) is None
    assert signing.read(one, 1) is None
    assert signing.read(one, 3) is None


@ON_SQLITE
def test_another_keys_signature_is_refused(token: str):
    *parts, _key, signature = token.split(".")
    other = signing.add_key()
    assert signing.read(".".join([*parts, other.id, signature]), 2) is None


def test_a_rotated_key_still_reads_what_it_signed(token: str):
    added = signing.add_key()
    db.session.commit()
    new = signing.sign("rel_A", "mom_B")
    assert new.split(".")[2] == added.id != token.split(".")[2]
    assert signing.read(token, 2) == signing.read(new, 2) == ("rel_A", "mom_B")
