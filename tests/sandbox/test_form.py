"""The card form in a real Chromium, on a page of another origin."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Frame, FrameLocator, Page, Route, expect

from tests.sandbox.running import PUBLISHABLE_KEY, Running, basket
from tests.sandbox.shop import Shop

Create = Callable[..., Any]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, device_scale_factor=2)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def open_page(page: Page, sandbox: Running, shop: Shop) -> Callable[..., FrameLocator]:
    def visit(session: Any, **more: str) -> FrameLocator:
        given = {"sandbox": sandbox.url, "key": PUBLISHABLE_KEY, "secret": session.client_secret, **more}
        page.goto(f"{shop.url}#{urlencode(given)}")
        expect(page.locator("body")).to_have_attribute("data-ready", "yes")
        return page.frame_locator("iframe[name=sandbox-payment-element]")

    return visit


def fill(form: FrameLocator, number: str, expiry: str = "0830", code: str = "314") -> None:
    for label, text in (("Card number", number), ("Expiry", expiry), ("Security code", code)):
        field = form.get_by_label(label)
        field.fill("")
        field.press_sequentially(text)


def said(page: Page, type: str) -> dict[str, Any]:
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile(f'"type":"{type}"'))
    answer: dict[str, Any] = json.loads(status.inner_text())
    return answer


def test_a_card_pays(client: stripe.StripeClient, page: Page, new_session: Create, open_page: Any) -> None:
    session = new_session()
    form = open_page(session)
    expect(form.get_by_text("Sandbox: no real money moves")).to_be_visible()
    expect(page.get_by_role("button", name="Pay €189.00")).to_be_visible()
    page.get_by_label("E-mail").fill("ines@example.com")
    fill(form, "4242424242424242")
    expect(form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    expect(form.get_by_label("Expiry")).to_have_value("08 / 30")
    expect(page.locator("body")).to_have_attribute("data-complete", "true")
    page.locator("#buy").click()
    paid = said(page, "success")["session"]
    assert (paid["id"], paid["status"]) == (session.id, {"type": "complete", "paymentStatus": "paid"})
    assert paid["total"]["total"] == {"amount": "€189.00", "minorUnitsAmount": 18900}
    found = client.v1.checkout.sessions.retrieve(session.id)
    assert found.customer_details and found.customer_details.email == "ines@example.com"


def test_a_declined_card_says_so_and_another_pays(page: Page, new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    page.get_by_label("E-mail").fill("ines@example.com")
    fill(form, "4000000000009995")
    page.locator("#buy").click()
    error = said(page, "error")["error"]
    assert (error["code"], error["paymentFailed"]) == ("paymentFailed", {"declineCode": "insufficient_funds"})
    assert error["decline_code"] == "insufficient_funds"
    expect(form.get_by_text("Your card has insufficient funds.")).to_be_visible()
    expect(form.get_by_label("Card number")).to_have_attribute("aria-invalid", "true")
    fill(form, "4242424242424242")
    expect(form.get_by_label("Card number")).to_have_attribute("aria-invalid", "false")
    page.locator("#buy").click()
    said(page, "success")


def test_each_field_says_what_is_wrong_with_it(page: Page, new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    page.get_by_label("E-mail").fill("ines@example.com")
    fill(form, "4242424242424241", "0120", "3")
    page.locator("#buy").click()
    assert said(page, "error")["error"] == {"message": "Your card number is invalid.", "code": None}
    for message in (
        "Your card number is invalid.",
        "Your card's expiry date is in the past.",
        "Your card's security code is incomplete.",
    ):
        expect(form.get_by_text(message)).to_be_visible()
    expect(form.get_by_label("Card number")).to_be_focused()


def test_the_bank_s_question_is_a_dialog(page: Page, new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    page.get_by_label("E-mail").fill("ines@example.com")
    fill(form, "4000002500003155")
    bank = page.frame_locator("iframe[name=sandbox-challenge]")
    page.locator("#buy").click()
    expect(bank.get_by_text("€189.00")).to_be_visible()
    bank.get_by_role("button", name="Deny").click()
    assert "unable to authenticate" in said(page, "error")["error"]["message"]
    page.locator("#buy").click()
    bank.get_by_role("button", name="Confirm payment").click()
    said(page, "success")


def test_escape_denies_the_bank_s_question(page: Page, new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    page.get_by_label("E-mail").fill("ines@example.com")
    fill(form, "4000002500003155")
    page.locator("#buy").click()
    bank = page.frame_locator("iframe[name=sandbox-challenge]")
    expect(bank.get_by_role("button", name="Confirm payment")).to_be_focused()
    page.keyboard.press("Escape")
    assert "unable to authenticate" in said(page, "error")["error"]["message"]
    expect(page.locator("dialog")).to_have_count(0)


def test_an_e_mail_is_needed_and_checked(page: Page, new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    fill(form, "4242424242424242")
    page.locator("#buy").click()
    assert "e-mail" in said(page, "error")["error"]["message"]
    for given, code in (("nobody", "invalidEmail"), ("", "incompleteEmail")):
        answer = page.evaluate("given => actions.updateEmail(given)", given)
        assert (answer["type"], answer["error"]["code"]) == ("error", code)


def test_typing_corrects_itself(page: Page, new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    expiry = form.get_by_label("Expiry")
    for typed, shown in (
        ("8", "08 / "),
        ("1/", "01 / "),
        ("12", "12 / "),
        ("082031", "08 / 31"),
        ("082", "08 / 2"),
        ("0920", "09 / 20"),
    ):
        expiry.fill("")
        expiry.press_sequentially(typed)
        expect(expiry).to_have_value(shown)
    expiry.fill("08/2031")
    expect(expiry).to_have_value("08 / 31")
    expiry.press("End")
    for _ in range(4):
        expiry.press("Backspace")
    expect(expiry).to_have_value("")
    number = form.get_by_label("Card number")
    number.press_sequentially("378282246310005")
    expect(number).to_have_value("3782 822463 10005")
    expect(form.get_by_text("Amex")).to_be_visible()
    expect(expiry).to_be_focused()
    number.fill("42424242")
    number.press("Home")
    number.press_sequentially("5")
    expect(number).to_have_value("5424 2424 2")
    assert number.evaluate("field => field.selectionStart") == 1


def test_the_frame_is_as_high_as_the_form(page: Page, new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    frame = page.locator("iframe[name=sandbox-payment-element]")

    def gap() -> float:
        height = form.locator("form").evaluate("form => form.getBoundingClientRect().height")
        return abs(height - float(frame.evaluate("frame => frame.clientHeight")))

    before = frame.evaluate("frame => frame.clientHeight")
    page.locator("#buy").click()
    expect(form.get_by_text("Your card number is incomplete.")).to_be_visible()
    page.wait_for_function("height => document.querySelector('iframe').clientHeight > height", arg=before)
    assert gap() < 1.5


def test_the_form_is_made_for_phones_and_wallets(new_session: Create, open_page: Any) -> None:
    form = open_page(new_session())
    for label, autocomplete in (
        ("Card number", "cc-number"),
        ("Expiry", "cc-exp"),
        ("Security code", "cc-csc"),
    ):
        field = form.get_by_label(label)
        expect(field).to_have_attribute("autocomplete", autocomplete)
        expect(field).to_have_attribute("inputmode", "numeric")
        assert float(field.evaluate("field => parseFloat(getComputedStyle(field).fontSize)")) >= 16


def test_the_host_s_look_carries_over(new_session: Create, open_page: Any) -> None:
    form = open_page(new_session(), theme="night")
    box = form.locator(".box")
    assert box.evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(26, 34, 34)"


def test_a_page_that_never_reads_the_total_cannot_confirm(
    page: Page, new_session: Create, open_page: Any
) -> None:
    open_page(new_session(), careless="yes")
    page.wait_for_function("window.actions")
    refused = page.evaluate("actions.confirm().catch((error) => error.name)")
    assert refused == "IntegrationError"


def test_the_sandbox_s_own_page_pays(client: stripe.StripeClient, page: Page, sandbox: Running) -> None:
    session = client.v1.checkout.sessions.create(
        {**basket(), "ui_mode": "hosted_page", "success_url": sandbox.url}
    )
    page.goto(str(session.url))
    form = page.frame_locator("iframe[name=sandbox-payment-element]")
    form.get_by_role("button", name="Use test card").click()
    page.get_by_label("E-mail").fill("ines@example.com")
    page.get_by_role("button", name="Pay €189.00").click()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    expect(page.get_by_text("ines@example.com").first).to_be_visible()


def test_a_payment_whose_answer_is_lost_is_still_a_payment(
    client: stripe.StripeClient, page: Page, new_session: Create, open_page: Any
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    session = new_session()
    form = open_page(session)
    page.route("**/js/confirm", lose)
    page.get_by_label("E-mail").fill("ines@example.com")
    fill(form, "4242424242424242")
    page.locator("#buy").click()
    assert said(page, "success")["session"]["status"]["type"] == "complete"
    intent = str(client.v1.checkout.sessions.retrieve(session.id).payment_intent)
    assert len(client.v1.charges.list({"payment_intent": intent}).data) == 1


def test_a_sandbox_out_of_reach_says_so_and_the_card_stays(
    page: Page, new_session: Create, open_page: Any
) -> None:
    form = open_page(new_session())
    page.get_by_label("E-mail").fill("ines@example.com")
    fill(form, "4242424242424242")
    page.route("**/js/confirm", lambda route: route.abort())
    page.locator("#buy").click()
    assert "couldn't reach the payment service" in said(page, "error")["error"]["message"]
    expect(form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    page.unroute("**/js/confirm")
    page.locator("#buy").click()
    said(page, "success")


@pytest.mark.parametrize("theme", ["stripe", "night"])
def test_the_form_is_accessible(page: Page, new_session: Create, open_page: Any, theme: str) -> None:
    form = open_page(new_session(), theme=theme)
    page.get_by_label("E-mail").fill("ines@example.com")
    page.locator("#buy").click()
    expect(form.get_by_text("Your card number is incomplete.")).to_be_visible()
    frame = page.frame(name="sandbox-payment-element")
    assert frame is not None
    frame.evaluate("theme => document.body.style.background = theme === 'night' ? '#101616' : '#fff'", theme)
    assert violations(frame) == []


@pytest.mark.parametrize("path", ["/", "/js/challenge"])
def test_the_pages_are_accessible(page: Page, sandbox: Running, new_session: Create, path: str) -> None:
    sandbox.pay(new_session())
    page.goto(sandbox.url + path)
    assert violations(page.main_frame) == []


# The form is a part of a page: what axe asks of whole pages (a heading, a landmark) is the host's.
WHOLE_PAGE = ("landmark-one-main", "page-has-heading-one", "region")


def violations(frame: Frame) -> list[str]:
    # Frames and their pages are looked at apart, as axe would need a script in each.
    frame.evaluate(AXE_SCRIPT)
    rules = {name: {"enabled": frame.parent_frame is None} for name in WHOLE_PAGE}
    options = {"iframes": False, "rules": rules}
    found = frame.evaluate("options => axe.run(document, options).then((seen) => seen.violations)", options)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
