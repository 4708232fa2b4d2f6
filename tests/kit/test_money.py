"""Money in both directions, for every kind of unit that Stripe knows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import THREE_DECIMAL, ZERO_DECIMAL, MixedCurrencies, Money, digits, parse

# What a person types, the currency, what Stripe is sent. https://docs.stripe.com/currencies
TYPED = [
    ("189", "EUR", 18900),
    ("189.00", "EUR", 18900),
    ("189,5", "EUR", 18950),
    (" 1 189.05 ", "EUR", 118905),
    ("1,189.05", "EUR", 118905),
    ("0.01", "USD", 1),
    ("500", "JPY", 500),
    ("500", "KRW", 500),
    ("12.340", "KWD", 12340),
    ("12.3", "BHD", 12300),
    ("0.01", "TND", 10),
    ("100", "ISK", 10000),
    ("37000", "UGX", 3700000),
]
REFUSED = [
    ("", "EUR"),
    (".", "EUR"),
    ("-1", "EUR"),
    ("+1", "EUR"),
    ("1e3", "EUR"),
    ("1.999", "EUR"),
    ("1,000", "KWD"),
    ("1,000", "EUR"),  # a thousand to its writer, one to a careless reader
    ("1.000", "USD"),
    ("1,00.00", "EUR"),
    ("500.5", "JPY"),
    ("500.0", "JPY"),
    ("12.345", "KWD"),  # the last of three digits must be 0 at Stripe
    ("12.3450", "KWD"),
    ("100.50", "ISK"),  # sent as if it had two digits, but they must be 00
    ("3700.01", "UGX"),
    ("١٢", "EUR"),
    ("1000000.00", "EUR"),  # one cent more than Stripe takes
    ("9" * 5000, "EUR"),
    ("0." + "0" * 5000, "EUR"),
    ("twelve", "EUR"),
]


@pytest.mark.parametrize(("text", "currency", "amount"), TYPED)
def test_a_typed_price_becomes_what_stripe_is_sent(text: str, currency: str, amount: int):
    assert parse(text, currency) == Money(amount, currency)


@pytest.mark.parametrize(("text", "currency"), REFUSED)
def test_a_price_that_does_not_fit_is_refused_with_a_sentence(text: str, currency: str):
    with pytest.raises(ValueError, match=r"[A-Z].*\.$"):
        parse(text, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "shown", "figure"),
    [
        (18900, "EUR", "€189.00", "189.00"),
        (123456, "USD", "$1,234.56", "1,234.56"),
        (500, "JPY", "¥500", "500"),
        (-500, "JPY", "-¥500", "-500"),
        (12340, "KWD", "KWD12.340", "12.340"),
        (10000, "ISK", "ISK100.00", "100.00"),
        (1, "EUR", "€0.01", "0.01"),
    ],
)
def test_an_amount_is_shown_with_its_currencys_digits(amount: int, currency: str, shown: str, figure: str):
    assert Money(amount, currency).shown() == shown
    assert Money(amount, currency).figure() == figure


def test_a_price_is_shown_as_its_reader_writes_it():
    assert Money(18900, "EUR").shown("de") == "189,00\xa0€"


@pytest.mark.parametrize(
    ("text", "amount"),
    [("189", 18900), ("189,5", 18950), ("189.50", 18950), ("1.234,50", 123450), ("1 234,50", 123450)],
)
def test_a_price_is_read_as_its_writer_writes_it(text: str, amount: int):
    assert parse(text, "EUR", "de") == Money(amount, "EUR")
    assert Money(amount, "EUR") == parse(Money(amount, "EUR").figure("de"), "EUR", "de")


@pytest.mark.parametrize("text", ["1.234", "12.34,50", "1.234.567", "1,234.50"])
def test_what_could_be_two_prices_is_none(text: str):
    with pytest.raises(ValueError, match=r"[A-Z].*\.$"):
        parse(text, "EUR", "de")


def test_every_currency_has_as_many_digits_as_stripe_says():
    assert {digits(c) for c in ZERO_DECIMAL} == {0}
    assert {digits(c) for c in THREE_DECIMAL} == {3}
    assert [digits(c) for c in ("EUR", "ISK", "UGX", "HUF", "TWD")] == [2] * 5


@given(
    whole=st.integers(0, 9999),
    currency=st.sampled_from(["EUR", "JPY", "KWD", "ISK", "UGX", "TND", "XOF"]),
)
def test_what_is_shown_can_be_typed_again(whole: int, currency: str):
    money = Money(whole * 10 ** digits(currency), currency)
    assert parse(str(money.major), currency) == money
    assert money.major == Decimal(whole)


def test_two_currencies_never_add_up():
    with pytest.raises(MixedCurrencies):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(MixedCurrencies):
        Money(1, "EUR") - Money(1, "USD")
    assert (Money(3, "EUR") + Money(4, "EUR")) * 2 - Money(1, "EUR") == Money(13, "EUR")


@pytest.mark.parametrize("amount", [1.0, True, "1", None])
def test_money_is_never_a_float(amount: object):
    with pytest.raises(TypeError):
        Money(amount, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["eur", "EU", "EURO", "E1R", "ÄÖÜ", ""])
def test_a_currency_is_three_capital_letters(code: str):
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, code)
