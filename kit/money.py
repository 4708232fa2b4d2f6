"""Money: integer minor units and a currency, by Stripe's rules for the unit."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, format_decimal, get_decimal_symbol

from kit.language import noted

# https://docs.stripe.com/currencies: these have no minor unit at Stripe ...
ZERO_DECIMAL = {
    *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
    *("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
}
# ... these three digits. ISK and UGX are sent as if they had two, whatever ISO 4217 says.
THREE_DECIMAL = {"BHD", "JOD", "KWD", "OMR", "TND"}
WHOLE_ONLY = {"ISK", "UGX"}  # ... and their last two must be 00
MOST = 99_999_999  # the largest amount Stripe takes
LONGEST = 20


class MixedCurrencies(ValueError):
    """Two currencies met in one sum."""


@dataclass(frozen=True, slots=True)
class Money:
    amount: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TypeError("Money counts whole minor units")
        code = self.currency
        if len(code) != 3 or not (code.isascii() and code.isalpha() and code.isupper()):
            raise ValueError(f"{self.currency!r} is no ISO 4217 code")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency} do not add up")

    @property
    def major(self) -> Decimal:
        return Decimal(self.amount).scaleb(-digits(self.currency))

    def shown(self, locale: str = "en") -> str:
        """As a reader of `locale` writes it: €189.00, 189,00 €."""
        return _shown(self, locale)

    def figure(self, locale: str = "en") -> str:
        """The bare number for a column whose head names the currency: 1,234.50, in German 1.234,50."""
        places = digits(self.currency)
        return format_decimal(self.major, "#,##0" + ("." + "0" * places if places else ""), locale=locale)


# A shelf has few prices, and a film names each of them hundreds of times.
@lru_cache(maxsize=4096)
def _shown(money: Money, locale: str) -> str:
    pattern = _pattern(money.currency)
    return format_currency(money.major, money.currency, locale=locale, currency_digits=False, format=pattern)


def digits(currency: str) -> int:
    """How many digits of the amount are behind the point at Stripe."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


class NotAPrice(ValueError):
    """Why what was typed is no price: a text, listed for translators, and what is filled into it."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text % values)
        self.text, self.values = text, values


NO_NUMBER = noted("Write the price as a number, such as %(example)s.")
TWO_READINGS = noted("This can be read in two ways. Write it in full, such as %(example)s.")
TOO_FINE = noted("A price in %(currency)s has at most %(digits)s digits behind the point.")
TOO_MUCH = noted("A price is at most %(most)s.")
OFF_STEP = noted("A price in %(currency)s is a multiple of %(step)s.")


def parse(text: str, currency: str, locale: str = "en") -> Money:
    """Read what a person typed ("189.00", "189,5", in German "1.234,50") into minor units."""
    cleaned = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if len(cleaned) > LONGEST or not re.fullmatch(r"[0-9]*[.,0-9]*[0-9][.,]?", cleaned, re.ASCII):
        raise NotAPrice(NO_NUMBER, example=_example(189, currency, locale))
    try:
        whole, part = _halves(cleaned, locale)
    except ValueError:
        raise NotAPrice(TWO_READINGS, example=_example(1234, currency, locale)) from None
    # More digits than the currency has are never taken for zeros.
    if len(part) > digits(currency):
        raise NotAPrice(TOO_FINE, currency=currency, digits=digits(currency))
    amount = int(Decimal(f"{whole or 0}.{part or 0}").scaleb(digits(currency)))
    if amount > MOST:
        raise NotAPrice(TOO_MUCH, most=Money(MOST, currency).figure(locale))
    if amount % step(currency):
        raise NotAPrice(OFF_STEP, currency=currency, step=Money(step(currency), currency).figure(locale))
    return Money(amount, currency)


def _halves(cleaned: str, locale: str) -> tuple[str, str]:
    """What stands before and behind the point. Thousands may be told apart as the reader's country does.

    ValueError when it could be read in two ways: 1,000 may mean a thousand, or one, and nobody is charged
    by a guess.
    """
    point = get_decimal_symbol(Locale.parse(locale))
    comma = "." if point == "," else ","
    if comma in cleaned and point in cleaned:
        whole, _, part = cleaned.rpartition(point)
        if not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(comma)}[0-9]{{3}})+", whole):
            raise ValueError(whole)
        return whole.replace(comma, ""), part
    sign = comma if comma in cleaned else point
    whole, _, part = cleaned.partition(sign)
    if sign in part or (sign == comma and len(part) == 3):
        raise ValueError(cleaned)
    return whole, part


def _example(major: int, currency: str, locale: str) -> str:
    """A price as its writer may write it. Without cents a sign between thousands would be the next riddle."""
    places = digits(currency)
    return Money(major * 10**places, currency).figure(locale) if places else str(major)


def step(currency: str) -> int:
    """What every amount Stripe is asked for must be a multiple of."""
    if currency in WHOLE_ONLY:
        return 100
    return 10 if currency in THREE_DECIMAL else 1


def _pattern(currency: str) -> str | None:
    return (
        None
        if digits(currency) == 2
        else "¤#,##0" + ("." + "0" * digits(currency) if digits(currency) else "")
    )
