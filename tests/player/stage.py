"""A stage for the player: static files, a drawn film with ranges, a manifest, and a shop that can be told to fail."""

import hashlib
import json
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import jinja2

from tests.player import film

ROOT = Path(__file__).parents[2]
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".woff2": "font/woff2",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "connect-src 'self' http://localhost:*; base-uri 'none'; form-action 'none'"
)
COAT, LAMP, MUG, HAT = "var_coat", "var_lamp", "var_mug", "var_hat"
DRAWINGS = {
    "coat": '<rect width="80" height="80" fill="#e8ebe4"/><path d="M28 20h24l10 48H18z" fill="#5d8a66"/>',
    "lamp": '<rect width="80" height="80" fill="#e6e2da"/><path d="M16 42a24 24 0 0 1 48 0z" fill="#e6a94a"/>'
    '<path d="M37 42h6v24h-6zM26 66h28v5H26z" fill="#b07a2c"/>',
    "mug": '<rect width="80" height="80" fill="#eceff0"/><path d="M20 26h32v34H20z" fill="#d9d3c3"/>',
}


def card(variant: str, title: str, brand: str, amount: int, **more: object) -> dict:
    name = variant.removeprefix("var_")
    image = f"/media/{name}.svg" if name in DRAWINGS else None
    return {
        "variant": variant,
        "product": f"prd_{name}",
        "title": title,
        "brand": brand,
        "description": "",
        "image": image,
        "amount": amount,
        "currency": "EUR",
        "price": f"€{amount / 100:.2f}",
        "tax": "VAT included",
        "available": True,
        "left": None,
        **more,
    }


def moment(variant: str, first: int, end: int, label: str, path: list, **more: object) -> dict:
    name = variant.removeprefix("var_")
    return {
        "id": f"mom_{name}",
        "token": f"k1.{name}-token",
        "variant": variant,
        "product": f"prd_{name}",
        "starts_ms": first * 40,
        "ends_ms": end * 40,
        "starts_frame": first,
        "ends_frame": end,
        "label": label,
        "action": "Buy now",
        "disclosure": None,
        "anchor": "follow",
        "path": path,
        **more,
    }


def manifest() -> dict:
    cards = [
        card(
            COAT,
            "Trench coat, moss",
            "Norrby",
            18900,
            left=3,
            description="Waxed cotton with a torn pocket that was mended by hand. Made in Porto.",
        ),
        card(LAMP, "Dome table lamp", "Ostra Lighting", 12900),
        card(MUG, "Enamel mug, cream", "Halden Enamel", 2400, available=False),
        card(HAT, "A hat with a very long name that goes on and on", "Norrby", 4500),
    ]
    moments = [
        moment(MUG, 10, 40, "Enamel mug, cream", [[10, 0.1, 0.6, 0.2, 0.1]]),
        moment(COAT, 50, 125, "Trench coat, moss", film.PATH, disclosure="Paid placement by Norrby"),
        moment(LAMP, 80, 110, "Dome table lamp", [[80, 0.42, 0.42, 0.3, 0.22]]),
        moment(
            HAT,
            200,
            260,
            "A hat with a very long name that goes on and on",
            [[200, 0.7, 0.05, 0.3, 0.2]],
            anchor="docked",
        ),
    ]
    return {
        "version": 1,
        "release": "rel_1",
        "number": 1,
        "episode": "ep_1",
        "title": "Coat check",
        "series": "The Wrong Coat",
        "fps": [film.FPS, 1],
        "frames": film.FRAMES,
        "duration_ms": film.FRAMES * 1000 // film.FPS,
        "width": film.WIDTH,
        "height": film.HEIGHT,
        "published_at": 1790000000000,
        "moments": moments,
        "cards": {one["variant"]: one for one in cards},
    }


