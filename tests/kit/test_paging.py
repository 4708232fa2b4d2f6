"""Cursors: opaque marks that only we write."""

import base64
import json

import pytest

from kit.errors import NotUnderstood
from kit.paging import mark, place


def forged(position: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).rstrip(b"=").decode()


def test_a_cursor_leads_back_to_its_place():
    assert place(mark("mom_A", "prd_Ö", "EUR"), 3) == ["mom_A", "prd_Ö", "EUR"]
    assert place(None, 3) is None
    assert place("", 3) is None


@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", "é", "[]", mark("one"), mark("1", "2", "3", "4"), forged({"a": 1}), forged("abc")]
    + [forged([1, "b", "c"]), forged([["a"], "b", "c"]), forged([None, "b", "c"]), forged(["a\0", "b", "c"])]
    + [base64.urlsafe_b64encode(b"[" * 20_000).decode(), base64.urlsafe_b64encode(b"\xff\xfe").decode()],
)
def test_a_cursor_we_never_wrote_is_not_understood(cursor: str):
    with pytest.raises(NotUnderstood):
        place(cursor, 3)
