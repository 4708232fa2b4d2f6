"""The player's stage and pages: a stage for all of its tests, a page for each."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.player.stage import Stage


@pytest.fixture(scope="session")
def the_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("film"))
    yield stage
    stage.close()


@pytest.fixture
def stage(the_stage: Stage) -> Stage:
    the_stage.reset()
    return the_stage


@pytest.fixture
def page(chromium: Browser, stage: Stage) -> Iterator[Page]:
    """A phone. Whatever a test does, nothing may leave this machine, throw, or be kept on the device."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(10_000)
    left: list[str] = []
    thrown: list[str] = []
    page.on("request", lambda it: left.append(it.url) if not _is_near(it.url) else None)
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on("console", lambda it: thrown.append(it.text) if "Content Security Policy" in it.text else None)
    yield page
    kept = (
        []
        if page.is_closed()
        else page.evaluate(
            "[...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean)"
        )
    )
    cookies = context.cookies()
    context.close()
    assert not left
    assert not thrown
    assert not kept and not cookies


def _is_near(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "http://localhost:", "blob:", "data:", "about:"))


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """A folder for pictures of every state, for eyes: SHOTS=folder pytest tests/player."""
    folder = os.environ.get("SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) if folder else None
