"""People come in: an admin invites by e-mail, a real server brings it, the colleague joins and may work."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from accounts import people
from accounts.forgotten import reset
from tests.browser import House
from tests.cast import PASSWORD
from tests.databases import KINDS, Databases
from tests.post_office import Office
from tests.stage import Stage, raised, until
from tests.stories.company import founded

NEWCOMER, GOOD = "nina@new.example", "orchid stairwell lantern"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    office = Office().open()
    yield office
    office.shut()


@pytest.fixture(scope="module", params=KINDS)
def stage(
    request: pytest.FixtureRequest,
    databases: Databases,
    office: Office,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """A stage of its own, whose worker sends e-mail."""
    address = databases.make(request.param)
    more = {"SMTP_URL": office.url, "MAIL_FROM": "Ada Films <vitrine@ada.example>"}
    with raised(tmp_path_factory.mktemp("stage"), address, **more) as stage:
        yield stage
    databases.drop(address)


def sign_in(page: Page, stage: Stage, email: str, password: str = PASSWORD) -> None:
    page.goto(f"{stage.url}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def letter(office: Office, number: int) -> str:
    """The text of one more e-mail that the server was brought."""
    until("an e-mail", lambda: len(office.postman.brought) >= number)
    body = office.postman.brought[number - 1].get_body(("plain",))
    assert body is not None
    return body.get_content()


def link(text: str) -> str:
    found = re.search(r"^http://\S+", text, re.MULTILINE)
    assert found is not None
    return found[0]


def test_somebody_is_invited_joins_forgets_the_password_and_is_removed(
    stage: Stage, office: Office, house: House
):
    office.postman.brought.clear()
    company = founded(stage, "Ada Films")
    admin = house.desk("admin")
    sign_in(admin.page, stage, company.email("admin"))
    admin.page.goto(f"{stage.url}/team")
    admin.page.get_by_label("E-mail", exact=True).fill(NEWCOMER)
    admin.page.get_by_label("Organisation", exact=True).select_option("new")
    admin.page.get_by_label("Kind").select_option("agency")
    admin.page.get_by_label("Its name").fill("Blue Desk")
    role = admin.page.get_by_label("Role", exact=True)
    assert role.input_value() == "editor"
    admin.page.get_by_role("button", name="Send invitation").click()
    admin.page.get_by_text(f"The invitation to {NEWCOMER} is on its way.").wait_for()

    invitation = letter(office, 1)
    assert "Blue Desk" in invitation
    nina = house.phone("nina")
    nina.page.goto(link(invitation))
    nina.page.get_by_role("heading", name="admin invites you").wait_for()
    nina.page.get_by_label("Your name").fill("Nina Vale")
    nina.page.get_by_label("Password", exact=True).fill(GOOD)
    nina.page.get_by_role("button", name="Join").click()
    nina.page.wait_for_url("**/studio")

    nina.page.goto(f"{stage.url}/forgotten")
    nina.page.get_by_label("E-mail").fill(NEWCOMER)
    nina.page.get_by_role("button", name="Send the link").click()
    nina.page.get_by_role("heading", name="Look into your mailbox").wait_for()
    nina.page.goto(link(letter(office, 2)))
    nina.page.get_by_label("Password", exact=True).fill(GOOD + " again")
    nina.page.get_by_role("button", name="Set password").click()
    nina.page.wait_for_url("**/sign-in")
    assert "was changed just now" in letter(office, 3)
    sign_in(nina.page, stage, NEWCOMER, GOOD + " again")
    assert nina.page.goto(f"{stage.url}/studio").status == 200  # type: ignore[union-attr]  # there is an answer

    admin.page.goto(f"{stage.url}/team")
    admin.page.get_by_label("Change the place of Nina Vale").click()
    admin.page.get_by_role("button", name="Remove Nina Vale").click()
    admin.page.get_by_text("Nina Vale is no longer part of the team.").wait_for()
    nina.page.goto(f"{stage.url}/studio")
    nina.page.wait_for_url("**/sign-in?**")

    admin.page.goto(f"{stage.url}/log")
    for told in (
        "invited somebody",
        "accepted an invitation",
        "set a new password by e-mail",
        "removed somebody",
    ):
        admin.page.get_by_text(told).first.wait_for()
    logged = "".join(stage.log(name) for name in ("web", "worker"))
    for secret in (link(invitation).rpartition("/")[2], GOOD):
        assert secret not in logged


def test_the_outbox_outlives_a_killed_worker_and_a_closed_post_office(stage: Stage, office: Office):
    office.postman.brought.clear()
    office.shut()
    with stage.inside():
        person = people.make("paul@new.example", "Paul Roe", GOOD)
        reset.send(person)
    until("a try that failed", lambda: "mail.failed" in stage.log("worker"))
    stage.kill("worker")
    office.open()
    stage.start("worker")
    until("the e-mail", lambda: office.postman.brought)
    assert [one["To"] for one in office.postman.brought] == ["paul@new.example"]
