"""What is sent squeezed, and what never is."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from kit import squeeze
from tests.databases import ON_SQLITE

SCRIPT = "/static/player/vitrine.js"


@ON_SQLITE
def test_a_script_is_the_same_script_squeezed(client: FlaskClient):
    plain = client.get(SCRIPT)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"
    for name, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = client.get(SCRIPT, headers={"Accept-Encoding": name})
        assert answer.headers["Content-Encoding"] == name
        assert opened(answer.data) == plain.data
        assert len(answer.data) < len(plain.data) / 2
        assert answer.headers["ETag"] not in ("", plain.headers["ETag"]), "other bytes, another name"
        same = client.get(SCRIPT, headers={"Accept-Encoding": name, "If-None-Match": answer.headers["ETag"]})
        assert (same.status_code, same.data) == (304, b"")


@ON_SQLITE
def test_a_part_is_a_part_of_the_file_as_it_is(client: FlaskClient):
    whole = client.get(SCRIPT).data
    with client.get(SCRIPT, headers={"Accept-Encoding": "br", "Range": "bytes=10-99"}) as part:
        assert part.status_code == 206
        assert "Content-Encoding" not in part.headers
        assert part.data == whole[10:100]


@ON_SQLITE
@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz"])
def test_a_page_with_a_token_in_it_is_not_squeezed(client: FlaskClient, path: str):
    answer = client.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers


def test_the_same_bytes_are_squeezed_once():
    kept = squeeze.Once()
    kept.set("br;abc", b"1")
    assert kept.get("br;abc") == b"1"
    kept.set("br;", b"2")
    assert kept.get("br;") is None, "without a name it may be anything"
    for number in range(squeeze.MOST_KEPT):
        kept.set(f"br;{number}", b"")
    assert kept.get("br;abc") is None
