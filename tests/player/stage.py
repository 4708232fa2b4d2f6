"""A stage for the player: a drawn film, a manifest, and a shop that can be told to fail."""

import threading
import time
from functools import cached_property
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import jinja2

from tests.player import film
from tests.player.serve import ROOT, handler_of
from tests.player.story import manifest


class Stage:
    """What the shop will say, and what it was told. Set the switches, read the lists."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.film = film.make(folder / "film.mp4").read_bytes()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.reset()

    def reset(self) -> None:
        self.manifest = manifest()
        self.manifest_status = 200
        self.manifest_url = "/v1/episodes/ep_1/overlay"
        self.attributes = ""
        self.language, self.direction = "en", "ltr"
        self.words: dict[str, object] = {}
        self.captions: dict[str, str] = {}
        self.viewers: dict[str, int] = {}
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
            "language": self.language,
            "direction": self.direction,
            "next_url": "/watch/ep_2",
            "next_film_url": "/media/film.mp4?next",
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
        html = template("watch").render(context)
        return html.replace(" bare>", f" bare {self.attributes}>")

    def embed_page(self) -> str:
        context = {"title": "Coat check", "episode": "ep_1", "film_url": "/media/film.mp4"}
        return template("embed").render(context, poster_url=None, manifest_url=self.manifest_url)

    @cached_property
    def hls(self) -> Path:
        """The playlist of the film in parts, for the few that ask."""
        return film.package(self.folder / "film.mp4")

    def host_page(self, name: str) -> str:
        """The film in one of other people's players."""
        loader = jinja2.FileSystemLoader(ROOT / "tests" / "hosts" / "pages")
        pages = jinja2.Environment(loader=loader, autoescape=True)
        return pages.get_template(f"{name}.html").render(manifest=self.manifest_url)

    def checkout(self, identity: str) -> dict:
        """One look at a checkout, as GET /v1/checkouts/{id} gives it; a confirmed one is soon paid."""
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
        if wanted["number"] == "4000002500003155":
            error = {
                "message": "We are unable to authenticate your payment method. "
                "Please choose a different payment method and try again.",
                "code": "paymentFailed",
                "paymentFailed": {"declineCode": None},
            }
            return {"type": "error", "error": error}
        identity = next(
            one["id"] for one in self.checkouts.values() if one["client_secret"] == wanted["client_secret"]
        )
        self.checkouts[identity]["status"] = "processing"
        return {"type": "success", "session": {"status": {"type": "complete"}}}


def template(name: str) -> jinja2.Template:
    """One of the product's own pages, in English."""
    loader = jinja2.FileSystemLoader(ROOT / "templates")
    words = jinja2.Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    words.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # the extension's
    return words.get_template(f"watch/{name}.html")
