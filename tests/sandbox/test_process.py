"""The sandbox as a process: what it refuses to start with, and several of it at once."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from tests.sandbox.running import ROOT, Running, basket, client_of, free_port
from tests.sandbox.shop import CheckedClient, Shop


@pytest.mark.parametrize("key", ["sk_live_51", "rk_live_51"])
def test_it_refuses_to_start_with_a_live_key(fresh_sandbox: Running, key: str) -> None:
    environment = {**fresh_sandbox.environment, "SANDBOX_SECRET_KEY": key}
    done = subprocess.run(
        [sys.executable, "-m", "sandbox"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert b"never takes a live key" in done.stderr


def test_it_imports_nothing_of_the_shop() -> None:
    imports = "import sys, sandbox.app; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", imports], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"kit", "commerce", "accounts", "tagging", "app", "stripe"} & set(done.stdout.split())


def test_two_processes_on_one_file_send_each_event_once(
    fresh_sandbox: Running, wire: CheckedClient, shop: Shop, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    other = replace(
        fresh_sandbox, url=url, environment={**fresh_sandbox.environment, "SANDBOX_PUBLIC_URL": url}
    )
    other.start()
    try:
        client = client_of(fresh_sandbox, wire)
        sessions = [client.v1.checkout.sessions.create(basket(1000 + number)) for number in range(6)]
        for number, session in enumerate(sessions):
            assert (fresh_sandbox, other)[number % 2].pay(session).status_code == 200
        for session in sessions:
            assert len(shop.wait_for(session.id, "checkout.session.completed")) == 1
        # One dies; if it was the one that sent, the other takes over at once.
        fresh_sandbox.kill()
        late = client_of(other, wire).v1.checkout.sessions.create(basket(2000))
        other.pay(late)
        shop.wait_for(late.id, "checkout.session.completed")
    finally:
        other.kill()


def test_the_pages_say_that_no_money_moves(sandbox: Running, client: object) -> None:
    for path in ("/", "/js/form", "/js/challenge"):
        page = requests.get(sandbox.url + path, timeout=10)
        assert page.status_code == 200
        assert "no real money moves" in page.text.lower() or "no money moves" in page.text.lower()
    assert requests.get(f"{sandbox.url}/healthz", timeout=10).json() == {"status": "ok", "livemode": False}


def test_the_script_asks_for_a_test_key(sandbox: Running) -> None:
    for key in ("pk_live_1", "pk_test_another", "", None):
        refused = sandbox.post("/js/session", {"key": key, "client_secret": "cs_test_x_secret_y"})
        assert refused.status_code == 401
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
