"""The table of looks: every page in every state, who sees it, and how to get there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.looks import company, desk, eyes, films, letters, recut, watching
from tests.looks.desk import Prepared
from tests.looks.place import EMPTY, Place

PERIOD = "from=2020-01-01&to=2020-01-31&timezone=Europe/Lisbon"


@dataclass(frozen=True)
class Look:
    """One page in one state. `before` runs before it is opened, `then` brings it into its state."""

    name: str
    who: str | None
    path: str
    then: Callable[[Page, Place], None] | None = None
    before: Callable[[Page, Place], None] | None = None
    # What the browser may write into its console here: a refusal is what this look is about.
    refused: str | None = None
    # The desk says on a phone that it needs more room, and does not come into its states.
    only_wide: bool = False
    # The film is dark in both schemes and moves: one picture of each size is enough.
    is_film: bool = False
    # Another's page with other words: worth a picture, not another check.
    is_alike: bool = False


def press(name: str) -> Prepared:
    return lambda page, _place: page.get_by_role("button", name=name, exact=True).first.click()


def wrong_password(page: Page, _place: Place) -> None:
    page.locator("#email").fill("mara@example.org")
    page.locator("#password").fill("not this one")
    page.locator("form[action='/sign-in'] button:not([type=button])").click()
    expect(page.locator(".error").first).to_be_visible()


def empty_form(page: Page, _place: Place) -> None:
    page.locator("#f-title").fill("Wool scarf, tram red")
    page.locator("#f-price").fill("twelve")
    page.get_by_role("button", name="Add product").click()
    expect(page.locator(".error").first).to_be_visible()


def open_menu(page: Page, _place: Place) -> None:
    page.locator("header details.menu summary").click()


def enrolling(page: Page, _place: Place) -> None:
    page.get_by_role("button", name="Turn on two-factor").click()
    expect(page.get_by_role("heading", name="Turn on two-factor")).to_be_visible()


def new_key(page: Page, _place: Place) -> None:
    page.locator("#key-name").fill("Nightly import")
    page.locator("form[action='/keys'] button:not([type=button])").first.click()
    page.wait_for_load_state()


def error(status: int, path: str = "/refused") -> Prepared:
    """The page of a refusal that is hard to bring about: rendered by the product, answered in its place."""

    def prepare(page: Page, place: Place) -> None:
        from kit import errors

        with place.app().test_request_context(path, headers={"Accept": "text/html"}):
            said = errors.SENTENCES.get(status, "Somebody else changed this meanwhile. Load it again.")
            body = errors.answer(status, said).get_data(as_text=True)
        page.route(
            f"**{path}",
            lambda route: route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8"),
        )

    return prepare


STATUSES = (401, 405, 409, 410, 413, 422, 429, 500, 503)
FAILED = "Failed to load resource"

LOOKS: tuple[Look, ...] = (
    Look("front", None, "/"),
    Look("front-signed-in", "editor", "/", open_menu),
    Look("sign-in", None, "/sign-in"),
    Look("sign-in-wrong", None, "/sign-in", wrong_password, refused=FAILED),
    Look("library-empty", EMPTY + "editor", "/studio"),
    Look("library", "editor", "/studio"),
    Look("library-called", "editor", "/studio", films.look_who_called, films.called),
    Look("library-of-a-brand", "brand_manager", "/studio"),
    Look("library-loading", "editor", "/studio", before=films.never_arriving),
    Look("library-reading", "editor", "/studio", films.wait_for_row, films.reading),
    Look("library-refused", "editor", "/studio", films.refused_upload, refused=FAILED),
    Look("library-offline", "editor", "/studio", films.wait_for_trouble, films.unreachable, FAILED),
    Look("desk-untagged", "editor", "/studio/{untagged}", desk.opened),
    Look("desk", "editor", "/studio/{tagged}", desk.first_moment),
    Look("desk-of-a-brand", "brand_manager", "/studio/{tagged}", desk.first_moment),
    Look("desk-conflict", "editor", "/studio/{tagged}", desk.conflict, refused=FAILED, only_wide=True),
    Look("desk-together", "editor", "/studio/{tagged}", company.see_them, company.two_more, only_wide=True),
    Look(
        "desk-new-cut", "editor", "/studio/{tagged}", company.told_of_it, company.another_cut, only_wide=True
    ),
    Look(
        "desk-left-behind",
        "editor",
        "/studio/{tagged}",
        company.told_of_them,
        company.left_behind,
        only_wide=True,
    ),
    Look("desk-offline", "editor", "/studio/{tagged}", desk.offline, refused=FAILED, only_wide=True),
    Look("desk-signed-out", "editor", "/studio/{tagged}", desk.signed_out, refused=FAILED, only_wide=True),
    Look("desk-publish", "editor", "/studio/{tagged}", desk.publish, only_wide=True),
    Look("desk-keys", "editor", "/studio/{tagged}", desk.keys, only_wide=True),
    Look("desk-notes", "editor", "/studio/{tagged}", desk.notes, only_wide=True),
    Look("desk-history", "editor", "/studio/{tagged}", desk.history, only_wide=True),
    Look("desk-handover", "editor", "/studio/{tagged}", desk.handover, only_wide=True),
    Look("desk-preview", "editor", "/studio/{tagged}", desk.preview, only_wide=True),
    Look("desk-failed", "editor", "/studio/{tagged}", desk.failed, desk.failing, FAILED),
    Look("desk-reading", "editor", "/studio/{untagged}", films.wait_for_row, films.arriving),
    Look("desk-shots", "editor", "/studio/{untagged}", eyes.shots_come, films.reading, only_wide=True),
    Look("desk-following", "editor", "/studio/{tagged}", desk.first_moment, eyes.following, only_wide=True),
    Look("desk-followed", "editor", "/studio/{tagged}", desk.first_moment, eyes.followed, only_wide=True),
    Look("desk-hidden", "editor", "/studio/{tagged}", eyes.at_hidden_frame, eyes.followed, only_wide=True),
    Look("desk-found", "editor", "/studio/{untagged}", eyes.look_at_second, eyes.found, only_wide=True),
    Look("desk-looking", "editor", "/studio/{untagged}", desk.opened, eyes.looking, only_wide=True),
    Look("desk-found-none", "editor", "/studio/{untagged}", desk.opened, eyes.found_none, only_wide=True),
    Look(
        "desk-eyes-offline", "editor", "/studio/{untagged}", desk.opened, eyes.offline, FAILED, only_wide=True
    ),
    Look("recut-none", "editor", "/studio/{tagged}/recut", recut.may_drop),
    Look("recut-matching", "editor", "/studio/{tagged}/recut", recut.on_its_way, recut.matching),
    Look("recut", "editor", "/studio/{tagged}/recut", recut.look_through, recut.ready),
    Look("recut-failed", "editor", "/studio/{tagged}/recut", recut.in_trouble, recut.failed),
    Look("recut-offline", "editor", "/studio/{tagged}/recut", recut.in_trouble, recut.offline, FAILED),
    Look("products-empty", EMPTY + "editor", "/studio/products"),
    Look("products", "editor", "/studio/products"),
    Look("products-wrong", "editor", "/studio/products", empty_form, refused=FAILED),
    Look("products-forbidden", "partner", "/studio/products", refused=FAILED),
    Look("report-empty", "partner", f"/reports?{PERIOD}"),
    Look("report", "partner", "/reports"),
    Look("report-wrong", "partner", "/reports?from=2026-02-01&to=2026-01-01&timezone=UTC", refused=FAILED),
    Look("keys-empty", EMPTY + "partner", "/keys"),
    Look("keys", "partner", "/keys"),
    Look("privacy", None, "/privacy"),
    Look("account", "editor", "/account"),
    Look("two-factor", "editor", "/account", enrolling),
    Look("team", "admin", "/team"),
    Look("team-of-a-partner", EMPTY + "partner", "/team"),
    Look("log", "admin", "/log"),
    Look("log-forbidden", "editor", "/log", refused=FAILED),
    Look("forgotten", None, "/forgotten"),
    Look("join", None, "{link}", before=letters.invited),
    Look("reset", None, "{link}", before=letters.forgotten),
    Look("join-ended", None, "/join/nothing", refused=FAILED),
    Look("reset-ended", None, "/reset/nothing", refused=FAILED),
    Look("missing", None, "/nothing-here", refused=FAILED),
    Look("film-missing", "editor", "/studio/ep_NONE", refused=FAILED),
    Look("watch-missing", None, "/watch/ep_NONE", refused=FAILED),
    *(
        Look(
            f"error-{s}",
            None,
            f"/refused-{s}",
            before=error(s, f"/refused-{s}"),
            refused=FAILED,
            is_alike=s not in (401, 409, 503),
        )
        for s in STATUSES
    ),
    Look("card", None, "{link}", before=watching.one_card),
    Look("embed", None, "/embed/{tagged}", watching.there, is_film=True),
    Look("sync", None, "/dev/sync", is_film=True),
    Look("watch-poster", None, "/watch/{tagged}", watching.there, is_film=True),
    Look("watch-chip", None, "/watch/{tagged}", watching.with_chip, is_film=True),
    Look("watch-asked", None, "/watch/{tagged}", watching.asked, is_film=True),
    Look("watch-privacy", None, "/watch/{tagged}", watching.privacy, is_film=True),
    Look("watch-list", None, "/watch/{tagged}", watching.shop, is_film=True),
    Look("watch-sheet", None, "/watch/{tagged}", watching.product, is_film=True),
    # First: what the next two leave unpaid is held for a while.
    Look("watch-receipt", None, "/watch/{tagged}", watching.receipt, is_film=True),
    Look("watch-pay", None, "/watch/{tagged}", watching.paying, is_film=True),
    Look("watch-declined", None, "/watch/{tagged}", watching.declined, refused=FAILED, is_film=True),
    Look("watch-ended", None, "/watch/{tagged}", watching.ended, is_film=True),
)


def named(names: Iterable[str]) -> list[Look]:
    wanted = set(names)
    return [look for look in LOOKS if not wanted or look.name in wanted]
