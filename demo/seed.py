"""Fill the running demo through its own doors: people, products, films, tags, a release. Safe to repeat."""

import argparse
import hashlib
import http.client
import io
import json
import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from app import create_app
from demo import people
from demo.doors import EMAILS
from kit.db import db, transaction

SERIES = "The Wrong Coat"
FIRST, SECOND = "Coat check", "The key in the pocket"
OWN_SERIES = "Your films"
PATIENCE_S = 900


class Door:
    """The app's API, spoken to over HTTP as any other program would."""

    def __init__(self, address: str, key: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.key = key

    def ask(
        self, method: str, path: str, body: Any = None, kind: str = "application/json"
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=600)
        payload = json.dumps(body).encode() if kind == "application/json" and body is not None else body
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": kind}
        if isinstance(body, io.BufferedReader):
            headers["Content-Length"] = str(os.fstat(body.fileno()).st_size)
        try:
            connection.request(method, path, payload, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text else None

    def get(self, path: str) -> Any:
        return self.sure("GET", path)

    def sure(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> Any:
        status, answer = self.ask(method, path, body, kind)
        if status >= 400:
            raise SystemExit(answer.get("detail") if answer else f"{method} {path} answered {status}")
        return answer

    def upload(self, film: Path, title: str, series: str) -> str:
        path = f"/v1/uploads?name={quote(film.name)}&title={quote(title)}&series_title={quote(series)}"
        with film.open("rb") as body:
            return self.sure("POST", path, body, "application/octet-stream")["id"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path, help="a film of your own, ingested as a further episode")
    wanted = parser.parse_args()
    instance = Path(os.environ.get("VITRINE_INSTANCE") or "instance")
    made = instance / "demo"
    state = State(made / "state.json")
    app = create_app()
    settings = app.config["VITRINE"]
    with app.app_context():
        variants = settle_in(state, made)
    door = Door(settings.public_url, state["editor_key"])
    first = episode(door, made / "film.mp4", FIRST, SERIES)
    second = episode(door, made / "second.mp4", SECOND, SERIES)
    own = own_film(door, state, wanted.video) if wanted.video else None
    read = wait_until_read(door, first, FIRST)
    if read["release"] is None and not read["releases"]:
        tag(door, first, json.loads((made / "film.json").read_text()), variants)
        door.sure("POST", f"/v1/episodes/{first}/releases")
        say("The first episode is tagged and published.")
    wait_until_read(door, second, SECOND)
    if own:
        follow_own(door, own, settings.public_url)
    episodes = door.get("/v1/episodes")["items"]
    write(
        instance / "demo.json",
        {
            "app": settings.public_url,
            "sandbox": settings.stripe_api_base,
            "episodes": [e["id"] for e in episodes if e["status"] != "refused"],
            "live": [e["id"] for e in episodes if e["status"] == "live"],
            "partner_key": state["partner_key"],
            "accounts": {
                role: {"email": email, "password": state["passwords"][role]} for role, email in EMAILS.items()
            },
        },
    )


class State(dict[str, Any]):
    """What the demo made up once and must remember: passwords, keys. Readable by its owner only."""

    def __init__(self, path: Path) -> None:
        super().__init__(json.loads(path.read_text()) if path.exists() else {})
        self.path = path

    def keep(self) -> None:
        write(self.path, dict(self))


def settle_in(state: State, made: Path) -> dict[str, str]:
    """Make the studio once; make new keys when the database is a new one."""
    with transaction():
        studio = people.workspace()
        if studio is None:
            state.clear()
            state["passwords"] = {role: secrets.token_urlsafe(9) for role in EMAILS}
            studio = people.found(state["passwords"], made)
            say("The studio, its brands and its partner are there.")
        if not state.get("editor_key") or state.get("workspace") != studio.id:
            state["workspace"] = studio.id
            state["editor_key"] = people.key_for(studio, "editor", "Demo set-up")
            state["partner_key"] = people.key_for(studio, "partner", "Demo")
        variants = people.variants(studio)
        # Written before the commit: keys that are kept nowhere else would be lost for good.
        state.keep()
        db.session.flush()
    return variants


def episode(door: Door, film: Path, title: str, series: str) -> str:
    """The episode of that title, brought in if it isn't there."""
    for there in door.get("/v1/episodes")["items"]:
        if (there["title"], there["series"]["title"]) == (title, series) and there["status"] != "refused":
            return there["id"]
    say(f"Bringing in “{title}” …")
    return door.upload(film, title, series)


def own_film(door: Door, state: State, film: Path) -> str | None:
    """The visitor's film, once for each content."""
    if not film.is_file():
        raise SystemExit(f"There is no file {film}.")
    with film.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    known = state.setdefault("videos", {})
    if known.get(digest) not in {e["id"] for e in door.get("/v1/episodes")["items"]}:
        say(f"Bringing in {film.name} …")
        try:
            known[digest] = door.upload(film, film.stem.replace("_", " ")[:150], OWN_SERIES)
        except SystemExit as refused:
            # The demo itself is fine; only this film can't be an episode.
            say(f"{film.name} was not taken. {refused}")
            return None
        state.keep()
    return known[digest]


def follow_own(door: Door, episode_id: str, address: str) -> None:
    try:
        wait_until_read(door, episode_id, "Your film")
        say(f"Your film waits to be tagged: {address}/studio/{episode_id}")
    except SystemExit as refused:
        say(str(refused))


def wait_until_read(door: Door, episode_id: str, title: str) -> dict[str, Any]:
    """Follow the reading of a film to its end, aloud."""
    said = ""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        seen = door.get(f"/v1/episodes/{episode_id}")
        step, progress = seen["reading"]["step"], seen["reading"]["progress"]
        if step == "done":
            return seen
        if step == "refused":
            raise SystemExit(f"“{title}”: {seen['reading']['refusal']}")
        line = f"  {title}: {step} {round(progress * 10) * 10} %"
        if line != said:
            say(line)
            said = line
        time.sleep(0.3)
    raise SystemExit(f"“{title}” was not read within {PATIENCE_S // 60} minutes. See the worker's log.")


def tag(door: Door, episode_id: str, truth: dict[str, Any], variants: dict[str, str]) -> None:
    """Pin what the film's script says is on screen."""
    placed = door.get(f"/v1/episodes/{episode_id}/placements")["items"]
    there = {(p["variant"], p["start_frame"]) for p in placed}
    for thing in truth["things"]:
        variant = variants[thing["product"]]
        if (variant, thing["start_frame"]) in there:
            continue
        wanted = {k: thing[k] for k in ("start_frame", "end_frame", "keys")}
        door.sure("POST", f"/v1/episodes/{episode_id}/placements", {"variant": variant, **wanted})


def write(path: Path, value: Any) -> None:
    """Whole or not at all, and for its owner only: there are passwords in it."""
    part = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(value, file, indent=1)
    part.replace(path)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
