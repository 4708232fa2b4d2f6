"""Fill the running demo through its own doors: people, products, films, tags, a release. Safe to repeat."""

import argparse
import contextlib
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
from demo import again, people, sales
from demo.doors import EMAILS
from demo.progress import Progress
from demo.tour import FIRST, OWN_SERIES, SECOND, SERIES
from kit.db import db, transaction

PATIENCE_S = 900
OPENING_S = 60
# How far each step of a film's reading takes it, of a hundred.
STEPS = {"checking": (1, 3), "normalising": (3, 60), "pictures": (60, 75), "shots": (75, 99)}


class Door:
    """The app's API, spoken to over HTTP as any other program would."""

    def __init__(self, address: str, key: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.key = key

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=600)
        payload = json.dumps(body).encode() if kind == "application/json" and body is not None else body
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": kind, **(headers or {})}
        if isinstance(body, io.BufferedReader):
            headers["Content-Length"] = str(os.fstat(body.fileno()).st_size)
        try:
            connection.request(method, path, payload, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text else None

    def wait(self) -> None:
        """Until somebody answers: the supervisor starts us together with the app."""
        until = time.monotonic() + OPENING_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                self.ask("GET", "/healthz")
                return
            time.sleep(0.1)
        raise SystemExit("The app didn't start. See log/web.log.")

    def get(self, path: str) -> Any:
        return self.sure("GET", path)

    def sure(
        self,
        method: str,
        path: str,
        body: Any = None,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Any:
        status, answer = self.ask(method, path, body, kind, headers)
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
        is_new = people.workspace() is None
        variants = settle_in(state, made)
    door = Door(settings.public_url, state["editor_key"])
    door.wait()
    first = episode(door, made / "film.mp4", FIRST, SERIES)
    second = episode(door, made / "second.mp4", SECOND, SERIES)
    read = wait_until_read(door, first, FIRST)
    if read["release"] is None and not read["releases"]:
        # Published with them, so before: a release never changes.
        caption(door, read, made, "film")
        tag(door, first, json.loads((made / "film.json").read_text()), variants)
        door.sure("POST", f"/v1/episodes/{first}/releases")
        say(f"“{FIRST}” is tagged and published.")
    caption(door, wait_until_read(door, second, SECOND), made, "second")
    with app.app_context():
        if is_new and not people.has_sold():
            again.keep_fresh(instance)
    refused = made / "refused.json"
    refused.unlink(missing_ok=True)
    own = own_film(door, state, wanted.video, refused) if wanted.video else None
    if (count := os.environ.get("SALES", "")).isdecimal() and settings.stripe_api_base:
        made_now = sales.make(door, settings.stripe_api_base, first, int(count))
        say(f"Made {made_now} sample sales at the sandbox.")
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
            say("Made the studio, its brands, its partner and their people")
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
    return door.upload(film, title, series)


def own_film(door: Door, state: State, film: Path, note: Path) -> str | None:
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
            # The demo itself is fine; only this film can't be an episode. The front page says so too.
            say(f"{film.name} was not taken. {refused}")
            write(note, {"name": film.name, "sentence": str(refused)})
            return None
        state.keep()
    return known[digest]


def follow_own(door: Door, episode_id: str, address: str) -> None:
    try:
        wait_until_read(door, episode_id, "Your film")
        say(f"Your film waits to be tagged: {address}/as/editor/studio/{episode_id}")
    except SystemExit as refused:
        say(str(refused))


def wait_until_read(door: Door, episode_id: str, title: str) -> dict[str, Any]:
    """Follow the reading of a film to its end, aloud."""
    until, bar = time.monotonic() + PATIENCE_S, None
    while time.monotonic() < until:
        seen = door.get(f"/v1/episodes/{episode_id}")
        step, progress = seen["reading"]["step"], seen["reading"]["progress"]
        if step == "done":
            if bar:
                bar.at(100)
            return seen
        if step == "refused":
            raise SystemExit(f"“{title}”: {seen['reading']['refusal']}")
        begin, end = STEPS.get(step, (0, 0))
        bar = bar or Progress(f"Reading “{title}”", 100)
        bar.at(round(begin + (end - begin) * progress))
        time.sleep(0.3)
    raise SystemExit(f"“{title}” was not read within {PATIENCE_S // 60} minutes. See the worker's log.")


def tag(door: Door, episode_id: str, truth: dict[str, Any], variants: dict[str, str]) -> None:
    """Pin what the film's script says is on screen."""
    placed = door.get(f"/v1/episodes/{episode_id}/placements")["items"]
    there = {(p["variant"], p["start_frame"]) for p in placed}
    # All that is seen of one thing is one placement. A version before knew none and names none.
    part_of = {p["variant"]: p.get("part_of") for p in placed}
    for thing in truth["things"]:
        variant = variants[thing["product"]]
        if (variant, thing["start_frame"]) in there:
            continue
        wanted = {k: thing[k] for k in ("start_frame", "end_frame", "keys")}
        wanted |= {"variant": variant, "part_of": part_of.get(variant)}
        made = door.sure("POST", f"/v1/episodes/{episode_id}/placements", wanted)
        part_of.setdefault(variant, made.get("part_of"))


def caption(door: Door, episode: dict[str, Any], made: Path, name: str) -> None:
    """Subtitles in each language the film came with, unless somebody brought others since."""
    there = {one["language"] for one in episode.get("captions", [])}
    for language in ("en", "de"):
        words = made / f"{name}.{language}.vtt"
        if words.is_file() and language not in there:
            path = f"/v1/episodes/{episode['id']}/captions/{language}"
            status, answer = door.ask("PUT", path, words.read_bytes(), "text/vtt")
            # 405: a version that has no subtitles yet.
            if status >= 400 and status not in (404, 405):
                say(f"  {words.name} was not taken. {(answer or {}).get('detail', status)}")


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
