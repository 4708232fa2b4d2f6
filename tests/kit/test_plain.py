"""What may be answered without a parser, and what never is."""

import pytest

from kit import plain

PATH = b"/v1/episodes/ep_1/overlay"
BROWSER = (
    b"GET " + PATH + b"?channel=ch_1 HTTP/1.1\r\nHost: vitrine.example\r\nConnection: keep-alive\r\n"
    b"Accept-Encoding: gzip, deflate, br, zstd\r\nUser-Agent: M\xc3\xb6zilla/5.0 (X)\r\nCookie: a=b; c=\r\n"
    b'If-None-Match: "abc:br"\r\nAccept: */*\r\n\r\n'
)


def head(*lines: bytes, first: bytes = b"GET " + PATH + b" HTTP/1.1") -> bytes:
    return b"\r\n".join([first, *lines, b"", b""])


def test_a_browsers_request_is_plain():
    asked = plain.read(BROWSER)
    assert asked is not None
    assert (asked.path, asked.host, asked.is_head) == (PATH.decode(), "vitrine.example", False)
    assert (asked.encodings, asked.if_none_match) == ("gzip, deflate, br, zstd", '"abc:br"')
    assert asked.length == len(BROWSER)


def test_names_are_read_in_any_case_and_values_without_their_spaces():
    asked = plain.read(head(b"hOsT:\t x ", b"IF-NONE-MATCH:*", first=b"HEAD /a HTTP/1.1"))
    assert asked is not None
    assert (asked.host, asked.if_none_match, asked.encodings, asked.is_head) == ("x", "*", "", True)


@pytest.mark.parametrize("cut", [1, 20, len(BROWSER) - 1])
def test_half_a_request_is_none(cut: int):
    assert plain.read(BROWSER[:cut]) is None


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        BROWSER + b"GET ",
        BROWSER + BROWSER,
        head(),
        head(b"Host: a", b"Host: b"),
        head(b"Host: a", b"Accept-Encoding: br", b"accept-encoding: gzip"),
        head(b"Host: a", b"Content-Length: 0"),
        head(b"Host: a", b"Transfer-Encoding: chunked"),
        head(b"Host: a", b"tRANSFER-ENCODING : chunked"),
        head(b"Host: a", b"X: y", b" folded: line"),
        head(b"Host: a", b"Range: bytes=0-1"),
        head(b"Host: a", b"Expect: 100-continue"),
        head(b"Host: a", b"Upgrade: h2c"),
        head(b"Host: a", b"Connection: close"),
        head(b"Host: a", b"Connection: keep-alive, upgrade"),
        head(b"Host: a", b"X-Request-Id: followed-by-me"),
        head(b"Host: a", b"If-Modified-Since: Mon, 30 Nov 2026 00:00:00 GMT"),
        head(b"Host: a", b"no colon here"),
        head(b"Host: a", b": no name"),
        head(b"Host: a", b"X: a\x00b"),
        head(b"Host: a", b"X: a\nContent-Length: 5"),
        head(b"Host: a", b"X: a\rContent-Length: 5"),
        head(b"Host: a", first=b"POST " + PATH + b" HTTP/1.1"),
        head(b"Host: a", first=b"GET " + PATH + b" HTTP/1.0"),
        head(b"Host: a", first=b"GET " + PATH + b"?a=1 HTTP/1.1"),
        head(b"Host: a", first=b"GET " + PATH + b"?channel=a&channel=b HTTP/1.1"),
        head(b"Host: a", first=b"GET  " + PATH + b" HTTP/1.1"),
        head(b"Host: a", first=b"GET http://a" + PATH + b" HTTP/1.1"),
        head(b"Host: a", first=b"GET /%2e%2e/x HTTP/1.1"),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01" + b"\x00" * 500,
    ],
)
def test_whatever_is_unusual_goes_the_way_of_all_others(asked: bytes):
    assert plain.read(asked) is None
