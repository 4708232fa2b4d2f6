"""What the stage answers over HTTP: files, film with ranges, manifest with ETag, the shop's doors."""

import hashlib
import json
import re
import socket
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.player.story import DRAWINGS

if TYPE_CHECKING:
    from tests.player.stage import Stage

ROOT = Path(__file__).parents[2]
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".woff2": "font/woff2",
    ".mjs": "text/javascript",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http://localhost:*; "
    "media-src 'self'; font-src 'self'; "
    "connect-src 'self' http://localhost:*; base-uri 'none'; form-action 'none'"
)


def handler_of(stage_of: "Stage") -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        stage = stage_of

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            self.stage.requests.append(("GET", self.path, dict(self.headers)))
            if path in self.stage.down:
                return self.hang_up()
            if path.startswith("/watch/"):
                return self.give(
                    self.stage.page(), "text/html; charset=utf-8", {"Content-Security-Policy": POLICY}
                )
            if path.startswith("/embed/"):
                html = self.stage.embed_page()
                policy = {"Content-Security-Policy": POLICY}
                return self.give(html, "text/html; charset=utf-8", policy)
            if path.startswith("/hosts/"):
                html = self.stage.host_page(path.removeprefix("/hosts/"))
                return self.give(html, "text/html; charset=utf-8")
            if path.startswith("/npm/"):
                return self.file(ROOT / "tests" / "hosts" / "node_modules" / path.removeprefix("/npm/"))
            if path.startswith("/hls/"):
                return self.file(self.stage.hls.parent / path.removeprefix("/hls/"))
            if path.startswith("/static/"):
                return self.file(ROOT / path.lstrip("/"))
            if path.startswith("/words/"):
                words = f"export default {json.dumps(self.stage.words)};"
                return self.give(words, "text/javascript; charset=utf-8")
            if path.startswith("/media/captions/"):
                return self.give(self.stage.captions[Path(path).stem], "text/vtt")
            if path.startswith("/v1/viewers/"):
                return self.viewer(path.rsplit("/", 1)[1])
            if path == "/js/stripe.js":
                return self.file(Path(__file__).with_name("stripe.js"))
            if path == "/media/film.mp4":
                return self.film()
            if path.startswith("/media/"):
                inner = DRAWINGS.get(Path(path).stem, '<rect width="80" height="80" fill="#1d3338"/>')
                svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">{inner}</svg>'
                return self.give(svg, "image/svg+xml")
            if path.endswith("/overlay"):
                return self.overlay()
            if path.startswith("/v1/checkouts/"):
                return self.json(200, self.stage.checkout(path.rsplit("/", 1)[1]))
            return self.json(404, {"detail": "Nothing here."})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.stage.requests.append(("POST", self.path, dict(self.headers)))
            if self.path in self.stage.down:
                return self.hang_up()
            if self.path == "/v1/events":
                if self.stage.refused_batches:
                    self.stage.refused_batches -= 1
                    return self.json(503, {"detail": "Later."})
                self.stage.events += body["events"]
                return self.json(202, {"accepted": len(body["events"]), "repeated": 0, "refused": []})
            if self.path == "/v1/viewers":
                name = f"vwr_{len(self.stage.viewers) + 1}"
                self.stage.viewers[name] = 14
                return self.json(201, {"id": name})
            self.stage.gate.wait(20)
            if self.path == "/v1/checkouts":
                return self.json(*self.stage.start(body, self.headers["Idempotency-Key"]))
            return self.json(200, self.stage.confirm(body))

        def do_DELETE(self) -> None:
            self.stage.requests.append(("DELETE", self.path, dict(self.headers)))
            if self.path in self.stage.down:
                return self.hang_up()
            self.stage.viewers.pop(self.path.rsplit("/", 1)[1], None)
            return self.give("", "text/plain", status=204)

        def viewer(self, name: str) -> None:
            if name not in self.stage.viewers:
                return self.json(404, {"detail": "We keep nothing under this number."})
            kept = {"id": name, "agreed_at": 1790000000000, "events": self.stage.viewers[name]}
            return self.json(200, kept)

        def hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def do_OPTIONS(self) -> None:
            self.give(
                "",
                "text/plain",
                {
                    "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key",
                    "Access-Control-Allow-Methods": "GET, POST, DELETE",
                },
            )

        def overlay(self) -> None:
            if self.stage.manifest_status != 200:
                return self.json(self.stage.manifest_status, {"detail": "Out of order."})
            body = json.dumps(self.stage.manifest)
            tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
            if self.headers["If-None-Match"] == tag:
                self.send_response(304)
                self.send_header("ETag", tag)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                return None
            return self.give(body, "application/json", {"ETag": tag, "Cache-Control": "no-cache"})

        def film(self) -> None:
            whole = self.stage.film
            wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers["Range"] or "")
            if not wanted:
                return self.give(whole, "video/mp4", {"Accept-Ranges": "bytes"})
            first, last = int(wanted[1]), min(int(wanted[2] or len(whole)), len(whole) - 1)
            about = {"Content-Range": f"bytes {first}-{last}/{len(whole)}", "Accept-Ranges": "bytes"}
            return self.give(whole[first : last + 1], "video/mp4", about, 206)

        def file(self, path: Path) -> None:
            if not path.is_file():
                return self.json(404, {"detail": "No such file."})
            return self.give(path.read_bytes(), TYPES[path.suffix])

        def json(self, status: int, body: dict) -> None:
            kind = "application/json" if status < 400 else "application/problem+json"
            self.give(json.dumps(body), kind, status=status)

        def give(self, body: str | bytes, kind: str, more: dict | None = None, status: int = 200) -> None:
            data = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for name, value in {
                "Content-Type": kind,
                "Content-Length": len(data),
                "Access-Control-Allow-Origin": "*",
                **(more or {}),
            }.items():
                self.send_header(name, str(value))
            self.end_headers()
            try:
                self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler
