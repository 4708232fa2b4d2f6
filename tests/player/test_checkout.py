"""Buying in the sheet: every answer a bank, a shop or a network can give has its finished state."""

import re

import pytest
from playwright.sync_api import expect

from tests.player.acts import (
    FILM,
    OVERLAY,
    buy_coat,
    chip,
    fill_in,
    focused_words,
    is_playing,
    open_coat,
    play,
    seek,
    sheet,
    sit_down,
    until,
)

GOOD, BAD, DENIED = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0025 0000 3155"
PAY = re.compile(r"^Pay")


def test_a_declined_card_says_so_keeps_everything_and_another_one_pays(page, stage):
    buy_coat(page, stage)
    fill_in(page, BAD)
    page.get_by_role("button", name="Pay €189.00").click()
    said = sheet(page).get_by_role("alert").filter(has_text="declined")
    expect(said).to_have_text("Your bank declined this card. Nothing was charged. Try another one.")
    expect(page.get_by_label("E-mail, for your order")).to_have_value("ines@example.com")
    expect(page.get_by_label("Card number")).to_have_value(BAD)
    expect(page.get_by_label("Security code")).to_have_value("314")
    page.get_by_label("Card number").fill(GOOD)
    page.get_by_role("button", name="Try again €189.00").click()
    expect(sheet(page).get_by_role("heading", name="Paid. It’s yours.")).to_be_visible()
    expect(sheet(page).get_by_text("V-1007")).to_be_visible()
    expect(sheet(page).get_by_text("Ordered by ines@example.com")).to_be_visible()
    assert focused_words(page).strip() == "Keep watching"
    assert len(stage.checkouts) == 1
    page.keyboard.press("Enter")
    expect(sheet(page)).to_be_hidden()


def test_a_bank_question_answered_with_no_is_no_declined_card(page, stage):
    buy_coat(page, stage)
    fill_in(page, DENIED)
    page.get_by_role("button", name=PAY).click()
    expect(sheet(page).get_by_role("alert").filter(has_text="confirm")).to_have_text(
        "You did not confirm this payment. Nothing was charged. Try again or use another card."
    )


def test_unfinished_card_fields_are_no_try_and_are_said_once_by_stripe(page, stage):
    buy_coat(page, stage)
    fill_in(page, "4242")
    page.get_by_role("button", name=PAY).click()
    expect(sheet(page).get_by_role("button", name="Pay €189.00")).to_be_enabled()
    expect(sheet(page).locator(".note")).to_have_count(0)
    assert not stage.confirmed


def test_after_paying_the_story_goes_on_where_it_stood(page, stage):
    sit_down(page, stage)
    seek(page, 60)
    play(page)
    page.evaluate(f"{OVERLAY}.openMoment('mom_coat')")
    page.get_by_role("button", name="Buy now").click()
    stopped = page.evaluate(f"{OVERLAY}.frame")
    fill_in(page, GOOD)
    page.get_by_role("button", name=PAY).click()
    page.evaluate(f"{FILM}.addEventListener('play', () => (window.at = {OVERLAY}.frame))")
    sheet(page).get_by_role("button", name="Keep watching", exact=True).click()
    expect(sheet(page)).to_be_hidden()
    until(page, "window.at !== undefined")
    assert page.evaluate("window.at") == stopped
    assert is_playing(page)


def test_the_last_one_gone_says_so_and_every_card_shows_it(page, stage):
    open_coat(page, stage)
    stage.checkout_refusal = (409, "Somebody else has just taken the last one. Nothing was charged.")
    stage.manifest["cards"]["var_coat"]["available"] = False
    page.get_by_role("button", name="Buy now").click()
    expect(
        sheet(page).get_by_text("Somebody else has just taken the last one. Nothing was charged.")
    ).to_be_visible()
    expect(sheet(page).get_by_role("button", name="Buy now")).to_be_hidden()
    sheet(page).get_by_role("button", name="Keep watching", exact=True).click()
    expect(chip(page, "coat")).to_contain_text("Sold out")


@pytest.mark.parametrize("presses", [2, 3])
def test_tapping_buy_again_and_again_starts_one_checkout(page, stage, presses):
    open_coat(page, stage)
    stage.gate.clear()
    buy = sheet(page).locator(".foot .btn").first
    buy.click(click_count=presses)
    stage.gate.set()
    page.get_by_label("Card number").wait_for()
    assert len(stage.asked("/v1/checkouts")) == 1


def test_tapping_pay_twice_pays_once(page, stage):
    buy_coat(page, stage)
    fill_in(page, GOOD)
    stage.gate.clear()
    pay = sheet(page).locator(".foot .btn").first
    pay.dblclick()
    stage.gate.set()
    expect(sheet(page).get_by_role("heading", name="Paid. It’s yours.")).to_be_visible()
    assert len(stage.confirmed) == 1


def test_reopening_the_product_resumes_the_same_checkout_as_it_was_left(page, stage):
    buy_coat(page, stage)
    fill_in(page, GOOD)
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    chip(page, "coat").click()
    expect(page.get_by_label("Card number")).to_have_value(GOOD)
    expect(page.get_by_label("E-mail, for your order")).to_have_value("ines@example.com")
    assert len(stage.checkouts) == 1


def test_back_shows_the_product_and_buy_returns_to_the_same_form(page, stage):
    buy_coat(page, stage)
    fill_in(page, GOOD)
    page.get_by_role("button", name="Back to Trench coat, moss").click()
    page.get_by_role("button", name="Buy now").click()
    expect(page.get_by_label("Card number")).to_have_value(GOOD)
    assert len(stage.checkouts) == 1


def test_a_lost_answer_is_asked_for_again_under_the_same_key(page, stage):
    open_coat(page, stage)
    stage.down = {"/v1/checkouts"}
    page.get_by_role("button", name="Buy now").click()
    expect(sheet(page).get_by_text("The shop could not be reached.")).to_be_visible()
    stage.down = set()
    page.get_by_role("button", name="Try again").click()
    page.get_by_label("Card number").wait_for()
    keys = {headers["Idempotency-Key"] for _, _, headers in stage.asked("/v1/checkouts")}
    assert len(keys) == 1


def test_a_payment_form_that_does_not_load_can_be_loaded_again(page, stage):
    open_coat(page, stage)
    stage.down = {"/js/stripe.js"}
    page.get_by_role("button", name="Buy now").click()
    expect(sheet(page).get_by_text("The payment form could not be loaded.")).to_be_visible()
    stage.down = set()
    page.get_by_role("button", name="Load the card form again").click()
    expect(page.get_by_label("Card number")).to_be_visible()


def test_a_connection_lost_while_paying_looks_before_it_speaks(page, stage):
    buy_coat(page, stage)
    fill_in(page, GOOD)
    stage.down = {"/fake/confirm"}
    page.get_by_role("button", name=PAY).click()
    expect(sheet(page).get_by_text("The connection broke. Nothing was charged. Try again.")).to_be_visible()


def test_a_connection_lost_after_paying_ends_in_the_receipt(page, stage):
    buy_coat(page, stage)
    fill_in(page, GOOD)
    stage.down = {"/fake/confirm"}
    next(iter(stage.checkouts.values()))["status"] = "processing"
    page.get_by_role("button", name=PAY).click()
    expect(sheet(page).get_by_role("heading", name="Paid. It’s yours.")).to_be_visible()


def test_a_wrong_address_is_pointed_at_and_nothing_else_is_lost(page, stage):
    buy_coat(page, stage)
    fill_in(page, GOOD, "nobody")
    page.get_by_role("button", name=PAY).click()
    email = page.get_by_label("E-mail, for your order")
    expect(email).to_be_focused()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Card number")).to_have_value(GOOD)
    fill_in(page, GOOD, "someone@nowhere.invalid")
    page.get_by_role("button", name=PAY).click()
    expect(sheet(page).get_by_text("That address can’t get mail.")).to_be_visible()
    assert not stage.confirmed


def test_an_ended_hold_is_said_and_can_be_had_again(page, stage):
    stage.hold_s = 1.2
    buy_coat(page, stage)
    expect(sheet(page).get_by_role("heading", name="The hold has ended")).to_be_visible()
    stage.hold_s = 900
    page.get_by_role("button", name="Hold it again").click()
    page.get_by_label("Card number").wait_for()
    assert len(stage.checkouts) == 2


def test_a_payment_under_review_says_so(page, stage):
    stage.end_status = "held"
    buy_coat(page, stage)
    fill_in(page, GOOD)
    page.get_by_role("button", name=PAY).click()
    expect(sheet(page).get_by_role("heading", name="We are looking at this payment")).to_be_visible()
    expect(sheet(page).get_by_text("V-1007")).to_be_visible()
    expect(sheet(page).get_by_text("e-mail")).to_have_count(0)


def test_paid_while_the_viewer_watches_on_is_said_in_passing(page, stage):
    stage.polls_until_paid = 10**6
    buy_coat(page, stage)
    fill_in(page, GOOD)
    page.get_by_role("button", name=PAY).click()
    expect(sheet(page).get_by_role("heading", name="Your payment is going through")).to_be_visible()
    page.keyboard.press("Escape")
    stage.polls_until_paid = 1
    page.get_by_role("button", name="See the receipt").click()
    expect(sheet(page).get_by_text("V-1007")).to_be_visible()


def test_coming_back_from_a_banks_page_shows_the_receipt_on_the_same_frame(page, stage):
    buy_coat(page, stage)
    next(iter(stage.checkouts.values()))["status"] = "processing"
    page.evaluate("sessionStorage.setItem('vitrine.resume', JSON.stringify({episode: 'ep_1', t: 2.42}))")
    sit_down(page, stage, "?checkout=chk_1")
    expect(sheet(page).get_by_role("heading", name="Paid. It’s yours.")).to_be_visible()
    until(page, f"Math.abs({FILM}.currentTime - 2.42) < 0.001")
    assert "checkout" not in page.url


def test_stripes_fields_are_in_the_pages_own_tree_and_a_banks_question_can_be_answered(page, stage):
    buy_coat(page, stage)
    page.evaluate("""() => {
      const ask = document.createElement('button');
      ask.textContent = 'Approve';
      ask.onclick = () => (window.approved = true);
      Object.assign(ask.style, {position: 'fixed', inset: '40% 20%', zIndex: 2147483647});
      document.body.append(ask);
    }""")
    page.get_by_role("button", name="Approve").click()
    assert page.evaluate("window.approved")
    expect(sheet(page)).to_be_visible()


def test_tab_goes_round_in_the_payment_sheet(page, stage):
    buy_coat(page, stage)
    sheet(page).locator(".foot .btn").first.focus()
    page.keyboard.press("Tab")
    assert focused_words(page) == "Back to Trench coat, moss"
    page.keyboard.press("Shift+Tab")
    assert "Pay" in focused_words(page)
    page.keyboard.press("Shift+Tab")
    assert page.get_by_label("Security code").evaluate("node => node === document.activeElement")


def test_the_token_and_the_channel_go_with_the_order(page, stage):
    bodies = []
    page.on(
        "request", lambda it: bodies.append(it.post_data_json) if it.url.endswith("/v1/checkouts") else None
    )
    buy_coat(page, stage)
    assert bodies == [{"lines": [{"variant": "var_coat", "quantity": 1, "token": "k1.coat-token"}]}]
