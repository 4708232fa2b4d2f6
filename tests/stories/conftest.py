"""What every story may ask for: a stage on each database, films, a company of its own, watched browsers."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from demo.scenes import EPISODES
from tests.browser import House, desk, house, phone
from tests.databases import KINDS, Databases
from tests.stage import Stage, raised
from tests.stories import films
from tests.stories.company import Company, founded
from tests.stories.films import Film

__all__ = ["desk", "house", "phone"]

_numbers = count(1)


@pytest.fixture(scope="module", params=KINDS)
def stage(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    address = databases.make(request.param)
    with raised(tmp_path_factory.mktemp("stage"), address) as stage:
        yield stage
    databases.drop(address)


@pytest.fixture
def company(stage: Stage) -> Company:
    """People and products of their own for each story, on a shared stage."""
    return founded(stage, f"Ada{next(_numbers)} Films")


@pytest.fixture(scope="session")
def demos_film(drawn: Path) -> Film:
    return films.from_demo(drawn / f"{EPISODES[0].name}.mp4")


@pytest.fixture(scope="session")
def other_film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return films.made_another_way(tmp_path_factory.mktemp("other"))


@pytest.fixture(scope="session")
def small_film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return films.small(tmp_path_factory.mktemp("small"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """A story that failed shows what everybody saw last, and what the processes wrote."""
    report = yield
    if report.failed and call.when != "setup":
        for thing in getattr(item, "funcargs", {}).values():
            if isinstance(thing, Stage):
                for name in ("web", "worker", "sandbox"):
                    report.sections.append((f"end of the log of {name}", thing.log(name)[-3000:]))
            elif isinstance(thing, House):
                report.sections.append(("pictures", "\n".join(_pictures(thing))))
    return report


def _pictures(house: House) -> list[str]:
    try:
        return house.pictures()
    except Exception as error:  # the picture is a help; it must not hide what failed
        return [f"none could be taken: {error!r}"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(180))
