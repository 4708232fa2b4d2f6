"""A file that a stranger brought in makes the server ask nobody and open nothing else."""

import struct
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import imageio_ffmpeg
import pytest
from flask import Flask

from tagging.episodes.film import Unreadable, check, probe
from tagging.episodes.normalise import normalise
from tests import clips
from tests.cast import Cast
from tests.databases import ON_SQLITE

SECRET = "the server's own secret file"


class Listener(ThreadingHTTPServer):
    """Anybody's server, near the app: it notes who asks, and answers with something like a playlist."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Asked)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Asked(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"#EXTM3U\n#EXT-X-ENDLIST\n")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.make(tmp_path_factory.mktemp("film"), clips.Recipe(frames=25))


def playlist(target: str) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:2,\n{target}\n#EXT-X-ENDLIST\n".encode()


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def subtitled(target: str) -> bytes:
    """An AVI whose subtitles are a playlist: a demuxer inside a demuxer, which has betrayed others."""
    main = struct.pack("<10I4x4x4x4x", 40000, 0, 0, 0x10, 25, 0, 1, 0, 64, 64)
    head = b"txts" + b"\0" * 16 + struct.pack("<II", 1, 25) + b"\0" * 28
    stream = chunk(b"LIST", b"strl" + chunk(b"strh", head) + chunk(b"strf", b"\0" * 40))
    name = "playlist.m3u8".encode("utf-16-le")
    inner = playlist(target)
    told = b"GAB2\0" + struct.pack("<HI", 2, len(name)) + name + struct.pack("<HI", 4, len(inner)) + inner
    header = chunk(b"LIST", b"hdrl" + chunk(b"avih", main) + stream)
    return chunk(b"RIFF", b"AVI " + header + chunk(b"LIST", b"movi" + chunk(b"00tx", told)))


def elsewhere(film: bytes, target: str) -> bytes:
    """A QuickTime film whose pictures are said to lie at another address."""
    told = b"url " + b"\0\0\0\0" + target.encode() + b"\0"
    entry = struct.pack(">I", len(told) + 4) + told
    reference = chunk_be(b"rmra", chunk_be(b"rmda", chunk_be(b"rdrf", b"\0\0\0\0" + entry)))
    return chunk_be(b"ftyp", b"qt  \0\0\0\0qt  ") + chunk_be(b"moov", reference) + film


def chunk_be(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


def hostile(film: Path, listener: Listener, secret: Path) -> dict[str, bytes]:
    far, near = f"{listener.url}/asked", f"file://{secret}"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{far}" width="9" height="9"/></svg>'
    dash = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
        '<AdaptationSet><Representation id="1" mimeType="video/mp4">'
        f"<BaseURL>{far}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    )
    return {
        "playlist.m3u8": playlist(far),
        "playlist.mp4": playlist(far),
        "local.m3u8": playlist(near),
        "nested.m3u8": playlist(f"concat:{far}|{near}"),
        "crypto.m3u8": playlist(f"crypto+{far}"),
        "list.ffconcat": f"ffconcat version 1.0\nfile '{near}'\nfile '{far}'\n".encode(),
        "stream.sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        "drawing.svg": svg.encode(),
        "stream.mpd": dash.encode(),
        "old.asx": f'<asx version="3.0"><entry><ref href="{far}"/></entry></asx>'.encode(),
        "smil.smil": f'<smil><body><video src="{far}"/></body></smil>'.encode(),
        "subtitles.avi": subtitled(far),
        "elsewhere.mov": elsewhere(film.read_bytes(), far),
        "only elsewhere.mov": elsewhere(b"", far),
        "pieces.mp4": film.read_bytes()[:200] + playlist(far),
    }


def test_the_listener_hears_a_reader_without_bounds(listener: Listener, tmp_path: Path):
    """What the other tests rest on: these files do ask, where nobody holds them back."""
    path = tmp_path / "playlist.m3u8"
    path.write_bytes(playlist(f"{listener.url}/asked.ts"))
    unbound = ["-nostdin", "-loglevel", "quiet", "-protocol_whitelist", "file,http,tcp", "-i", str(path)]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *unbound, "-f", "null", "-"], timeout=30)
    assert listener.asked


def test_no_film_makes_its_readers_ask_anybody(listener: Listener, film: Path, tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    good = probe(film)
    for name, raw in hostile(film, listener, secret).items():
        path = tmp_path / name
        path.write_bytes(raw)
        try:
            check(path)
        except Unreadable as no:
            assert no.sentence.endswith("."), name
            assert SECRET not in no.sentence
        made = tmp_path / "made.mp4"
        try:
            # As if the first reader had been deceived: the second one holds alone.
            normalise(path, made, good)
        except Unreadable as no:
            assert SECRET not in no.sentence
        made.unlink(missing_ok=True)
    assert listener.asked == []


@ON_SQLITE
def test_no_upload_makes_the_server_ask_anybody(
    app: Flask, cast: Cast, listener: Listener, film: Path, tmp_path: Path
):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    client = app.test_client()
    for name, raw in hostile(film, listener, secret).items():
        asked = {"name": f"../../{listener.url}/{name}"}
        answer = client.post("/v1/uploads", data=raw, query_string=asked, headers=cast.ada.bearer("editor"))
        assert answer.status_code in (201, 422), (name, answer.text)
        assert SECRET not in answer.text
    assert listener.asked == []