class Stage:
    """What the shop will say, and what it was told. Set the switches, read the lists."""

    def __init__(self, folder: Path) -> None:
        self.film = film.make(folder / "film.mp4").read_bytes()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.reset()

    def reset(self) -> None:
        self.manifest = manifest()
        self.manifest_status = 200
        self.manifest_url = "/v1/episodes/ep_1/overlay"
        self.attributes = ""
        self.checkout_refusal: tuple[int, str] | None = None
        self.down: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.polls_until_paid = 1
        self.hold_s = 900.0
        self.end_status = "paid"
        self.requests: list[tuple[str, str, dict]] = []
        self.events: list[dict] = []
        self.refused_batches = 0
        self.checkouts: dict[str, dict] = {}
        self.keys: dict[str, str] = {}
        self.confirmed: list[dict] = []

    def close(self) -> None:
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    def asked(self, path: str) -> list[tuple[str, str, dict]]:
        return [one for one in self.requests if urlsplit(one[1]).path == path]

    def page(self) -> str:
        poster = "/media/poster.svg"
        context = {
            "episode": {"id": "ep_1", "title": "Coat check", "number": 1, "series_title": "The Wrong Coat"},
            "film_url": "/media/film.mp4",
            "poster_url": poster,
            "manifest_url": self.manifest_url,
            "locale": "en",
            "next_url": "/watch/ep_2",
            "episodes": [
                {
                    "id": "ep_1",
                    "title": "Coat check",
                    "number": 1,
                    "poster_url": poster,
                    "url": "/watch/ep_1",
                    "current": True,
                    "duration": "0:12",
                },
                {
                    "id": "ep_2",
                    "title": "The key in the pocket",
                    "number": 2,
                    "poster_url": poster,
                    "url": "/watch/ep_2",
                    "current": False,
                    "duration": "1:24",
                },
            ],
        }
        loader = jinja2.FileSystemLoader(ROOT / "templates")
        html = (
            jinja2.Environment(loader=loader, autoescape=True)
            .get_template("watch/watch.html")
            .render(context)
        )
        return html.replace(" bare>", f" bare {self.attributes}>")

    def checkout(self, identity: str) -> dict:
        """One look at a checkout, as GET /v1/checkouts/{id} gives it; a confirmed one is paid after some looks."""
        checkout = self.checkouts[identity]
        if checkout["status"] == "processing":
            checkout["looks"] += 1
            if checkout["looks"] >= self.polls_until_paid:
                checkout["status"] = self.end_status
                checkout["receipt"] = {
                    "number": "V-1007",
                    "paid_at": 1790000000000,
                    "email": "i…s@example.com",
                }
        elif checkout["status"] == "open" and checkout["held_until"] <= time.time() * 1000:
            checkout["status"] = "expired"
        return {name: value for name, value in checkout.items() if name != "looks"}

    def start(self, wanted: dict, key: str) -> tuple[int, dict]:
        if self.checkout_refusal:
            status, detail = self.checkout_refusal
            return status, {"type": "about:blank", "title": "No", "status": status, "detail": detail}
        if key in self.keys:
            return 201, self.checkout(self.keys[key])
        identity = f"chk_{len(self.checkouts) + 1}"
        one = self.manifest["cards"][wanted["lines"][0]["variant"]]
        line = {
            "variant": one["variant"],
            "title": one["title"],
            "quantity": 1,
            "amount": one["amount"],
            "price": one["price"],
            "image": one["image"],
        }
        self.keys[key] = identity
        self.checkouts[identity] = {
            "id": identity,
            "status": "open",
            "client_secret": f"cs_test_{identity}_secret_1",
            "amount": one["amount"],
            "currency": "EUR",
            "price": one["price"],
            "lines": [line],
            "held_until": int((time.time() + self.hold_s) * 1000),
            "seller": "Norrby Films",
            "sandbox": True,
            "stripe": {"script": f"{self.url}/js/stripe.js", "key": "pk_test_1"},
            "looks": 0,
        }
        return 201, self.checkout(identity)

    def confirm(self, wanted: dict) -> dict:
        self.confirmed.append(wanted)
        if wanted["number"] == "4000000000000002":
            error = {
                "message": "Your card was declined.",
                "code": "paymentFailed",
                "paymentFailed": {"declineCode": "generic_decline"},
            }
            return {"type": "error", "error": error}
        identity = next(
            one["id"] for one in self.checkouts.values() if one["client_secret"] == wanted["client_secret"]
        )
        self.checkouts[identity]["status"] = "processing"
        return {"type": "success", "session": {"status": {"type": "complete"}}}


def _handler(stage_of: Stage) -> type[BaseHTTPRequestHandler]:
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
            if path.startswith("/static/"):
                return self.file(ROOT / path.lstrip("/"))
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
            self.stage.gate.wait(20)
            if self.path == "/v1/checkouts":
                return self.json(*self.stage.start(body, self.headers["Idempotency-Key"]))
            return self.json(200, self.stage.confirm(body))

        def hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def do_OPTIONS(self) -> None:
            self.give("", "text/plain", {"Access-Control-Allow-Headers": "Content-Type, Idempotency-Key"})

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
