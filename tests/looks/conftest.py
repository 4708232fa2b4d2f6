"""One installation for all looks, furnished as the demo is, with a small film."""

from collections.abc import Iterator

import pytest

from tests.cast import PASSWORD
from tests.looks.place import ROLES, Place, of_stage
from tests.stage import Stage, raised
from tests.stories import films
from tests.stories.company import Company, founded


@pytest.fixture(scope="session")
def small_film(tmp_path_factory: pytest.TempPathFactory) -> films.Film:
    return films.small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def place(small_film: films.Film, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("looks")
    address = f"sqlite:///{folder / 'looks.db'}"
    made = Stage(folder, address).flask("db", "upgrade")
    assert made.returncode == 0, made.stderr
    with raised(folder, address) as stage:
        company = founded(stage, "Ada Films")
        tagged = company.premiere(small_film)
        untagged = company.upload(small_film)
        company.wait_until_read(untagged)
        sell(company, tagged)
        place = of_stage(stage, {role: (company.email(role), PASSWORD) for role in ROLES}, tagged, untagged)
        yield place
        place.close()


def sell(company: Company, episode: str) -> None:
    """One coat, so that reports have something to tell."""
    overlay = company.overlay(episode)
    started = company.check_out(overlay["moments"][0]).json
    company.pay(started)
    company.wait_until_paid(started["id"])
