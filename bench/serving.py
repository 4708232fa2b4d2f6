"""How fast the overlay is served, against nginx serving the same bytes as a file and a Django REST catalogue.

Run: python -m bench.serving [--seconds 5] [--rounds 3]

Needs `wrk` and `nginx` (packages of every system); each is taken by turns, the best of each counts. All of it
runs on this machine, so whoever loads it takes from whoever answers, the same from all.
"""

import argparse
import getpass
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from accounts.models import Organisation
from bench.peers import ask
from commerce.catalogue import shelf
from kit.db import db
from kit.money import Money
from tests import cast
from tests.stage import Stage, free_ports, is_up, until

PRODUCTS = 10
FLOORS = {"200": 0.30, "304": 0.45, "drf": 30.0}
AIMS = {"200": 0.5, "304": 0.65, "drf": 100.0}
LINES, WORKERS = 32, 2
NGINX = """
user {user};
worker_processes {workers}; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; open_file_cache max=100;
  default_type application/json;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def published(stage: Stage) -> str:
    """An episode with as many moments as make a manifest of some six thousand bytes."""
    with stage.inside():
        studio = cast.studio("Served Films")
        brand = db.session.get_one(Organisation, studio.brand_id)
        made = cast.episode(studio, frames=2000)
        for number in range(PRODUCTS):
            product = shelf.add_product(
                studio.id, brand, title=f"Piece {number}", price=Money(1900, "EUR"), on_hand=9
            )
            cast.placed(made, product.variants[0].id, number * 150, number * 150 + 100)
        cast.published(made)
        return made


@contextmanager
def running(command: list[str], url: str, **more: object) -> Iterator[None]:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **more)  # type: ignore[call-overload]
    try:
        until(f"{command[0]} answering", lambda: is_up(url))
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def per_second(url: str, seconds: int, *headers: str) -> float:
    said = subprocess.run(
        ["wrk", "-t1", f"-c{LINES}", f"-d{seconds}", *(f"-H{header}" for header in headers), url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"{url} was not served:\n{said}")
    return float(found[1])


def etag_of(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        return str(answer.headers["ETag"])


def best(rounds: int, *ways: Callable[[], float]) -> list[float]:
    """Requests a second of each way, taken by turns."""
    found = [[way() for way in ways] for _ in range(rounds)]
    return [max(column) for column in zip(*found, strict=True)]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seconds", type=int, default=5)
    words.add_argument("--rounds", type=int, default=3)
    given = words.parse_args()
    missing = [name for name in ("wrk", "nginx") if shutil.which(name) is None]
    if missing:
        sys.exit(f"Not measured: {' and '.join(missing)} is missing here. Your system's packages have it.")
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), given.seconds, given.rounds)


def measure(folder: Path, seconds: int, rounds: int) -> None:
    stage = Stage(folder, f"sqlite:///{folder / 'served.db'}", {"WEB_WORKERS": str(WORKERS)})
    made = stage.flask("db", "upgrade")
    assert made.returncode == 0, made.stderr
    nginx_port, drf_port = free_ports(2)
    try:
        stage.start("web")
        ours = f"{stage.url}/v1/episodes/{published(stage)}/overlay"
        body = stage.ask("GET", ours.removeprefix(stage.url)).body
        files = folder / "files"
        files.mkdir()
        (files / "overlay.json").write_bytes(body)
        (folder / "nginx.conf").write_text(
            NGINX.format(user=getpass.getuser(), folder=folder, port=nginx_port, workers=WORKERS)
        )
        file = f"http://127.0.0.1:{nginx_port}/overlay.json"
        catalogue = f"http://127.0.0.1:{drf_port}/products"
        with (
            running(["nginx", "-c", str(folder / "nginx.conf")], file),
            running(drf(folder, drf_port), catalogue, cwd=Path(__file__).parent / "peers"),
        ):
            time.sleep(1)
            said = best(
                rounds,
                lambda: per_second(ours, seconds),
                lambda: per_second(file, seconds),
                lambda: per_second(ours, seconds, f"If-None-Match: {etag_of(ours)}"),
                lambda: per_second(file, seconds, f"If-None-Match: {etag_of(file)}"),
                lambda: per_second(catalogue, max(2, seconds // 2)),
            )
    finally:
        stage.stop()
    tell(len(body), *said)


def drf(folder: Path, port: int) -> list[str]:
    gunicorn = [str(ask.PYTHON), "-m", "gunicorn", "--no-control-socket", "--workers", str(WORKERS)]
    where = ["--threads", "8", "--bind", f"127.0.0.1:{port}", "--env", f"SHOP={folder / 'shop.db'}"]
    return [*gunicorn, *where, "shop_drf:application"]


def tell(size: int, ours: float, file: float, ours_304: float, file_304: float, drf: float) -> None:
    print(f"overlay of {size} bytes, {WORKERS} workers, {LINES} lines; requests a second, best of each\n")
    print(f"{'':24}{'ours':>9}{'peer':>9}{'ratio':>8}{'floor':>8}{'aim':>7}")
    rows = (
        ("200", "nginx, the same file", ours, file),
        ("304", "nginx, the same, 304", ours_304, file_304),
        ("drf", "Django REST, 20 products", ours, drf),
    )
    for key, name, mine, theirs in rows:
        print(f"{name:24}{mine:9.0f}{theirs:9.0f}{mine / theirs:8.2f}{FLOORS[key]:8.2f}{AIMS[key]:7.2f}")


if __name__ == "__main__":
    main()
