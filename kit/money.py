"""Money: integer minor units and a currency, by Stripe's rules for the unit."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency

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
        return format_currency(
            self.major, self.currency, locale=locale, currency_digits=False, format=_pattern(self.currency)
        )

    def figure(self) -> str:
        """The bare number for a column whose head names the currency: 1,234.50."""
        return f"{self.major:,.{digits(self.currency)}f}"


def digits(currency: str) -> int:
    """How many digits of the amount are behind the point at Stripe."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def parse(text: str, currency: str) -> Money:
    """Read what a person typed ("189.00", "189,5") into minor units. ValueError if it doesn't fit."""
    cleaned = text.strip().replace(" ", "").replace(",", ".")
    is_number = cleaned.isascii() and cleaned.replace(".", "", 1).isdecimal()
    if not is_number or len(cleaned) > LONGEST:
        raise ValueError("Write the price as a number, such as 189.00.")
    # 1,000 may mean a thousand: more digits than the currency has are never taken for zeros.
    if len(cleaned.partition(".")[2]) > digits(currency):
        raise ValueError(f"A price in {currency} has at most {digits(currency)} digits behind the point.")
    amount = int(Decimal(cleaned).scaleb(digits(currency)))
    if amount > MOST:
        raise ValueError(f"A price is at most {Money(MOST, currency).figure()}.")
    if amount % step(currency):
        raise ValueError(
            f"A price in {currency} is a multiple of {Money(step(currency), currency).figure()}."
        )
    return Money(amount, currency)


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
